import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { silenceMs } from './workers.ts';

/** What a database says of itself. */
export interface DatabaseState {
  /** Such as 18.4. */
  readonly version: string;
  /** Its clock, milliseconds since 1970. */
  readonly at: number;
  readonly bytes: number;
  /** A standby takes no writes. */
  readonly isStandby: boolean;
}

const state = statement('diagnosis/state', 'own', (kysely) =>
  kysely.selectNoFrom([
    sql<string>`split_part(current_setting('server_version'), ' ', 1)`.as('version'),
    sql<number>`(extract(epoch from clock_timestamp()) * 1000)::float8`.as('at'),
    sql<number>`pg_database_size(current_database())::float8`.as('bytes'),
    sql<boolean>`pg_is_in_recovery()`.as('isStandby'),
  ]),
);

/** @throws DatabaseUnavailable */
export async function readDatabaseState(db: Db): Promise<DatabaseState> {
  const [found] = await state(db);
  if (found === undefined) throw new Error('expected the database to describe itself, got no row');
  return found;
}

const alive = statement('diagnosis/workers', 'own', (kysely) =>
  kysely
    .selectFrom('job_workers')
    .where(sql<boolean>`heartbeat_at >= clock_timestamp() - make_interval(secs => ${silenceMs} / 1000.0)`)
    .select(sql<number>`count(*)::int`.as('count')),
);

/** How many workers gave a sign of life just now. */
export async function countWorkers(db: Db): Promise<number> {
  return (await alive(db))[0]?.count ?? 0;
}

const scored = statement('diagnosis/scored', 'population', (kysely) =>
  kysely
    .selectFrom('current_scores')
    .select([
      sql<number>`count(*)::int`.as('guests'),
      sql<number | null>`(extract(epoch from max(scored_at)) * 1000)::float8`.as('newestAt'),
    ]),
);

/** How many guests have a score, and when the newest was computed (milliseconds since 1970; null: none has). */
export async function readLastScoring(db: Db): Promise<{ readonly guests: number; readonly newestAt: number | null }> {
  return (await scored(db))[0] ?? { guests: 0, newestAt: null };
}
