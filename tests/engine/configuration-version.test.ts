import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { joinedVersion, savedVersionOf, sharesMethod } from '../../server/engine/configuration-version.ts';

const parts = fc.record({
  method: fc.integer({ min: 1, max: 499 }),
  saved: fc.integer({ min: 1, max: 2_000_000 }),
  fitsModels: fc.boolean(),
});

test('with nothing saved the version is that of the method', () => {
  expect(joinedVersion({ method: defaultScoring.version, saved: 1, fitsModels: true })).toBe(defaultScoring.version);
  expect(joinedVersion({ method: 3, saved: 1, fitsModels: false })).toBe(503);
  expect(joinedVersion({ method: 3, saved: 12, fitsModels: true })).toBe(11_003);
});

test('property: another part is another number, which an integer column holds', () => {
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const [a, b] = [joinedVersion(one), joinedVersion(other)];
      expect(a).toBeLessThan(2 ** 31);
      expect(savedVersionOf(a)).toBe(one.saved);
      expect(a === b).toBe(JSON.stringify(one) === JSON.stringify(other));
      expect(sharesMethod(a, b)).toBe(one.method === other.method && one.fitsModels === other.fitsModels);
    }),
  );
});
