import { expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { snapshot } from '../../server/engine/snapshot.ts';
import { assessAll } from '../../server/facts/assess-all.ts';
import { openAssessor } from '../../server/facts/assessor.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { testDatabase } from '../support/database.ts';
import { calendar, restaurant, seed, seedResponses } from './rows.ts';

const asOf = Date.parse('2024-07-10T15:00:00Z');

async function openRestaurant() {
  const db = await testDatabase();
  const { customerIds, visits } = restaurant();
  await seed(db, [...customerIds, 'silent'], visits);
  await seedResponses(db);
  const patienceMs = Number.POSITIVE_INFINITY;
  const weeks = openWeeks({ db, worker: db, config: defaultScoring, calendar, clock: () => asOf, patienceMs });
  return { db, customerIds: [...customerIds, 'silent'], context: { config: defaultScoring, calendar, weeks } };
}

test('all guests at once are answered as each alone, in the order asked', async () => {
  const { db, customerIds, context } = await openRestaurant();
  const asked = { customerIds: customerIds.toReversed(), asOf };
  const all = await assessAll(db, context, snapshot, asked, (customerId, result) => ({ customerId, result }));
  const assessor = openAssessor(db, context);
  const alone = await Promise.all(
    customerIds.toReversed().map(async (customerId) => ({
      customerId,
      result: await assessor.assess(snapshot, { customerId, asOf }),
    })),
  );
  expect(all).toEqual(alone);
});

test('the statements are the same few for one guest and for all', async () => {
  const { db, customerIds, context } = await openRestaurant();
  // The first makes the facts of the weeks, the second finds them.
  for (let turn = 0; turn < 2; turn += 1) await assessAll(db, context, snapshot, { customerIds: [], asOf }, () => null);
  const statementsFor = async (ids: readonly string[]) => {
    const names: string[] = [];
    db.onStatement = (name) => names.push(name);
    await assessAll(db, context, snapshot, { customerIds: ids, asOf }, () => null);
    db.onStatement = null;
    return names.sort();
  };
  const one = await statementsFor(customerIds.slice(0, 1));
  expect(new Set(one).size).toBe(one.length);
  expect(await statementsFor(customerIds)).toEqual(one);
});
