import { spawn } from 'node:child_process';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { newestRuns, readRun, requestRun } from '../../server/store/runs.ts';
import { restaurant, seed } from '../facts/rows.ts';
import { ecxProgram } from '../support/command.ts';
import { testDatabase, testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';

const patiently = { timeout: 60_000, interval: 20 };

/** `ecx worker` as a process of its own, on a restaurant where a run is asked for. */
async function openRestaurant() {
  const url = await testDatabaseUrl();
  const db = await testDatabase({ url });
  const { customerIds, visits } = restaurant();
  await seed(db, customerIds, visits);
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: url,
    ECX_DATA_DIR: await testDataDir(),
    ECX_ENCRYPTION_KEY: testEncryptionKey,
    HEALTH_SCORE_CALCULATION_INTERVAL: '31536000',
  };
  const work = () => {
    const child = spawn(process.execPath, [...ecxProgram, 'worker'], { env, stdio: 'ignore' });
    const over = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    return { child, over };
  };
  const asOf = Date.now();
  const runId = await requestRun(db, { kind: 'REQUESTED', asOf, configVersion: 1, now: asOf });
  const count = async (table: 'current_scores' | 'score_history' | 'job_workers') =>
    (await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`.execute(db.kysely)).rows[0]?.count;
  return { url, db, runId, work, count };
}

test('ecx worker does the run that waits, and ends with 0 at SIGTERM', async () => {
  const { db, runId, work, count } = await openRestaurant();
  const { child, over } = work();
  await vi.waitFor(async () => expect((await readRun(db, runId))?.finishedAt).toBeTypeOf('number'), patiently);
  child.kill('SIGTERM');
  expect(await over).toBe(0);
  expect((await newestRuns(db, 5)).filter(({ kind }) => kind !== 'BACKFILL')).toMatchObject([{ id: runId, customers: 40 }]);
  expect([await count('current_scores'), await count('job_workers')]).toEqual([40, 0]);
});

test('a SIGTERM in the middle of a chunk leaves nothing half, and another worker goes on', async () => {
  const { url, db, runId, work, count } = await openRestaurant();
  const holder = await testDatabase({ url });
  const first = work();
  // Whoever writes rows waits here: the worker is in the middle of its chunk.
  await holder.transaction(async (tx) => {
    await sql`lock table current_scores in exclusive mode`.execute(tx.kysely);
    const waiting = sql<{ count: number }>`select count(*)::int as count from pg_locks
      where relation = 'current_scores'::regclass and not granted`;
    await vi.waitFor(async () => expect((await waiting.execute(db.kysely)).rows[0]?.count).toBeGreaterThan(0), patiently);
    first.child.kill('SIGTERM');
    expect(await count('score_history')).toBe(0);
  });
  expect(await first.over).toBe(0);
  const [rows, run] = [await count('current_scores'), await readRun(db, runId)];
  // A worker ends the chunks that it has in hand, two at most: of so few guests that may be all of them.
  expect(run?.customers).toBe(rows);
  if (run?.customers !== 40) expect(run?.finishedAt).toBe(null);
  const second = work();
  await vi.waitFor(async () => expect((await readRun(db, runId))?.finishedAt).toBeTypeOf('number'), patiently);
  second.child.kill('SIGTERM');
  await second.over;
  expect(await readRun(db, runId)).toMatchObject({ customers: 40 });
  const records =
    await sql`select from score_history as h join scoring_runs as u on u.run_id = ${runId} and u.as_of = h.scored_at`.execute(
      db.kysely,
    );
  expect([await count('current_scores'), records.rows.length, await count('job_workers')]).toEqual([40, 40, 0]);
});
