import { dayMs } from '../engine/calendar.ts';
import { type ScoreChange, significanceOf } from '../engine/health/change.ts';
import { type RecordedScore, recordedChange } from '../engine/health/recorded-change.ts';
import type { ComponentScores } from '../engine/health/weighing.ts';
import type { HistoryEntry, ScoreRecord } from '../store/score-history-reading.ts';
import type { Context } from './context.ts';
import { badInput } from './errors.ts';
import type { InsightParent } from './parents.ts';
import { inSection } from './section-names.ts';

/** Records that one question may ask for. */
const mostRecords = 1_000;

/** A record, and whose it is. */
export interface HealthHistoryParent extends HistoryEntry {
  readonly customerId: string;
}

/** @throws GraphQLError BAD_USER_INPUT outside of 1 to 1,000 records. */
export async function healthHistoryOf(
  { loaders, serving }: Context,
  { customerId, asOf }: InsightParent,
  last: number,
): Promise<HealthHistoryParent[]> {
  if (last < 1 || last > mostRecords) {
    throw badInput(`last must be a number of records from 1 to ${mostRecords}, got ${last}; ask for earlier ones with asOf`);
  }
  const history = loaders.healthHistories(last, serving.config.trendDays * dayMs);
  const entries = await history.load({ customerId, asOf });
  return entries.map((entry) => ({ ...entry, customerId }));
}

export function recordedComponents(record: ScoreRecord): ComponentScores {
  return {
    visitFrequency: record.visit_frequency,
    spendingBehavior: record.spending_behavior,
    loyaltyEngagement: record.loyalty_engagement,
    feedbackSentiment: record.feedback_sentiment,
    communicationResponse: record.communication_response,
    recencyFactor: record.recency_factor,
  };
}

function recordedScore(record: ScoreRecord): RecordedScore {
  return {
    healthScore: record.health_score,
    configVersion: record.config_version,
    components: recordedComponents(record),
  };
}

/** Why a record differs from the one that held a trend window before; null: not significantly, or there was none. */
export function significantChangeOf(
  { customerId, record, reference }: HealthHistoryParent,
  { assessor, serving }: Context,
): ScoreChange | null | Promise<ScoreChange | null> {
  const [before, now] = [reference?.health_score ?? null, record.health_score];
  if (reference === null || before === null || now === null) return null;
  const significance = significanceOf(before, now, serving.config);
  if (significance === null) return null;
  // The records decide whether the change is one: their unrounded scores may lie half a point beside.
  const explanation = inSection('healthHistory', recordedChange(recordedScore(reference), recordedScore(record)));
  const explained = assessor.assess(explanation, {
    customerId,
    asOf: record.scored_at,
  });
  const judged = (change: ScoreChange | null) => (change === null ? null : { ...change, significance });
  return explained instanceof Promise ? explained.then(judged) : judged(explained);
}
