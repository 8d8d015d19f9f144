import { mayReach } from '../access/viewer.ts';
import { newestRuns, type Run, readRun } from '../store/runs.ts';
import type { Context } from './context.ts';
import { badInput, featureDisabled, refusal } from './errors.ts';
import type { HealthRecalculation, ScoringRun } from './types.generated.ts';

const mostRuns = 100;

/** @throws GraphQLError BAD_USER_INPUT */
export async function scoringRuns({ db }: Context, first: number): Promise<ScoringRun[]> {
  if (first < 1 || first > mostRuns) throw badInput(`first must be from 1 to ${mostRuns}, got ${first}`);
  return (await newestRuns(db, first)).map(shownRun);
}

function shownRun(run: Run): ScoringRun {
  const { startedAt, finishedAt, expected, customers } = run;
  const begun = startedAt === null ? 'QUEUED' : 'RUNNING';
  const share = expected === null ? 0 : Math.min(1, customers / Math.max(expected, 1));
  return {
    ...run,
    state: finishedAt === null ? begun : 'FINISHED',
    progress: finishedAt === null ? share : 1,
    seconds: finishedAt === null || startedAt === null ? null : (finishedAt - startedAt) / 1000,
  };
}

/** @throws GraphQLError BATCH_TOO_LARGE, BAD_USER_INPUT, FEATURE_DISABLED */
export async function recalculate(
  context: Context,
  customerIds: readonly string[] | null | undefined,
): Promise<HealthRecalculation> {
  if (customerIds === null || customerIds === undefined) return await recalculateAll(context);
  const { serving, viewer, now } = context;
  const limit = serving.settings.ENHANCED_PROFILE_BATCH_SIZE;
  if (customerIds.length > limit) {
    const message = `At most ${limit} customers at once (ENHANCED_PROFILE_BATCH_SIZE), got ${customerIds.length}; ask in several requests`;
    throw refusal('BATCH_TOO_LARGE', message, { limit, got: customerIds.length });
  }
  const reached = [...new Set(customerIds)].filter((id) => mayReach(viewer, id));
  const counts = await serving.rescore(reached, now);
  return { run: null, customers: 0, scored: 0, insufficient: 0, ...counts };
}

async function recalculateAll(context: Context): Promise<HealthRecalculation> {
  const { serving, viewer, now, db } = context;
  if (viewer.reach !== null) throw badInput('customerIds must name the customers for a caller with a limited reach, got none');
  const id = serving.settings.FEATURE_BATCH_PROCESSING && (await serving.rescoreAll(now));
  if (id === false) throw featureDisabled('FEATURE_BATCH_PROCESSING');
  const run = await readRun(db, id);
  return { run: run === null ? null : shownRun(run), customers: 0, scored: 0, insufficient: 0 };
}
