import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digested, HashTable, Ordinals, SeenKeys } from '../../server/ingest/seen.ts';

test('a table of hashes behaves as a map, also while it grows', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.nat()), { maxLength: 3000 }), (entries) => {
      const table = new HashTable();
      const map = new Map<string, number>();
      for (const [key, value] of entries) {
        const { place, fresh } = table.find(key);
        expect(fresh).toBe(!map.has(key));
        table.write(place, 0, value);
        map.set(key, value);
      }
      for (const [key, value] of map) expect(table.read(table.find(key).place, 0)).toBe(value);
    }),
    { numRuns: 30 },
  );
});
test('a repeated key names the line that had it first and whether it said the same', () => {
  const seen = new SeenKeys();
  const [one, two] = [digested(0, 'one'), digested(0, 'two')];
  expect(seen.repeated('k', one, 2)).toBeNull();
  expect(seen.repeated('k', one, 5)).toEqual({ line: 2, same: true });
  expect(seen.repeated('k', two, 6)).toEqual({ line: 2, same: false });
  expect(seen.wasRefused('k')).toBe(false);
  seen.refuse('k');
  expect(seen.wasRefused('k')).toBe(true);
  expect(seen.repeated('k', one, 7)).toEqual({ line: 2, same: true });
});
test('equal texts are counted from 1', () => {
  const ordinals = new Ordinals();
  expect(['a', 'b', 'a', 'a'].map((text) => ordinals.next(text))).toEqual([1, 1, 2, 3]);
});
test('a digest follows from each text, each number and their order', () => {
  const part = fc.oneof(fc.string(), fc.integer({ min: -1e13, max: 1e13 }));
  const of = (parts: readonly (string | number)[]) => parts.reduce((state: number, next) => digested(state, next), 0);
  fc.assert(
    fc.property(fc.array(part), part, part, (before, left, right) => {
      expect(of([...before, left]) === of([...before, right])).toBe(left === right);
      expect(of([...before, left])).toBeLessThan(2 ** 32);
    }),
    { seed: 1 },
  );
  expect(of(['ab', 'c'])).not.toBe(of(['a', 'bc']));
});
