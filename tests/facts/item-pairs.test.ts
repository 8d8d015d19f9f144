import { expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { readItemPairs } from '../../server/facts/item-pairs.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { testDatabase } from '../support/database.ts';
import { calendar, restaurant, seed, type VisitSeed } from './rows.ts';

const until = Date.parse('2024-12-02T00:00:00+01:00');
const afterDay = '2023-12-02';
const shares = { tea: 0.5, cake: 0.4, pie: 0.1 };

/** Five guests have tea and cake, one of them thrice; one has a pie. */
const visits: VisitSeed[] = [
  ...['A', 'B', 'C', 'D', 'E'].map((customerId) => ({
    customerId,
    visitId: '1',
    at: '2024-11-01T12:00:00Z',
    items: ['tea', 'cake', 'tea'],
  })),
  { customerId: 'A', visitId: '2', at: '2024-11-03T12:00:00Z', items: ['cake', 'tea'] },
  { customerId: 'A', visitId: '3', at: '2024-11-04T12:00:00Z', items: ['cake', 'tea'] },
  { customerId: 'F', visitId: '1', at: '2024-11-05T12:00:00Z', items: ['pie', 'tea'] },
  { customerId: 'F', visitId: '2', at: '2024-11-05T18:00:00Z', items: ['soup'] },
  { customerId: 'F', visitId: '3', at: '2024-11-06T18:00:00Z', totalMinor: 900, refundMinor: 900, items: ['tea', 'cake'] }, // no visit
  { customerId: 'F', visitId: '4', at: '2023-12-02T18:00:00Z', items: ['tea', 'cake'] }, // too long ago
  { customerId: 'F', visitId: '5', at: '2024-12-02T00:00:00+01:00', items: ['tea', 'cake'] }, // not before the week
  { customerId: 'F', visitId: '6', at: '2024-11-06T18:00:00Z' }, // without items
];

test('bills and guests are counted for items and pairs, an item once a bill, a pair of fewer than five guests not at all', async () => {
  const db = await testDatabase();
  await seed(db, ['A', 'B', 'C', 'D', 'E', 'F'], visits);
  const read = (most: number) => readItemPairs(db, { afterDay, until, visits: most, itemShares: shares }, defaultScoring);
  const { bills, items, pairs } = await read(9);
  expect(bills).toBe(9);
  expect(items.map(({ menuItemId, name, bills: of }) => [menuItemId, name, of])).toEqual([
    ['tea', 'The tea', 8],
    ['cake', 'The cake', 7],
    ['pie', 'The pie', 1],
  ]);
  expect(pairs).toEqual([{ first: 0, second: 1, bills: 7, guests: 5 }]);
  expect(items.map(({ lastDay }) => lastDay)).toEqual(
    ['2024-11-05', '2024-11-04', '2024-11-05'].map((day) => Date.parse(day) / 86_400_000),
  );
  // Of a venue a thousand times as large the bills of some guests are looked at: none or few of these.
  expect((await read(3e8)).bills).toBeLessThan(9);
});

test('a week knows its pairs, stores them, and later events change nothing', async () => {
  const db = await testDatabase();
  const { customerIds, visits: all } = restaurant(60);
  const week = '2024-07-08';
  const start = Date.parse(`${week}T00:00:00+02:00`);
  const together = all.map((visit, index) => ({ ...visit, items: index % 3 === 0 ? ['bread', 'butter'] : [`m${index % 7}`] }));
  const weeks = () =>
    openWeeks({ db, worker: db, config: { ...defaultScoring, fitsModels: false }, calendar, clock: () => start });
  await seed(
    db,
    customerIds,
    together.filter(({ at }) => Date.parse(at) < start),
  );
  const [known] = await weeks().read([week]);
  expect(known?.itemPairs.items.map(({ menuItemId }) => menuItemId).sort()).toEqual(['bread', 'butter']);
  expect(known?.itemPairs.pairs).toHaveLength(1);
  await seed(
    db,
    [],
    together.filter(({ at }) => Date.parse(at) >= start),
  );
  expect((await weeks().renew(week)).itemPairs).toEqual(known?.itemPairs);
  expect((await weeks().read([week]))[0]?.itemPairs).toEqual(known?.itemPairs);
});
