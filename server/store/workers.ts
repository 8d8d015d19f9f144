import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

/** How often whoever works on runs says that it is alive, and how long its silence is believed; milliseconds. */
export const heartbeatMs = 5_000;
export const silenceMs = 20_000;

// The database's clock, not ours: the machines that compare these instants need not agree on the time.
const beat = statement('workers/beat', 'own', (kysely, workerId: string) =>
  kysely
    .insertInto('job_workers')
    .values({
      worker_id: workerId,
      started_at: sql<Date>`clock_timestamp()`,
      heartbeat_at: sql<Date>`clock_timestamp()`,
    })
    .onConflict((conflict) =>
      conflict.column('worker_id').doUpdateSet((values) => ({ heartbeat_at: values.ref('excluded.heartbeat_at') })),
    ),
);

const leave = statement('workers/leave', 'own', (kysely, workerId: string) =>
  kysely.deleteFrom('job_workers').where('worker_id', '=', workerId),
);

const bury = statement('workers/bury', 'own', (kysely, silence: number) =>
  kysely
    .deleteFrom('job_workers')
    .where(sql<boolean>`heartbeat_at < clock_timestamp() - make_interval(secs => ${silence} / 1000.0)`)
    .returning('worker_id'),
);

/** Says that a worker is alive. */
export async function beatHeart(db: Db, workerId: string): Promise<void> {
  await beat(db, workerId);
}

/** A worker stops: what it holds may be taken at once. */
export async function leaveWork(db: Db, workerId: string): Promise<void> {
  await leave(db, workerId);
}

/** Forgets the workers that died. @returns their ids. */
export async function buryWorkers(db: Db): Promise<string[]> {
  return (await bury(db, silenceMs)).map((row) => row.worker_id);
}
