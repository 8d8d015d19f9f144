import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byCodePoints, byGuest, inOrderOf } from '../../server/facts/raw-rows.ts';
import { testDatabase } from '../support/database.ts';

const db = await testDatabase();

test('texts are compared as their bytes are', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\uFF5E', '\u{1F600}', 'é', 'a', ''));
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(byCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test('rows of many guests find theirs, in whatever order they come', async () => {
  const ids = fc.array(fc.constantFrom('A', 'AB', 'B', 'é', '', 'AaAa', 'BBBB', 'AaBB'), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(ids, async (customerIds) => {
      const text = 'select i.id, i.place::int from unnest($1::text[]) with ordinality i(id, place)';
      const found = byGuest(await db.runBinary('test/byGuest', text, [customerIds]), null);
      const places = [...found].map(([id, { rows, places }]) => {
        const numbers = places.map((place) => {
          rows.open(place).skip();
          return rows.int4();
        });
        return [id, numbers] as const;
      });
      const expected = new Map<string, number[]>();
      for (const [index, id] of customerIds.entries()) expected.set(id, [...(expected.get(id) ?? []), index + 1]);
      expect(places).toEqual([...expected]);
    }),
    { numRuns: 40 },
  );
});

test('a list in order is left as it is, any other is sorted', () => {
  const sorted = [1, 2, 2, 5];
  expect(inOrderOf(sorted, (a, b) => a - b)).toBe(sorted);
  expect(inOrderOf([2, 1, 3], (a, b) => a - b)).toEqual([1, 2, 3]);
});
