import { sql } from 'kysely';
import type { ColumnKind } from '../db/binary-copy.ts';
import type { Db } from '../db/open.ts';
import { stageTyped } from '../db/staging.ts';
import { statement } from '../db/statement.ts';
import type { CurrentScore } from './scores.ts';

/** What history keeps of a score: levels, and numbers rounded as a reader sees them. */
export interface HistoryRow {
  readonly customer_id: string;
  readonly week: string;
  readonly config_version: number;
  readonly method: string;
  readonly health_score: number | null;
  readonly health_level: string | null;
  readonly percentile_rank: number | null;
  readonly visit_frequency: number | null;
  readonly spending_behavior: number | null;
  readonly loyalty_engagement: number | null;
  readonly feedback_sentiment: number | null;
  readonly communication_response: number | null;
  readonly recency_factor: number | null;
  readonly churn_risk: string | null;
  readonly engagement_risk: string | null;
  readonly value_risk: string | null;
}

/** What makes a row worth writing. The week is not among it: it is new every Monday. */
const watchedKinds = {
  config_version: 'int4',
  method: 'text',
  health_score: 'int2',
  health_level: 'text',
  percentile_rank: 'int2',
  visit_frequency: 'int2',
  spending_behavior: 'int2',
  loyalty_engagement: 'int2',
  feedback_sentiment: 'int2',
  communication_response: 'int2',
  recency_factor: 'int2',
  churn_risk: 'text',
  engagement_risk: 'text',
  value_risk: 'text',
} as const satisfies Readonly<Partial<Record<keyof HistoryRow, ColumnKind>>>;

const kinds = { customer_id: 'text', week: 'date', ...watchedKinds } as const;
const watched = Object.keys(watchedKinds) as (keyof typeof watchedKinds)[];
const columns = Object.keys(kinds) as (keyof typeof kinds)[];

/** As a reader sees it; whole numbers and words are what they are. */
function shown(value: number | string | null): number | string | null {
  return typeof value === 'number' ? Math.round(value) : value;
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value));

/** The history row of a current row. */
export function historyRowOf(score: CurrentScore): HistoryRow {
  return {
    customer_id: score.customer_id,
    week: score.week,
    config_version: score.config_version,
    method: score.method,
    health_score: score.health_score,
    health_level: score.health_level,
    percentile_rank: rounded(score.percentile_rank),
    visit_frequency: rounded(score.visit_frequency),
    spending_behavior: rounded(score.spending_behavior),
    loyalty_engagement: rounded(score.loyalty_engagement),
    feedback_sentiment: rounded(score.feedback_sentiment),
    communication_response: rounded(score.communication_response),
    recency_factor: rounded(score.recency_factor),
    churn_risk: score.churn_risk,
    engagement_risk: score.engagement_risk,
    value_risk: score.value_risk,
  };
}

/** Whether one of the numbers, levels or versions that history keeps differs; a first row always does. */
export function hasChanged(before: CurrentScore | null, after: CurrentScore): boolean {
  if (before === null || before === after) return before === null;
  return watched.some((column) => shown(before[column]) !== shown(after[column]));
}

// Only where the row before that instant differs: a row that is there already, and one that says the same again, are left out.
const write = statement(
  'store.writeHistory',
  'customer',
  (kysely, customerIds: readonly string[], scoredAt: Date, recordedAt: Date) =>
    kysely
      .insertInto('score_history')
      .columns([...columns, 'scored_at', 'recorded_at'])
      .expression(
        kysely
          .selectFrom(sql<HistoryRow>`staging_score_history`.as('r'))
          .innerJoin('customers as c', (join) =>
            join.onRef('c.customer_id', '=', 'r.customer_id').on(sql<boolean>`c.customer_id = any(${customerIds}::text[])`),
          )
          .leftJoinLateral(
            (query) =>
              query
                .selectFrom('score_history as h')
                .whereRef('h.customer_id', '=', 'r.customer_id')
                .where('h.scored_at', '<', sql<Date>`${scoredAt}::timestamptz`)
                .orderBy('h.scored_at', 'desc')
                .limit(1)
                .select(watched.map((column) => `h.${column}` as const))
                .as('last'),
            (join) => join.onTrue(),
          )
          .where(
            sql<boolean>`(${sql.join(watched.map((column) => sql.ref(`r.${column}`)))}) is distinct from (${sql.join(
              watched.map((column) => sql.ref(`last.${column}`)),
            )})`,
          )
          .select([
            ...columns.map((column) => `r.${column}` as const),
            sql<Date>`${scoredAt}::timestamptz`.as('scored_at'),
            sql<Date>`${recordedAt}::timestamptz`.as('recorded_at'),
          ])
          .orderBy('r.customer_id'),
      )
      .onConflict((conflict) => conflict.columns(['customer_id', 'scored_at']).doNothing())
      .returning('customer_id'),
);

/**
 * Writes what differs from the row before, once per guest and instant. Guests who are not on record are left out.
 * @param scoredAt the instant of the answers, `recordedAt` when they are written; milliseconds since 1970.
 * @returns the ids written.
 */
export async function writeHistory(tx: Db, rows: readonly HistoryRow[], scoredAt: number, recordedAt: number): Promise<string[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.customer_id);
  await stageTyped(tx, 'score_history', kinds, rows);
  const written = await write(tx, ids, new Date(scoredAt), new Date(recordedAt));
  return written.map((row) => row.customer_id);
}
