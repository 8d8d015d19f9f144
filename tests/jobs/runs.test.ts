import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { completeRun, joinWork, prepareRun, type RunOptions, scoreFreeRanges } from '../../server/jobs/runs.ts';
import { scoreCustomers } from '../../server/jobs/score.ts';
import { scoreSinks } from '../../server/jobs/sinks.ts';
import { advanceRange, claimRange, finishOf, RangeLost } from '../../server/store/ranges.ts';
import { newestRuns, readRun, requestDueRun, requestRun } from '../../server/store/runs.ts';
import { buryWorkers } from '../../server/store/workers.ts';
import { calendar, restaurant, seed } from '../facts/rows.ts';
import { testDatabase } from '../support/database.ts';

const asOf = Date.parse('2024-07-10T15:00:00Z');
const now = Date.parse('2024-07-10T16:00:00Z');
const awake = new AbortController().signal;

async function openRestaurant() {
  const db = await testDatabase();
  const { customerIds, visits } = restaurant();
  await seed(db, [...customerIds, 'silent'], visits);
  const weeks = openWeeks({
    db,
    worker: db,
    config: defaultScoring,
    calendar,
    clock: () => now,
    patienceMs: Number.POSITIVE_INFINITY,
  });
  const options: RunOptions = { config: defaultScoring, calendar, weeks, sinks: scoreSinks(defaultScoring), clock: () => now };
  return { db, options };
}

async function queued(db: Db, options: RunOptions): Promise<string> {
  const id = await requestRun(db, { kind: 'REQUESTED', asOf, configVersion: 1, now });
  await prepareRun(db, id, options);
  return id;
}

async function rowsOf(db: Db, table: 'current_scores' | 'score_history') {
  return (await sql`select * from ${sql.table(table)} order by customer_id`.execute(db.kysely)).rows;
}

