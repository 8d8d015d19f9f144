import { sql } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { openRunOptions } from '../../server/jobs/run-options.ts';
import { completeRun, prepareRun } from '../../server/jobs/runs.ts';
import { Bell, openScorers, type Scorers } from '../../server/jobs/scorers.ts';
import { readRun, requestRun } from '../../server/store/runs.ts';
import { restaurant, seed } from '../facts/rows.ts';
import { testDatabase, testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';

const asOf = Date.parse('2024-07-10T15:00:00Z');
const settings = {
  CURRENCY: 'EUR',
  TIME_ZONE: 'Europe/Berlin',
  BUSINESS_DAY_START: '04:00',
  HEALTH_SCORE_TREND_DAYS: 30,
  DATA_FRESHNESS_THRESHOLD: 86_400,
  PROFILE_COMPLETENESS_THRESHOLD: 60,
  HEALTH_SCORE_ALERT_THRESHOLD: 40,
  FEATURE_PREDICTIVE_ANALYTICS: false,
  FEATURE_REAL_TIME_ALERTS: true,
};
const patiently = { timeout: 60_000, interval: 100 };

const open: Scorers[] = [];
afterEach(async () => {
  for (const scorers of open.splice(0)) await scorers.stop();
});

async function threads(databaseUrl: string, count: number, faults: unknown[]): Promise<Scorers> {
  const database = { databaseUrl, dataDir: await testDataDir(), encryptionKey: testEncryptionKey, statementTimeoutMs: 30_000 };
  const scorers = openScorers({ count }, { database, settings }, Date.now, (fault) => faults.push(fault));
  open.push(scorers);
  return scorers;
}

const rowsOf = async (db: Db) =>
  (await sql`select to_jsonb(s) - 'recorded_at' - 'version' as row from current_scores s order by customer_id`.execute(db.kysely))
    .rows;
const countOf = async (db: Db, table: string) => (await sql`select from ${sql.table(table)}`.execute(db.kysely)).rows.length;

test('threads score a run as the process itself would, and let go of everything when they are stopped', async () => {
  const url = await testDatabaseUrl();
  const db = await testDatabase({ url });
  const { customerIds, visits } = restaurant();
  await seed(db, [...customerIds, 'silent'], visits);
  const options = await openRunOptions(db, settings, () => asOf)();
  await completeRun(db, { kind: 'START', asOf }, options);
  const expected = await rowsOf(db);
  await sql`delete from current_scores`.execute(db.kysely);

  const faults: unknown[] = [];
  const scorers = await threads(url, 2, faults);
  scorers.start();
  scorers.start(); // they are there already
  const id = await requestRun(db, { kind: 'REQUESTED', asOf, configVersion: 1, now: asOf });
  await prepareRun(db, id, options);
  await vi.waitFor(async () => expect((await readRun(db, id))?.finishedAt).toBeTypeOf('number'), patiently);
  expect(await readRun(db, id)).toMatchObject({ customers: 41, scored: 40, insufficient: 1 });
  expect(await rowsOf(db)).toEqual(expected);
  await scorers.stop();
  expect(await countOf(db, 'job_workers')).toBe(0);
  expect(faults).toEqual([]);
});

test('a thread that cannot work says why, and is not started again at once', async () => {
  const faults: unknown[] = [];
  const scorers = await threads(await testDatabaseUrl({ migrated: false }), 1, faults);
  scorers.start();
  await vi.waitFor(() => expect(faults.map(String).join('\n')).toContain('job_workers'), patiently);
  scorers.start();
  await scorers.stop();
});

test('a wait is ended by the bell and by the signal, and says by which', async () => {
  const bell = new Bell();
  const over = new AbortController();
  const rung = bell.wait(60_000, over.signal);
  bell.ring();
  expect(await rung).toBe(true);
  const stopped = bell.wait(60_000, over.signal);
  over.abort();
  expect(await stopped).toBe(false);
  expect(await bell.wait(60_000, over.signal)).toBe(false);
  expect(await bell.wait(1, new AbortController().signal)).toBe(false);
});
