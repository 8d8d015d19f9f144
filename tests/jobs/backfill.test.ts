import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { backfillWeekly, mondaysBetween } from '../../server/jobs/backfill.ts';
import { scoreCustomers } from '../../server/jobs/score.ts';
import { scoreSinks } from '../../server/jobs/sinks.ts';
import { calendar, restaurant, seed } from '../facts/rows.ts';
import { testDatabase } from '../support/database.ts';

const now = Date.parse('2024-07-10T15:00:00Z');
const since = Date.parse('2024-06-12T00:00:00Z');

async function openRestaurant() {
  const db = await testDatabase();
  const { customerIds, visits } = restaurant();
  await seed(db, [...customerIds, 'silent'], visits);
  const clock = () => now;
  const weeks = openWeeks({ db, worker: db, config: defaultScoring, calendar, clock, patienceMs: Number.POSITIVE_INFINITY });
  return { db, options: { config: defaultScoring, calendar, weeks, sinks: scoreSinks(defaultScoring), clock } };
}

async function historyOf(db: Db) {
  const { rows } = await sql<{ customer_id: string; scored_at: Date }>`
    select * from score_history order by customer_id, scored_at`.execute(db.kysely);
  return rows;
}

test('the Mondays are those of the time zone, also over a change of the clocks', () => {
  const from = Date.parse('2024-03-20T00:00:00Z');
  const until = Date.parse('2024-04-09T00:00:00Z');
  expect(mondaysBetween(from, until, 'Europe/Berlin').map((at) => new Date(at).toISOString())).toEqual([
    '2024-03-24T23:00:00.000Z',
    '2024-03-31T22:00:00.000Z',
    '2024-04-07T22:00:00.000Z',
  ]);
});

describe('a backfill', () => {
  test('writes what runs on those Mondays would have written, leaves current rows alone, and adds nothing a second time', async () => {
    const { db, options } = await openRestaurant();
    const mondays = mondaysBetween(since, now, calendar.timeZone);
    expect(mondays).toHaveLength(4);
    for (const asOf of mondays) await scoreCustomers(db, { ...options, asOf, now });
    const expected = (await historyOf(db)).filter(({ customer_id }) => customer_id !== 'silent');
    await sql`delete from score_history`.execute(db.kysely);
    await sql`delete from current_scores`.execute(db.kysely);
    const total: number[] = [];
    const result = await backfillWeekly(db, since, options, (done, of) => total.push(done / of));
    expect(result).toEqual({ weeks: 4, customers: 41, written: expected.length });
    expect(total.at(-1)).toBe(1);
    expect(await historyOf(db)).toEqual(expected);
    expect((await sql`select from current_scores`.execute(db.kysely)).rows).toHaveLength(0);
    expect(await backfillWeekly(db, since, options, () => undefined)).toMatchObject({ weeks: 4, written: 0 });
  });

  test('goes on with the first week that was not completed', async () => {
    const { db, options } = await openRestaurant();
    let left = 2;
    const stopping = () => {
      left -= 1;
      if (left < 0) throw new Error('cut');
    };
    await expect(backfillWeekly(db, since, options, stopping)).rejects.toThrow('cut');
    expect(await backfillWeekly(db, since, options, () => undefined)).toMatchObject({ weeks: 2 });
  });
});
