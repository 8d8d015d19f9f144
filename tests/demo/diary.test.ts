import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apportioned } from '../../server/demo/diary.ts';

test('a discount is split over the lines to the last minor unit and never exceeds a line', () => {
  const lines = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 15 });
  fc.assert(
    fc.property(lines, fc.double({ min: 0, max: 1, noNaN: true }), (weights, share) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const amount = Math.round(total * share);
      const parts = apportioned(amount, weights);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
      for (const [index, part] of parts.entries()) {
        expect(part).toBeGreaterThanOrEqual(0);
        expect(part).toBeLessThanOrEqual(weights[index] ?? 0);
      }
    }),
  );
});
