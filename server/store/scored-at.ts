import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

/** When a guest's current row was last confirmed. Milliseconds since 1970. */
export interface Scored {
  /** The instant that the row, and every answer that names no instant, knows events up to. */
  readonly scoredAt: number;
  /** When it was written. */
  readonly recordedAt: number;
  /** Another one after every writing, even within the same millisecond. */
  readonly version: string;
}

interface ScoredRow {
  customer_id: string;
  scored_at: number;
  recorded_at: number;
  version: string;
}

const scored = statement('store.scored', 'customer', (kysely, customerIds: readonly string[]) =>
  kysely
    .selectFrom('current_scores as s')
    .leftJoin('rescore_marks as m', (join) =>
      join.onRef('m.customer_id', '=', 's.customer_id').on(sql<boolean>`m.customer_id = any(${customerIds}::text[])`),
    )
    .where(sql<boolean>`s.customer_id = any(${customerIds}::text[])`)
    .where('m.customer_id', 'is', null)
    .select([
      's.customer_id',
      sql<number>`(extract(epoch from s.scored_at) * 1000)::float8`.as('scored_at'),
      sql<number>`(extract(epoch from s.recorded_at) * 1000)::float8`.as('recorded_at'),
      sql<string>`s.version::text`.as('version'),
    ])
    .$castTo<ScoredRow>(),
);

/** The last confirmation of each guest. Absent: never scored, or events were recorded since, so the answer is as of now. */
export async function readScoredAt(db: Db, customerIds: readonly string[]): Promise<Map<string, Scored>> {
  const rows = await scored(db, customerIds);
  return new Map(
    rows.map((row) => [row.customer_id, { scoredAt: row.scored_at, recordedAt: row.recorded_at, version: row.version }]),
  );
}
