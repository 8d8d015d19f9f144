import { sql } from 'kysely';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import type { GuestFilter } from '../../server/engine/segments/filter.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { isPastDue, pastMondays, writePast } from '../../server/jobs/past.ts';
import { completeRun } from '../../server/jobs/runs.ts';
import { scoreSinks } from '../../server/jobs/sinks.ts';
import type { JobSettings } from '../../server/jobs/tasks.ts';
import { startWorker, type Worker } from '../../server/jobs/worker.ts';
import { readPast } from '../../server/store/past.ts';
import { readMoves, readPair } from '../../server/store/portfolio.ts';
import { isRunDue, newestRuns, requestRun } from '../../server/store/runs.ts';
import { calendar, restaurant, seed } from '../facts/rows.ts';
import { testDatabase, testDatabaseUrl } from '../support/database.ts';

const dayMs = 86_400_000;
const started = Date.parse('2024-07-10T15:00:00Z');

const settings: JobSettings = {
  HEALTH_SCORE_CALCULATION_INTERVAL: 86_400,
  FEATURE_BATCH_PROCESSING: true,
  FEATURE_HEALTH_SCORING: true,
  FEATURE_REAL_TIME_ALERTS: true,
  ECX_SCHEDULE_GRID: '5 1 * * *',
  ECX_SCHEDULE_RETENTION: '20 3 * * *',
  ECX_SCHEDULE_SEGMENTS: '35 1 * * *',
  ECX_SCHEDULE_ESCALATION: '5 2 * * *',
};

const running: Worker[] = [];
afterEach(async () => {
  for (const worker of running.splice(0)) await worker.stop();
});

/** A restaurant with eight guests, of whom nobody was scored; its last ten weeks only, where a test goes through all of them. */
async function openRestaurant({ since = '2024-05-01', guests = 8 } = {}) {
  const url = await testDatabaseUrl();
  const db = await testDatabase({ url });
  const { customerIds, visits } = restaurant(guests);
  await seed(
    db,
    [...customerIds, 'silent'],
    visits.filter(({ at }) => at >= since),
  );
  const clock = () => started;
  const weeks = openWeeks({ db, worker: db, config: defaultScoring, calendar, clock, patienceMs: Number.POSITIVE_INFINITY });
  const options = { config: defaultScoring, calendar, weeks, sinks: scoreSinks(defaultScoring), clock, guestsPerChunk: 3 };
  return { url, db, options };
}

async function recordsOf(db: Db) {
  const { rows } = await sql<{ customer_id: string; at: Date }>`select customer_id, scored_at as at from score_history
    order by 1, 2`.execute(db.kysely);
  return rows.map(({ customer_id, at }) => `${customer_id} ${at.toISOString()}`);
}

const everybody: GuestFilter = { kind: 'and', of: [] };
const never = new AbortController().signal;

async function writeAll(db: Db, options: Parameters<typeof writePast>[1]): Promise<number> {
  let jobs = 0;
  for (; (await isPastDue(db, started)) === true; jobs += 1) await writePast(db, options, never);
  return jobs;
}

test('half a year has a record a week, the time before one every fifth week, and nothing lies outside of first event and first record', () => {
  const mondays = pastMondays({ since: started - 1_000 * dayMs, until: started }, 'Europe/Berlin');
  expect(new Date(mondays[0] ?? 0).toISOString()).toBe('2024-07-07T22:00:00.000Z');
  const gaps = mondays.slice(1).map((at, index) => Math.round(((mondays[index] ?? 0) - at) / dayMs));
  expect(gaps).toEqual([...Array(25).fill(7), ...Array(15).fill(35)]);
  expect(pastMondays({ since: started - 10 * dayMs, until: started }, 'UTC').map((at) => new Date(at).toISOString())).toEqual([
    '2024-07-08T00:00:00.000Z',
    '2024-07-01T00:00:00.000Z',
  ]);
  expect(pastMondays({ since: mondays[0] ?? 0, until: mondays[0] ?? 0 }, 'Europe/Berlin')).toEqual([]);
});

