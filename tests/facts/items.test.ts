import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { items } from '../../server/facts/items.ts';
import { testDatabase } from '../support/database.ts';
import { calendar, seed } from './rows.ts';

const db = await testDatabase();
const until = Date.parse('2024-12-02T00:00:00+01:00');
const linesOf = async (id: string, asOf = until) =>
  items.at((await items.read(db, ['A', 'B'], until, calendar)).get(id), asOf).lines;

const [first, second] = ['2024-03-01T19:00:00+01:00', '2024-03-08T19:00:00+01:00'];
await seed(
  db,
  ['A', 'B'],
  [
    { customerId: 'A', visitId: 'v2', at: second, items: ['soup'] },
    { customerId: 'A', visitId: 'v1', at: first, items: ['soup', 'fish', 'soup'] },
    { customerId: 'A', visitId: 'v3', at: second, totalMinor: 900, refundMinor: 900, items: ['fish'] },
    { customerId: 'B', visitId: 'v1', at: first, items: ['fish'] },
  ],
);

test('lines of one dish are added up, in order of the visits and then of the dishes, up to the instant', async () => {
  const lines = (await linesOf('A')).map(({ visitId, menuItemId, quantity, spentMinor }) => [
    visitId,
    menuItemId,
    quantity,
    spentMinor,
  ]);
  expect(lines).toEqual([
    ['v1', 'fish', 1, 500],
    ['v1', 'soup', 2, 1_000],
    ['v2', 'soup', 1, 500],
  ]);
  expect((await linesOf('A', Date.parse(second) - 1)).map(({ visitId }) => visitId)).toEqual(['v1', 'v1']);
  expect((await linesOf('B')).map(({ name, category, childItem, at, day }) => [name, category, childItem, at, day])).toEqual([
    ['The fish', 'f', null, Date.parse(first), 19_783],
  ]);
});

test('half a portion is rounded half up, a discount is taken off, and one unknown price makes the sum unknown', async () => {
  const change = (line: number, quantity: string, price: string, discount: string) =>
    sql`update visit_items set quantity = ${sql.raw(quantity)}, unit_price_minor = ${sql.raw(price)}, discount_minor = ${sql.raw(discount)}
      where customer_id = 'A' and visit_id = 'v1' and line = ${line}`.execute(db.kysely);
  await change(1, '0.5', '501', 'null'); // 250.5
  await change(3, '1.125', '1000', '25'); // 1125 - 25
  await change(2, '123456789.125', '9007199254', 'null');
  const sums = async () => (await linesOf('A')).slice(0, 2).map(({ quantity, spentMinor }) => [quantity, spentMinor]);
  expect(await sums()).toEqual([
    [123_456_789.125, Number((123_456_789_125n * 9_007_199_254n + 500n) / 1_000n)],
    [1.625, 251 + 1_100],
  ]);
  await change(3, '1', 'null', 'null');
  expect((await sums())[1]).toEqual([1.5, null]);
});
