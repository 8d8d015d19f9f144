import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sum } from '../../server/engine/maths/statistics.ts';
import { allShares, RandomVisits } from '../../server/engine/visit-shares.ts';

test('worked by hand: two expected visits of who stays by 80 %', () => {
  const [none, one, two, three] = allShares(new RandomVisits(2, 0.8));
  const still = 0.8 * Math.exp(-2);
  expect(none).toBeCloseTo(0.2 + still, 15);
  expect(one).toBeCloseTo(still * 2, 15);
  expect(two).toBeCloseTo(still * 2, 15);
  expect(three).toBeCloseTo((still * 4) / 3, 15);
});

test('shares are chances that add up to 1, and who does not stay makes no visit', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1_000, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (mean, stays) => {
      const shares = allShares(new RandomVisits(mean, stays));
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      expect(sum(shares)).toBeCloseTo(1, 9);
    }),
  );
  expect(allShares(new RandomVisits(3, 0))[0]).toBe(1);
});
