import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { bareItems, items } from '../../server/facts/items.ts';
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

test('what is read of everybody says of each visit what its lines add up to', async () => {
  const other = await testDatabase();
  const named = (n: number) => ['soup', 'fish', 'cake'][n % 3] ?? 'soup';
  const visits = Array.from({ length: 30 }, (_, n) => ({
    customerId: ['A', 'B'][n % 2] ?? 'A',
    visitId: `v${n}`,
    at: first,
    items: Array.from({ length: n % 6 }, (_line, line) => named(n * line + (n % 7))),
  }));
  await seed(other, ['A', 'B'], visits);
  await sql`update visit_items set unit_price_minor = nullif(hashtext(visit_id || line) & 1023, 7), quantity = (hashtext(visit_id) & 7) / 2.0 + 0.5,
    discount_minor = nullif(line * 10, 20)`.execute(other.kysely);
  await sql`update visit_items set unit_price_minor = null where line = 2 and visit_id in ('v8', 'v15')`.execute(other.kysely);
  const [whole, bare] = [
    await items.read(other, ['A', 'B'], until, calendar),
    await bareItems.read(other, ['A', 'B'], until, calendar),
  ];
  for (const id of ['A', 'B']) {
    const { lines } = items.at(whole.get(id), until);
    const expected = new Map(lines.map(({ visitId }) => [visitId, lines.filter((line) => line.visitId === visitId)]));
    const { totals } = bareItems.at(bare.get(id), until);
    expect([...totals.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [visitId, of] of expected) {
      const unknown = of.some(({ spentMinor }) => spentMinor === null);
      const minor = of.reduce((sum, { spentMinor }) => sum + (spentMinor ?? 0), 0);
      expect(totals.get(visitId), visitId).toEqual(unknown ? null : { minor, lines: of.length });
    }
    expect([...totals.values()].filter((total) => total === null).length).toBe(1);
  }
  expect(bareItems.at(undefined, until).totals.size).toBe(0);
});
