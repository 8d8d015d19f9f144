import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { millis } from './guests.ts';
import type { HistoryRow } from './score-history.ts';

/** A score as it was answered then, rounded as a reader sees it. Null: insufficient data, or absent. */
export interface ScoreRecord extends Omit<HistoryRow, 'customer_id'> {
  /** Milliseconds since 1970. */
  readonly scored_at: number;
}

/** A record beside the ones it is compared with. */
export interface HistoryEntry {
  readonly record: ScoreRecord;
  /** The record just before; null: this one is the first. */
  readonly last: ScoreRecord | null;
  /** The record that held `trendMs` earlier; null: none was there yet. */
  readonly reference: ScoreRecord | null;
}

/** A guest, and the instant after which nothing is told; milliseconds since 1970. */
export interface HistorySubject {
  readonly customerId: string;
  readonly asOf: number;
}

type Row = ScoreRecord & { readonly place: number };

// The newest records of each guest, and before them all that the oldest of these is compared with.
const read = statement(
  'store.healthHistory',
  'customer',
  (kysely, customerIds: readonly string[], instants: readonly Date[], count: number, trendMs: number) =>
    kysely
      .selectFrom(
        sql<{ id: string; instant: Date; place: number }>`unnest(${customerIds}::text[], ${instants}::timestamptz[])
          with ordinality`.as<'k'>(sql`k(id, instant, place)`),
      )
      .innerJoinLateral(
        (outer) =>
          outer
            .selectFrom((inner) =>
              inner
                .selectFrom('score_history as n')
                .whereRef('n.customer_id', '=', 'k.id')
                .whereRef('n.scored_at', '<=', 'k.instant')
                .orderBy('n.scored_at', 'desc')
                .limit(sql<number>`${count}::int`)
                .select('n.scored_at')
                .as('newest'),
            )
            .select(sql<Date>`min(newest.scored_at) - ${trendMs}::float8 * interval '1 millisecond'`.as('since'))
            .as('o'),
        (join) => join.onTrue(),
      )
      .innerJoinLateral(
        (outer) =>
          outer
            .selectFrom('score_history as b')
            .whereRef('b.customer_id', '=', 'k.id')
            .whereRef('b.scored_at', '<=', 'o.since')
            .select(sql<Date | null>`max(b.scored_at)`.as('held'))
            .as('f'),
        (join) => join.onTrue(),
      )
      .innerJoin('score_history as h', 'h.customer_id', 'k.id')
      .whereRef('h.scored_at', '<=', 'k.instant')
      .where(sql<boolean>`h.scored_at >= coalesce(f.held, o.since)`)
      .where(sql<boolean>`h.customer_id = any(${customerIds}::text[])`)
      .orderBy('k.place')
      .orderBy('h.scored_at')
      .select([
        sql<number>`k.place::int`.as('place'),
        millis('h.scored_at').as('scored_at'),
        sql<string>`h.week::text`.as('week'),
      ])
      .select(['h.config_version', 'h.method', 'h.health_score', 'h.health_level', 'h.percentile_rank'])
      .select(['h.visit_frequency', 'h.spending_behavior', 'h.loyalty_engagement', 'h.feedback_sentiment'])
      .select(['h.communication_response', 'h.recency_factor', 'h.churn_risk', 'h.engagement_risk', 'h.value_risk'])
      .$castTo<Row>(),
);

/** The last `count` of the records, oldest first. */
function entriesOf(records: readonly ScoreRecord[], count: number, trendMs: number): HistoryEntry[] {
  let held = -1;
  return records
    .map((record, index): HistoryEntry => {
      while ((records[held + 1]?.scored_at ?? Number.POSITIVE_INFINITY) <= record.scored_at - trendMs) held += 1;
      return { record, last: records[index - 1] ?? null, reference: records[held] ?? null };
    })
    .slice(-count);
}

/**
 * The newest `count` records of each guest at or before an instant, oldest first, in the order of the subjects; all by one statement.
 * @param trendMs milliseconds between a record and the one it is compared with.
 */
export async function readHealthHistories(
  db: Db,
  subjects: readonly HistorySubject[],
  count: number,
  trendMs: number,
): Promise<HistoryEntry[][]> {
  const rows = await read(
    db,
    subjects.map(({ customerId }) => customerId),
    subjects.map(({ asOf }) => new Date(asOf)),
    count,
    trendMs,
  );
  const found = subjects.map((): ScoreRecord[] => []);
  for (const { place, ...record } of rows) found[place - 1]?.push(record);
  return found.map((records) => entriesOf(records, count, trendMs));
}
