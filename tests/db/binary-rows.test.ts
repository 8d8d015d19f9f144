import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BinaryRows, RowPlace } from '../../server/db/binary-rows.ts';
import type { Db } from '../../server/db/open.ts';
import { Words } from '../../server/db/words.ts';
import { testDatabase } from '../support/database.ts';

const db = await testDatabase();

function placesOf(rows: BinaryRows): RowPlace[] {
  const places: RowPlace[] = [];
  for (let place = rows.firstPlace(); place !== null; place = rows.placeBehind(place)) places.push(place);
  return places;
}

const everyType = `select 'Zoë'::text as t, 'bar'::text as w, 7::int as i, (-5)::bigint * 1000000000000 as b, 0.1::float8 as f,
  date '2024-02-29' as d, timestamptz '1999-12-31 23:59:59.000001Z' as at, null::text as n, null::int as ni, null::timestamptz as na`;

test('each kind of column is read as what it is, and null as null', async () => {
  const rows = await db.runBinary('test/everyType', everyType, []);
  const [place] = placesOf(rows);
  rows.open(place ?? 0);
  const found = [rows.text(), rows.word(new Words()), rows.int4(), rows.int8(), rows.float8(), rows.day(), rows.micros()];
  expect(found).toEqual(['Zoë', 'bar', 7, -5_000_000_000_000, 0.1, 19_782, Date.UTC(1999, 11, 31, 23, 59, 59) * 1_000 + 1]);
  expect([rows.text(), rows.int4(), rows.micros()]).toEqual([null, null, null]);
  expect(rows.count).toBe(1);
});

async function sumOf(target: Db, count: number): Promise<{ rows: number; sum: number; letters: number }> {
  const text = `select n, repeat('x', n % 3000) as t from generate_series(1, $1::int) n`;
  const rows = await target.runBinary('test/many', text, [count]);
  let [sum, letters] = [0, 0];
  for (const place of placesOf(rows)) {
    sum += rows.open(place).int4() ?? 0;
    letters += rows.text()?.length ?? 0;
  }
  return { rows: rows.count, sum, letters };
}

test('rows that come in many pieces are put together, beside a transaction and in it', async () => {
  const letters = Array.from({ length: 20_000 }, (_, index) => (index + 1) % 3_000).reduce((total, each) => total + each, 0);
  const expected = { rows: 20_000, sum: (20_000 * 20_001) / 2, letters };
  expect(await sumOf(db, 20_000)).toEqual(expected);
  const inside = await db.transaction(
    async (tx) => await Promise.all([sumOf(tx, 20_000), tx.run('test/one', 'select 1 as one', []), sumOf(tx, 3)]),
  );
  expect(inside).toEqual([expected, [{ one: 1 }], { rows: 3, sum: 6, letters: 6 }]);
  expect(await sumOf(db, 0)).toEqual({ rows: 0, sum: 0, letters: 0 });
});

test('a statement that fails leaves its connection usable', async () => {
  await db.transaction(async (tx) => {
    const failing = tx.transaction((nested) =>
      nested.runBinary('test/fails', 'select 1 / (n - 5000) from generate_series(1, $1::int) n', [9_000]),
    );
    await expect(failing).rejects.toThrow('division by zero');
    expect(await sumOf(tx, 4)).toEqual({ rows: 4, sum: 10, letters: 10 });
  });
});

test('a place is compared with another by the text that stands there', async () => {
  const rows = await db.runBinary('test/like', `select unnest(array['a', 'a', 'ab', 'b', '']) as t`, []);
  const places = placesOf(rows);
  const alike = places.slice(1).map((place, index) => rows.beginsLike(place, places[index] ?? 0));
  expect(alike).toEqual([true, false, false, false]);
  const numbers = places.map((place) => rows.beginning(place));
  expect(numbers[1]).toBe(numbers[0]);
});

test('words are told apart, also beyond those that are remembered', () => {
  const words = new Words();
  const texts = Array.from({ length: 40 }, (_, index) => `w${index % 20}`);
  const bytes = Buffer.from(texts.join(''));
  let at = 0;
  const read = texts.map((text) => {
    at += text.length;
    return words.at(bytes, at - text.length, at);
  });
  expect(read).toEqual(texts);
});

test('a numeric is the number that PostgreSQL makes of it', async () => {
  const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  const texts = fc.array(
    fc.oneof(
      fc.constantFrom('0', '-0.5', 'NaN', '99999999999999.99', '0.001', '1e20', '123456789.125', '1e-30'),
      fc.tuple(whole, fc.nat({ max: 25 })).map(([digits, places]) => `${digits}e-${places}`),
    ),
    { maxLength: 50 },
  );
  await fc.assert(
    fc.asyncProperty(texts, async (values) => {
      const text = 'select n.value::numeric as n, n.value::numeric::float8 as f from unnest($1::text[]) n(value)';
      const rows = await db.runBinary('test/numeric', text, [values]);
      for (const place of placesOf(rows)) {
        const found = rows.open(place).numeric();
        expect(found).toBe(rows.float8());
      }
    }),
    { numRuns: 40 },
  );
});

test('many different words are all told apart', () => {
  const words = new Words();
  const texts = Array.from({ length: 6_000 }, (_, index) => `dish ${index % 5_000}`);
  const found = texts.map((text) => words.at(Buffer.from(`<${text}>`), 1, Buffer.byteLength(text) + 1));
  expect(found).toEqual(texts);
});
