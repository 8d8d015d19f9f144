import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countDistribution, farthestCount, lnRest } from '../../../server/engine/predictions/count-spread.ts';

test('random visits beyond the first are Poisson: e⁻² · 2³ / 3!', () => {
  expect(Math.exp(lnRest(3, 2, { evenness: 1, size: 1e9 }))).toBeCloseTo((Math.exp(-2) * 8) / 6, 6);
});

test('guests who differ: negative binomial of size 1 is geometric', () => {
  expect(Math.exp(lnRest(2, 1, { evenness: 1, size: 1 }))).toBeCloseTo(0.125, 12);
});

test('clockwork: two trials of one half', () => {
  expect(Math.exp(lnRest(1, 1, { evenness: 0.5, size: 1e12 }))).toBeCloseTo(0.5, 6);
  expect(lnRest(3, 1, { evenness: 0.5, size: 1e12 })).toBe(Number.NEGATIVE_INFINITY);
});

test('nobody who does not return visits', () => {
  expect([...countDistribution(0, 0, { evenness: 1, size: 2 }, 3)]).toEqual([1, 0, 0, 0]);
  expect([...countDistribution(0.4, 0.4, { evenness: 1, size: 2 }, 2)]).toEqual([0.6, 0.4, 0]);
});

test.each([
  ['random', 3, { evenness: 1, size: 1e9 }],
  ['differing', 3, { evenness: 1.3, size: 2 }],
  ['clockwork', 3.4, { evenness: 0.3, size: 150 }],
  ['so many that none at all is beyond a double', 900, { evenness: 1, size: 1e9 }],
] as const)('steps from one count to the next meet each probability: %s', (_, mean, spread) => {
  const distribution = countDistribution(0.5, 0.5 * (1 + mean), spread, 1_200);
  for (const n of [0, 1, 2, 5, 880, 1_100]) {
    expect(distribution[n + 1]).toBeCloseTo(0.5 * Math.exp(lnRest(n, mean, spread)), 12);
  }
});

test('a distribution adds up to 1 and has the expected mean, whatever the spread', () => {
  const spread = fc.record({ evenness: fc.constantFrom(0.15, 0.6, 1, 1.3), size: fc.constantFrom(1, 4, 150) });
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 30, noNaN: true }),
      spread,
      (p, more, of) => {
        const expected = p * (1 + more);
        const distribution = countDistribution(p, expected, of, farthestCount(p, expected, of));
        expect(distribution.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        const mean = distribution.reduce((sum, value, count) => sum + value * count, 0);
        expect(Math.abs(mean - expected)).toBeLessThan(2e-3 * Math.max(1, expected));
      },
    ),
  );
});
