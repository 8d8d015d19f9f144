import type { Db } from '../db/open.ts';
import { type Calendar, dayMs, weekOf } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import { snapshot } from '../engine/snapshot.ts';
import { openAssessor } from '../facts/assessor.ts';
import type { WeekSource } from '../facts/population.ts';
import { countCustomers, walkCustomers } from '../facts/walk.ts';
import { type CurrentScore, takeMarks, writeScores } from '../store/scores.ts';

/** Guests per chunk: a few statements each, a few megabytes of visits. */
const chunkSize = 2_000;

export interface ScoringRun {
  readonly config: ScoringConfig;
  readonly calendar: Calendar;
  readonly weeks: WeekSource;
  /** The instant to score as of, and when the run reads; milliseconds since 1970. */
  readonly asOf: number;
  readonly now: number;
  /** Absent: everybody. Unknown ids are left out. */
  readonly customerIds?: readonly string[];
  /** Compute the week's population facts although they are there. */
  readonly renewWeeks?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ScoringResult {
  readonly customers: number;
  readonly scored: number;
  readonly insufficient: number;
}

/**
 * Scores guests as of an instant with the same derivations as any answer, and stores one current row each.
 * @throws DatabaseUnavailable; what was written before stays, and running again completes it.
 */
export async function scoreCustomers(db: Db, run: ScoringRun): Promise<ScoringResult> {
  const instants = [run.asOf, run.asOf - run.config.trendDays * dayMs];
  const weeks = instants.map((instant) => weekOf(instant, run.calendar.timeZone).week);
  if (run.renewWeeks === true) await Promise.all([...new Set(weeks)].map((week) => run.weeks.renew(week)));
  const total = run.customerIds?.length ?? (await countCustomers(db));
  let customers = 0;
  let scored = 0;
  for await (const ids of run.customerIds === undefined
    ? walkCustomers(db, chunkSize)
    : chunksOf([...new Set(run.customerIds)])) {
    const written = await db.transaction(async (tx) => {
      await takeMarks(tx, ids);
      const rows = await scoresOf(tx, run, ids);
      const known = new Set(await writeScores(tx, rows, run.asOf, run.now));
      return rows.filter((row) => known.has(row.customer_id));
    });
    customers += written.length;
    scored += written.filter((row) => row.health_score !== null).length;
    run.onProgress?.(customers, total);
  }
  return { customers, scored, insufficient: customers - scored };
}

function* chunksOf(ids: readonly string[]): Generator<string[]> {
  for (let from = 0; from < ids.length; from += chunkSize) yield ids.slice(from, from + chunkSize);
}

async function scoresOf(db: Db, run: ScoringRun, ids: readonly string[]): Promise<CurrentScore[]> {
  const assessor = openAssessor(db, run);
  return Promise.all(
    ids.map(async (customerId): Promise<CurrentScore> => {
      const { health, ...rest } = await assessor.assess(snapshot, { customerId, asOf: run.asOf });
      return {
        customer_id: customerId,
        week: health.week,
        config_version: health.configVersion,
        method: health.method,
        health_score: health.healthScore,
        exact_score: health.exactScore,
        health_level: health.healthLevel,
        coverage: health.coverage,
        confidence: health.confidence,
        visit_frequency: health.components.visitFrequency.score,
        spending_behavior: health.components.spendingBehavior.score,
        loyalty_engagement: health.components.loyaltyEngagement.score,
        feedback_sentiment: health.components.feedbackSentiment.score,
        communication_response: health.components.communicationResponse.score,
        recency_factor: health.components.recencyFactor.score,
        visit_days: health.dataPoints,
        last_visit_at: rest.lastVisitAt === null ? null : new Date(rest.lastVisitAt).toISOString(),
        expected_visits_per_30_days: rest.expectedVisitsPer30Days,
        lifetime_value_minor: rest.lifetimeValueMinor,
        last_12_months_minor: rest.last12MonthsMinor,
        lifetime_value_percentile: rest.lifetimeValuePercentile,
        rfm_group: rest.rfmGroup,
        completeness_score: rest.completenessScore,
        completeness_level: rest.completenessLevel,
      };
    }),
  );
}
