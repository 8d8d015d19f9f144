import { sql } from 'kysely';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { poolOf } from '../../server/db/open.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { scoreSinks } from '../../server/jobs/sinks.ts';
import { crontabOf, type JobSettings } from '../../server/jobs/tasks.ts';
import { startWorker, type Worker } from '../../server/jobs/worker.ts';
import { forgetOld } from '../../server/store/retention.ts';
import { newestRuns, readRun, requestRun } from '../../server/store/runs.ts';
import { openSessions } from '../../server/store/sessions.ts';
import { calendar, restaurant, seed } from '../facts/rows.ts';
import { testDatabase, testDatabaseUrl } from '../support/database.ts';

const dayMs = 86_400_000;

const settings: JobSettings = {
  HEALTH_SCORE_CALCULATION_INTERVAL: 86_400,
  FEATURE_BATCH_PROCESSING: true,
  FEATURE_HEALTH_SCORING: true,
  ECX_SCHEDULE_GRID: '5 * * * *',
  ECX_SCHEDULE_RETENTION: '20 3 * * *',
  ECX_SCHEDULE_SEGMENTS: '35 * * * *',
  ECX_SCHEDULE_ESCALATION: '*/5 * * * *',
  FEATURE_REAL_TIME_ALERTS: true,
};

const running: Worker[] = [];
afterEach(async () => {
  for (const worker of running.splice(0)) await worker.stop();
});

/** A restaurant whose clock stands a while after its last visit and goes on as ours does. */
async function openRestaurant() {
  const url = await testDatabaseUrl();
  const db = await testDatabase({ url });
  const { customerIds, visits } = restaurant();
  await seed(db, [...customerIds, 'silent'], visits);
  const offset = Date.parse('2024-07-10T15:00:00Z') - Date.now();
  const clock = () => Date.now() + offset;
  const weeks = openWeeks({ db, worker: db, config: defaultScoring, calendar, clock, patienceMs: Number.POSITIVE_INFINITY });
  const options = { config: defaultScoring, calendar, weeks, sinks: scoreSinks(defaultScoring), clock };
  const faults: unknown[] = [];
  const start = async (change: Partial<JobSettings> = {}) => {
    const worker = startWorker({
      db,
      libraryDb: await testDatabase({ url, maxConnections: 5 }),
      settings: { ...settings, ...change },
      current: async () => options,
      clock,
      onFault: (error) => faults.push(error),
    });
    running.push(worker);
    return worker;
  };
  const count = async (table: 'current_scores' | 'rescore_marks' | 'job_workers') =>
    (await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`.execute(db.kysely)).rows[0]?.count;
  return { url, db, clock, faults, start, count };
}

const patiently = { timeout: 60_000, interval: 100 };

describe('a worker', () => {
  test('runs everybody when that is due, once, and lets go of everything when it stops', async () => {
    const { db, faults, start, count } = await openRestaurant();
    const [worker] = [await start(), await start()];
    const runsOfAll = async () => (await newestRuns(db, 5)).filter(({ kind }) => kind !== 'BACKFILL');
    await vi.waitFor(async () => expect((await runsOfAll())[0]?.finishedAt).toBeTypeOf('number'), patiently);
    const runs = await runsOfAll();
    expect(runs).toMatchObject([{ kind: 'SCHEDULED', customers: 41, scored: 40, changed: 41 }]);
    await worker.stop();
    expect(await count('job_workers')).toBe(1);
    expect(faults).toEqual([]);
  });

  test('scores marked guests again, together', async () => {
    const { db, clock, start, count } = await openRestaurant();
    await sql`insert into rescore_marks select customer_id, ${new Date(clock())}::timestamptz from customers where customer_id < 'g004'`.execute(
      db.kysely,
    );
    await start({ FEATURE_BATCH_PROCESSING: false });
    await vi.waitFor(async () => expect(await count('rescore_marks')).toBe(0), patiently);
    const { rows } = await sql<{ scored_at: Date }>`select distinct scored_at from current_scores`.execute(db.kysely);
    expect(rows).toHaveLength(1);
    expect((await newestRuns(db, 5)).filter(({ kind }) => kind !== 'BACKFILL')).toEqual([]);
  });

  test('takes over what a dead worker held: a run that was being prepared', async () => {
    const { db, url, clock, start } = await openRestaurant();
    const first = await start({ FEATURE_BATCH_PROCESSING: false });
    await vi.waitFor(
      async () => expect((await sql`select from graphile_worker.migrations`.execute(db.kysely)).rows.length).toBeGreaterThan(15),
      patiently,
    );
    await first.stop();
    const id = await requestRun(db, { kind: 'REQUESTED', asOf: clock(), configVersion: 1, now: clock() });
    const other = poolOf(await testDatabase({ url }));
    await other.query(
      `select graphile_worker.add_job('prepare-run', json_build_object('runId', $1::text), job_key => 'prepare-run ' || $1::text)`,
      [id],
    );
    await other.query(
      `update graphile_worker._private_jobs set locked_at = now() - interval '1 minute', locked_by = 'dead', attempts = 1`,
    );
    await start();
    await vi.waitFor(async () => expect((await readRun(db, id))?.finishedAt).toBeTypeOf('number'), patiently);
    expect(await readRun(db, id)).toMatchObject({ customers: 41 });
  });
});

test('retention removes expired links and runs of long ago, and nothing else', async () => {
  const { db, clock } = await openRestaurant();
  const now = clock();
  const sessions = openSessions(db);
  await sessions.createSignIn('ADMIN', now - 40 * dayMs);
  await sql`update sign_in_tokens set expires_at = ${new Date(now - dayMs)}`.execute(db.kysely);
  const link = await sessions.createSignIn('ADMIN', now);
  await sql`insert into sign_in_tokens values ('\\x00', 'ADMIN', ${new Date(now - 3 * dayMs)}, ${new Date(now - dayMs)}, null)`.execute(
    db.kysely,
  );
  for (const days of [91, 89]) {
    await requestRun(db, { kind: 'SCHEDULED', asOf: now - days * dayMs, configVersion: 1, now: now - days * dayMs });
  }
  await forgetOld(db, now, { alertDays: 0, historyDays: 0, auditDays: 0 });
  expect(await newestRuns(db, 5)).toMatchObject([{ asOf: now - 89 * dayMs }]);
  expect((await sql`select from sign_in_tokens`.execute(db.kysely)).rows).toHaveLength(1);
  expect(await sessions.redeem(link, now)).toMatchObject({ role: 'ADMIN' });
});

test('the schedules are those of the settings, and scoring jobs are left out without scoring', () => {
  expect(crontabOf(settings)).toBe(
    '5 * * * * weekly-grid ?jobKey=weekly-grid&max=5\n*/5 * * * * escalate-alerts ?jobKey=escalate-alerts&max=5\n35 * * * * segment-counts ?jobKey=segment-counts&max=5\n20 3 * * * retention ?jobKey=retention&max=5',
  );
  expect(crontabOf({ ...settings, FEATURE_HEALTH_SCORING: false, ECX_SCHEDULE_RETENTION: '0 1 * * 1' })).toBe(
    '*/5 * * * * escalate-alerts ?jobKey=escalate-alerts&max=5\n35 * * * * segment-counts ?jobKey=segment-counts&max=5\n0 1 * * 1 retention ?jobKey=retention&max=5',
  );
});
