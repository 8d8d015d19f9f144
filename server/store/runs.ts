import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

export type RunKind = 'START' | 'SCHEDULED' | 'REQUESTED' | 'COMMAND' | 'BACKFILL';

/** A scoring of everybody as of an instant. Instants are milliseconds since 1970. */
export interface Run {
  readonly id: string;
  readonly kind: RunKind;
  readonly asOf: number;
  readonly requestedAt: number;
  /** Null: queued. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Guests on record at its start, of a backfill times its Mondays; null: queued. */
  readonly expected: number | null;
  /** So far, or in all once it has finished. */
  readonly customers: number;
  readonly scored: number;
  readonly insufficient: number;
  readonly changed: number;
}

const ms = (column: string) => sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;
const msOrNull = (column: string) => sql<number | null>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;
const soFar = (column: 'guests' | 'scored' | 'changed') =>
  sql<number>`coalesce(u.${sql.ref(column)}, (select sum(r.${sql.ref(column)}) from scoring_ranges r where r.run_id = u.run_id), 0)::int`;

const insert = statement('runs/request', 'own', (kysely, id: string, kind: string, asOf: Date, version: number, now: Date) =>
  kysely
    .insertInto('scoring_runs')
    .values({ run_id: id, kind, as_of: asOf, config_version: version, requested_at: now })
    .onConflict((conflict) => conflict.column('run_id').doNothing())
    .returning('run_id'),
);

const one = statement('runs/one', 'own', (kysely, id: string) =>
  kysely
    .selectFrom('scoring_runs as u')
    .where('u.run_id', '=', id)
    .select([
      'u.run_id as id',
      sql<RunKind>`u.kind`.as('kind'),
      ms('u.as_of').as('asOf'),
      ms('u.requested_at').as('requestedAt'),
      msOrNull('u.started_at').as('startedAt'),
      msOrNull('u.finished_at').as('finishedAt'),
      'u.expected',
      soFar('guests').as('customers'),
      soFar('scored').as('scored'),
      sql<number>`(${soFar('guests')} - ${soFar('scored')})`.as('insufficient'),
      soFar('changed').as('changed'),
    ]),
);

const newest = statement('runs/newest', 'own', (kysely, limit: number) =>
  kysely
    .selectFrom('scoring_runs')
    .orderBy('requested_at', 'desc')
    .orderBy('run_id', 'desc')
    .limit(sql<number>`${limit}::int`)
    .select('run_id'),
);

const due = statement('runs/due', 'own', (kysely, since: Date) =>
  kysely.selectFrom('scoring_runs').where('as_of', '>', since).where('kind', '<>', 'BACKFILL').limit(1).select('run_id'),
);

const queued = statement('runs/queued', 'own', (kysely) =>
  kysely.selectFrom('scoring_runs').where('started_at', 'is', null).orderBy('as_of').select('run_id'),
);

const newestDone = statement('runs/newest-done', 'own', (kysely) =>
  kysely
    .selectFrom('scoring_runs')
    .where('finished_at', 'is not', null)
    .where('kind', '<>', 'BACKFILL')
    .orderBy('finished_at', 'desc')
    .limit(sql<number>`1`)
    .select('run_id as id'),
);

/** The run that finished last, over everybody's present; null: none is kept. */
export async function newestFinishedRun(db: Db): Promise<string | null> {
  return (await newestDone(db))[0]?.id ?? null;
}

const unfinished = statement('runs/unfinished', 'own', (kysely) =>
  kysely.selectFrom('scoring_runs').where('finished_at', 'is', null).where('kind', '<>', 'BACKFILL').limit(1).select('run_id'),
);

const lockSchedule = statement('runs/lockSchedule', 'own', (kysely) =>
  kysely.selectNoFrom(sql`pg_advisory_xact_lock(7236903)`.as('locked')),
);

/** The name of a run: the same kind as of the same instant is the same run. */
export function runIdOf(kind: RunKind, asOf: number): string {
  return `${kind.toLowerCase()}-${new Date(asOf).toISOString()}`;
}

/** Queues a run; one that is there already stays as it is. @returns its id. */
export async function requestRun(
  db: Db,
  run: { readonly kind: RunKind; readonly asOf: number; readonly configVersion: number; readonly now: number },
): Promise<string> {
  const id = runIdOf(run.kind, run.asOf);
  await insert(db, id, run.kind, new Date(run.asOf), run.configVersion, new Date(run.now));
  return id;
}

/** Queues a run as of now when none is as young as the interval. @returns its id; null: it is not due. */
export async function requestDueRun(
  db: Db,
  { now, intervalMs, configVersion }: { readonly now: number; readonly intervalMs: number; readonly configVersion: number },
): Promise<string | null> {
  return await db.transaction(async (tx) => {
    await lockSchedule(tx);
    if (!(await isRunDue(tx, now, intervalMs))) return null;
    return await requestRun(tx, { kind: 'SCHEDULED', asOf: now, configVersion, now });
  });
}

/** Whether no run is as young as the interval. */
export async function isRunDue(db: Db, now: number, intervalMs: number): Promise<boolean> {
  return (await due(db, new Date(now - intervalMs))).length === 0;
}

/** The runs that wait for their ranges, oldest first. */
export async function queuedRuns(db: Db): Promise<string[]> {
  return (await queued(db)).map((row) => row.run_id);
}

/** Whether a scoring of the present is queued or under way. */
export async function isRunUnfinished(db: Db): Promise<boolean> {
  return (await unfinished(db)).length > 0;
}

/** A run with its counts so far; null: unknown. */
export async function readRun(db: Db, id: string): Promise<Run | null> {
  return (await one(db, id))[0] ?? null;
}

/** The newest runs, newest first. */
export async function newestRuns(db: Db, first: number): Promise<Run[]> {
  const runs = await Promise.all((await newest(db, first)).map((row) => readRun(db, row.run_id)));
  return runs.filter((run) => run !== null);
}
