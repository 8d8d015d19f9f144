/** What an operator watches: bounded statements, whatever the size of the base. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement, written } from '../db/statement.ts';
import type { LevelScoreCount, ResponseCount, RunTimes } from '../engine/monitoring.ts';

const responses = statement('monitoring/alertResponses', 'population', (kysely, since: Date) =>
  kysely
    .selectFrom('alerts')
    .where('raised_at', '>=', since)
    // The program ended them unseen although what raised them lasts: a graver one of the guest stands for them, and is looked at instead.
    .where(
      sql<boolean>`not (first_acknowledged_at is null and resolved_at is not null and resolved_by is null
        and cleared_at is distinct from resolved_at)`,
    )
    .groupBy([sql`1`, sql`2`])
    .select([
      'severity',
      sql<number | null>`round(extract(epoch from first_acknowledged_at - raised_at))::float8`.as('seconds'),
      sql<number>`count(*)::int`.as('count'),
    ]),
);

/** How fast the alerts raised since then were first acknowledged, as counts; without those that another one stood for. */
export function readAlertResponses(db: Db, since: number): Promise<ResponseCount[]> {
  return responses(db, new Date(since));
}

const times = statement('monitoring/runs', 'own', (kysely, since: Date, most: number) =>
  kysely
    .selectFrom('scoring_runs')
    .where('requested_at', '>=', since)
    .where('kind', '<>', 'BACKFILL')
    .orderBy('requested_at', 'desc')
    .orderBy('run_id', 'desc')
    .limit(sql<number>`${most}::int`)
    .select([
      sql<number | null>`(extract(epoch from started_at) * 1000)::float8`.as('startedAt'),
      sql<number | null>`(extract(epoch from finished_at) * 1000)::float8`.as('finishedAt'),
    ]),
);

/** The newest runs asked for since then, newest first. */
export function readRunTimes(db: Db, since: number, most: number): Promise<RunTimes[]> {
  return times(db, new Date(since), most);
}

interface NewestCount extends LevelScoreCount {
  /** Of the newest scoring among them, milliseconds since 1970. */
  readonly newestAt: number;
}

const scores = statement('monitoring/scores', 'population', (kysely) =>
  kysely
    .selectFrom('current_scores')
    .groupBy(['health_level', 'health_score'])
    .select([
      'health_level as level',
      'health_score as score',
      sql<number>`count(*)::int`.as('count'),
      sql<number>`(extract(epoch from max(scored_at)) * 1000)::float8`.as('newestAt'),
    ]),
);

/** How many guests have each score by the last scoring. */
export function readScoresNow(db: Db): Promise<NewestCount[]> {
  return scores(db);
}

const scoresAt = statement('monitoring/scoresAt', 'population', (kysely, at: Date) =>
  written(
    kysely,
    sql<LevelScoreCount>`select h.health_level as level, h.health_score as score, count(*)::int as count
      from customers as c cross join lateral (select r.health_level, r.health_score from score_history as r
        where r.customer_id = c.customer_id and r.scored_at <= ${at}::timestamptz order by r.scored_at desc limit 1) as h
      group by h.health_level, h.health_score`,
  ),
);

/** The same by the newest record at or before an instant; guests without one are not counted. */
export function readScoresAt(db: Db, at: number): Promise<LevelScoreCount[]> {
  return scoresAt(db, new Date(at));
}

/** The queue of the job library. */
export interface JobQueue {
  /** Jobs that could be done now and that nobody does yet. */
  readonly waiting: number;
  /** Since when the first of them could be done, milliseconds since 1970; null: none waits. */
  readonly waitingSince: number | null;
  readonly running: number;
  /** Jobs that were tried for the last time. */
  readonly failed: number;
}

// The library makes its tables itself, at the first start of a worker.
const hasLibrary = statement('monitoring/library', 'own', (kysely) =>
  kysely.selectNoFrom(sql<boolean>`to_regclass('graphile_worker.jobs') is not null`.as('found')),
);

// No `statement`: those are held against a database of our migrations alone.
const waits = 'locked_at is null and attempts < max_attempts and run_at <= $1::timestamptz';
const queue = `select count(*) filter (where ${waits})::int as waiting,
  (extract(epoch from min(run_at) filter (where ${waits})) * 1000)::float8 as "waitingSince",
  count(*) filter (where locked_at is not null)::int as running,
  count(*) filter (where attempts >= max_attempts and locked_at is null)::int as failed
  from graphile_worker.jobs`;

/** @returns null: no worker was ever started on this database. */
export async function readJobQueue(db: Db, now: number): Promise<JobQueue | null> {
  const [library] = await hasLibrary(db);
  if (library?.found !== true) return null;
  return (await db.run<JobQueue>('monitoring/jobs', queue, [new Date(now)]))[0] ?? null;
}