describe('a run', () => {
  test('writes what a plain scoring writes, notes its counts, and changes nothing a second time', async () => {
    const { db, options } = await openRestaurant();
    await scoreCustomers(db, { ...options, asOf, now });
    const [scores, history] = [await rowsOf(db, 'current_scores'), await rowsOf(db, 'score_history')];
    await sql`delete from current_scores`.execute(db.kysely);
    await sql`delete from score_history`.execute(db.kysely);
    const run = await completeRun(db, { kind: 'START', asOf }, options);
    expect(run).toMatchObject({ kind: 'START', asOf, customers: 41, scored: 40, insufficient: 1, changed: 41, expected: 41 });
    expect(await rowsOf(db, 'current_scores')).toEqual(scores);
    expect(await rowsOf(db, 'score_history')).toEqual(history);
    expect(await completeRun(db, { kind: 'START', asOf }, options)).toEqual(run);
    expect(await newestRuns(db, 10)).toEqual([run]);
    expect(await rowsOf(db, 'score_history')).toEqual(history);
  });

  test('by several hands at once writes the same, each guest once', async () => {
    const { db, options } = await openRestaurant();
    await scoreCustomers(db, { ...options, asOf, now });
    const scores = await rowsOf(db, 'current_scores');
    await sql`delete from current_scores`.execute(db.kysely);
    const run = await completeRun(db, { kind: 'START', asOf }, { ...options, rangesAtOnce: 2, guestsPerChunk: 5 });
    expect(run).toMatchObject({ customers: 41, scored: 40, insufficient: 1, expected: 41 });
    expect(await rowsOf(db, 'current_scores')).toEqual(scores);
    const { rows } = await sql`select from job_workers`.execute(db.kysely);
    expect(rows).toEqual([]);
  });

  test('by several hands of which one fails lets go of everything, and the next one completes it', async () => {
    const { db, options } = await openRestaurant();
    let chunks = 0;
    const failing = async () => {
      chunks += 1;
      if (chunks === 3) throw new Error('cut');
    };
    const broken = { ...options, sinks: [...options.sinks, failing], rangesAtOnce: 2, guestsPerChunk: 5 };
    await expect(completeRun(db, { kind: 'START', asOf }, broken)).rejects.toThrow('cut');
    const { rows } = await sql`select from scoring_ranges where owner is not null`.execute(db.kysely);
    expect(rows).toEqual([]);
    expect(await completeRun(db, { kind: 'START', asOf }, broken)).toMatchObject({ customers: 41, changed: 41 });
    expect(await rowsOf(db, 'score_history')).toHaveLength(41);
  });

  test('is shared by two workers who never do the same guest', async () => {
    const { db, options } = await openRestaurant();
    const seen: string[] = [];
    const sinks = [
      async (_tx: Db, guests: readonly { row: { customer_id: string } }[]) => {
        seen.push(...guests.map(({ row }) => row.customer_id));
      },
    ];
    const id = await queued(db, options);
    const leave = await Promise.all(['a', 'b'].map((worker) => joinWork(db, worker, () => undefined)));
    const done = await Promise.all(['a', 'b'].map((worker) => scoreFreeRanges(db, worker, { ...options, sinks }, awake)));
    for (const go of leave) await go();
    expect(done.reduce((sum, ranges) => sum + ranges, 0)).toBe(2);
    expect(new Set(seen).size).toBe(41);
    expect(seen).toHaveLength(41);
    expect(await readRun(db, id)).toMatchObject({ customers: 41, finishedAt: now });
  });

  test('goes on behind the last committed guest when its worker died, who is not believed any more', async () => {
    const { db, options } = await openRestaurant();
    await queued(db, options);
    const stop = await joinWork(db, 'dying', () => undefined);
    const range = await claimRange(db, 'dying');
    if (range === null) throw new Error('no range');
    const done = { nextBucket: range.lastBucket + 1, customers: 20, scored: 19, changed: 18 };
    await db.transaction((tx) => advanceRange(tx, range, 'dying', done));
    const other = await claimRange(db, 'other');
    expect(other?.firstBucket).not.toBe(range.firstBucket);
    expect(await claimRange(db, 'third')).toMatchObject({ firstBucket: other?.firstBucket }); // 'other' never joined
    await sql`update job_workers set heartbeat_at = heartbeat_at - interval '1 minute'`.execute(db.kysely);
    expect(await buryWorkers(db)).toEqual(['dying']);
    const taken = [await claimRange(db, 'fourth'), await claimRange(db, 'fifth')];
    expect(taken).toContainEqual({ ...range, nextBucket: Math.min(range.lastBucket + 1, 2 ** 31 - 1) });
    await expect(db.transaction((tx) => advanceRange(tx, range, 'dying', done))).rejects.toThrow(RangeLost);
    expect(await finishOf(db, range, 'dying', now)).toBe(false);
    await stop();
  });

  test('loses nothing and doubles nothing when a chunk fails after it was written', async () => {
    const { db, options } = await openRestaurant();
    const id = await queued(db, options);
    let failures = 1;
    const failing = async () => {
      failures -= 1;
      if (failures >= 0) throw new Error('cut');
    };
    const broken = { ...options, sinks: [...options.sinks, failing] };
    await expect(scoreFreeRanges(db, 'me', broken, awake)).rejects.toThrow('cut');
    expect(await rowsOf(db, 'current_scores')).toHaveLength(0);
    await scoreFreeRanges(db, 'me', broken, awake);
    expect(await readRun(db, id)).toMatchObject({ customers: 41, changed: 41, finishedAt: now });
    expect(await rowsOf(db, 'score_history')).toHaveLength(41);
  });

  test('leaves alone who was scored as of later, and the events that came meanwhile stay marked', async () => {
    const { db, options } = await openRestaurant();
    await scoreCustomers(db, { ...options, asOf: asOf + 1_000, now, customerIds: ['g001'] });
    await sql`insert into rescore_marks values ('g002', ${new Date(asOf + 500)}), ('g001', ${new Date(asOf - 500)})`.execute(
      db.kysely,
    );
    await completeRun(db, { kind: 'REQUESTED', asOf }, options);
    const { rows } = await sql<{ scored_at: Date }>`select scored_at from current_scores where customer_id = 'g001'`.execute(
      db.kysely,
    );
    expect(rows).toEqual([{ scored_at: new Date(asOf + 1_000) }]);
    const marks = await sql`select customer_id from rescore_marks order by customer_id`.execute(db.kysely);
    expect(marks.rows).toEqual([{ customer_id: 'g001' }, { customer_id: 'g002' }]);
  });
});

test('a run is due when none is as young as the interval, and only once', async () => {
  const { db } = await openRestaurant();
  const intervalMs = 3_600_000;
  const due = (at: number) => requestDueRun(db, { now: at, intervalMs, configVersion: 1 });
  const both = await Promise.all([due(now), due(now + 1)]);
  expect(both.filter((id) => id !== null)).toHaveLength(1);
  expect(await due(now + intervalMs - 1)).toBeNull();
  expect(await due(now + intervalMs + 1)).toMatch(/^scheduled-/);
});
