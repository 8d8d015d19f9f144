import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { type ScoringRun, scoreCustomers } from '../../server/jobs/score.ts';
import { scoreSinks } from '../../server/jobs/sinks.ts';
import { hasChanged, historyRowOf, writeHistory } from '../../server/store/score-history.ts';
import type { CurrentScore } from '../../server/store/scores.ts';
import { readScores } from '../../server/store/stored-scores.ts';
import { calendar, restaurant, seed } from '../facts/rows.ts';
import { testDatabase } from '../support/database.ts';

const dayMs = 86_400_000;
const asOf = Date.parse('2024-07-10T15:00:00Z');

async function openRestaurant() {
  const db = await testDatabase();
  const { customerIds, visits } = restaurant();
  await seed(db, [...customerIds, 'silent'], visits);
  const weeks = openWeeks({
    db,
    worker: db,
    config: defaultScoring,
    calendar,
    clock: () => asOf,
    patienceMs: Number.POSITIVE_INFINITY,
  });
  const score = (instant: number, more: Partial<ScoringRun> = {}) =>
    scoreCustomers(db, {
      config: defaultScoring,
      calendar,
      weeks,
      asOf: instant,
      now: instant,
      sinks: scoreSinks(defaultScoring),
      ...more,
    });
  return { db, score };
}

async function historyOf(db: Db) {
  return (
    await sql<
      Readonly<Record<string, unknown>>
    >`select * from score_history where customer_id = any(select customer_id from customers) order by customer_id, scored_at`.execute(
      db.kysely,
    )
  ).rows;
}

describe('the history of scores', () => {
  test('begins with a row for every guest who is scored for the first time, also without a score', async () => {
    const { db, score } = await openRestaurant();
    await score(asOf);
    const rows = await historyOf(db);
    expect(rows).toHaveLength(41);
    expect(rows.find((row) => row.customer_id === 'silent')).toMatchObject({ health_score: null, health_level: null });
    const [found] = [...(await readScores(db, ['g001'])).values()];
    expect(rows.find((row) => row.customer_id === 'g001')).toMatchObject({
      scored_at: new Date(asOf),
      health_score: found?.health_score,
      recency_factor: Math.round(found?.recency_factor ?? Number.NaN),
      churn_risk: found?.churn_risk,
    });
  });

  test('gets nothing from the same instant again', async () => {
    const { db, score } = await openRestaurant();
    await score(asOf);
    const before = await historyOf(db);
    await score(asOf);
    expect(await historyOf(db)).toEqual(before);
  });

  test('gets a row of a later instant only from guests of whom something changed', async () => {
    const { db, score } = await openRestaurant();
    await score(asOf);
    const ids = (await historyOf(db)).map((row) => String(row.customer_id));
    const before = await readScores(db, ids);
    await score(asOf + 20 * dayMs);
    const after = await readScores(db, ids);
    const expected = ids.filter((id) => hasChanged(before.get(id) ?? null, after.get(id) as CurrentScore));
    const later = (await historyOf(db)).filter((row) => (row.scored_at as Date).getTime() > asOf);
    expect(later.map((row) => row.customer_id)).toEqual(expected);
    expect(expected).not.toContain('silent');
    expect(expected.length).toBeGreaterThan(0);
  });

  test('gets a row when only the configuration has changed', async () => {
    const { db, score } = await openRestaurant();
    await score(asOf, { customerIds: ['silent'] });
    const row = (await readScores(db, ['silent'])).get('silent') as CurrentScore;
    const next = { ...historyRowOf(row), config_version: row.config_version + 1 };
    await db.transaction((tx) => writeHistory(tx, [next], asOf + dayMs, asOf + dayMs));
    expect((await historyOf(db)).map((found) => found.config_version)).toEqual([row.config_version, row.config_version + 1]);
  });

  test('of any series of scores holds exactly the rows that differ from the one before, whatever is repeated', async () => {
    const { db, score } = await openRestaurant();
    await score(asOf, { customerIds: ['g001'] });
    const base = historyRowOf((await readScores(db, ['g001'])).get('g001') as CurrentScore);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 8 }), async (scores) => {
        await sql`delete from score_history where customer_id = 'g001'`.execute(db.kysely);
        for (const [index, found] of scores.entries()) {
          for (const _twice of [1, 2]) {
            await db.transaction((tx) =>
              writeHistory(tx, [{ ...base, health_score: found }], asOf + index * dayMs, asOf + index * dayMs),
            );
          }
        }
        const expected = scores.filter((found, index) => found !== scores[index - 1]);
        const kept = (await historyOf(db)).filter((row) => row.customer_id === 'g001');
        expect(kept.map((row) => row.health_score)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });
});