describe('the past', () => {
  test('is due once somebody was scored and nothing else is to be done', async () => {
    const { db, options } = await openRestaurant();
    expect(await isPastDue(db, started)).toBe(false);
    await completeRun(db, { kind: 'START', asOf: started }, options);
    expect(await isPastDue(db, started)).toBe(true);
    await sql`insert into rescore_marks values ('g001', ${new Date(started)})`.execute(db.kysely);
    expect(await isPastDue(db, started)).toBe(false);
    await writePast(db, options, never);
    expect((await readPast(db))?.nextBucket).toBe(-(2 ** 31));
    await sql`delete from rescore_marks`.execute(db.kysely);
    await requestRun(db, { kind: 'REQUESTED', asOf: started, configVersion: 1, now: started });
    expect(await isPastDue(db, started)).toBe(false);
  });

  test('has a record of every guest and Monday from the first visit on, the newest first, and is written once', async () => {
    const { db, options } = await openRestaurant();
    await completeRun(db, { kind: 'START', asOf: started }, options);
    const first = await recordsOf(db);
    await writePast(db, options, never);
    const newest = (await recordsOf(db)).filter((record) => !first.includes(record));
    expect(new Set(newest.map((record) => record.slice(5)))).toEqual(new Set(['2024-07-07T22:00:00.000Z']));
    expect(await writeAll(db, options)).toBe(9);
    const { rows } = await sql<{ customer_id: string; first: Date; records: number }>`
      select h.customer_id, (select min(visited_at) from visits v where v.customer_id = h.customer_id) as first, count(*)::int as records
      from score_history h where scored_at < ${new Date(started)} group by 1`.execute(db.kysely);
    expect(rows).toHaveLength(6);
    for (const { first: at, records } of rows)
      expect(records).toBe(pastMondays({ since: at.getTime(), until: started }, calendar.timeZone).length);
    const [run] = (await newestRuns(db, 5)).filter(({ kind }) => kind === 'BACKFILL');
    expect(run).toMatchObject({ customers: 90, expected: 90, changed: (await recordsOf(db)).length - first.length });
    expect(run?.finishedAt).toBe(started);
    expect(await isPastDue(db, started)).toBe('NEVER');
    expect(await isRunDue(db, started + 2 * dayMs, dayMs)).toBe(true);
    const before = new Date(started - 30 * dayMs);
    expect((await readPair(db, before, null, everybody)).guests).toBeGreaterThan(4);
    expect((await readMoves(db, before, null, everybody)).filter(({ from }) => from !== null).length).toBeGreaterThan(0);
  });

  test('goes on behind the last chunk when it was broken off, and comes to the same', async () => {
    const [whole, broken] = [await openRestaurant(), await openRestaurant()];
    for (const { db, options } of [whole, broken]) await completeRun(db, { kind: 'START', asOf: started }, options);
    await writeAll(whole.db, whole.options);
    let chunks = 0;
    const cut = {
      ...broken.options,
      clock: () => {
        chunks += 1;
        if (chunks % 7 === 0) throw new Error('killed');
        return started;
      },
    };
    let killed = 0;
    while ((await isPastDue(broken.db, started)) === true) {
      await writePast(broken.db, cut, never).catch(() => {
        killed += 1;
      });
    }
    expect(killed).toBeGreaterThan(3);
    expect(await recordsOf(broken.db)).toEqual(await recordsOf(whole.db));
    expect((await newestRuns(broken.db, 5)).find(({ kind }) => kind === 'BACKFILL')).toMatchObject({
      customers: 90,
      expected: 90,
    });
  });

  test('is written by a worker by itself, and a second one finds nothing to do', async () => {
    const { url, db, options } = await openRestaurant({ since: '2024-06-20' });
    const faults: unknown[] = [];
    const start = async () => {
      const libraryDb = await testDatabase({ url, maxConnections: 5 });
      const onFault = (error: unknown) => faults.push(error);
      const worker = startWorker({ db, libraryDb, settings, current: async () => options, clock: options.clock, onFault });
      running.push(worker);
      return worker;
    };
    const worker = await start();
    await vi.waitFor(async () => expect(await isPastDue(db, started)).toBe('NEVER'), { timeout: 60_000, interval: 100 });
    await worker.stop();
    const records = await recordsOf(db);
    const first = Date.parse(
      (await sql<{ at: string }>`select min(visited_at)::text as at from visits`.execute(db.kysely)).rows[0]?.at ?? '',
    );
    const mondays = pastMondays({ since: first, until: started }, calendar.timeZone);
    expect(mondays.length).toBeGreaterThan(1);
    expect(new Set(records.map((record) => record.split(' ')[1])).size).toBe(mondays.length + 1);
    await start();
    await new Promise((done) => setTimeout(done, 1_000));
    expect(await recordsOf(db)).toEqual(records);
    expect((await newestRuns(db, 9)).map(({ kind }) => kind).sort()).toEqual(['BACKFILL', 'SCHEDULED']);
    expect(faults).toEqual([]);
  });

  test('does not hold up the end of a worker, however long a week takes', async () => {
    const { url, db, options } = await openRestaurant();
    await completeRun(db, { kind: 'START', asOf: started }, options);
    let asked = 0;
    const endless = async () => {
      asked += 1;
      return new Promise<never>(() => undefined);
    };
    const hanging = { ...options, weeks: { ...options.weeks, read: endless, readWeek: endless, stamps: endless } };
    const libraryDb = await testDatabase({ url, maxConnections: 5 });
    const faults: unknown[] = [];
    const onFault = (error: unknown) => faults.push(error);
    const worker = startWorker({ db, libraryDb, settings, current: async () => hanging, clock: options.clock, onFault });
    await vi.waitFor(() => expect(asked).toBeGreaterThan(0), { timeout: 60_000, interval: 50 });
    await worker.stop();
    expect(faults).toEqual([]);
    expect(await isPastDue(db, started)).toBe(true);
  });
});
