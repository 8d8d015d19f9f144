import fc from 'fast-check';
import { expect, test } from 'vitest';
import { weighed } from '../../server/engine/weighing.ts';

const weights = { a: 50, b: 30, c: 20 };
const score = fc.option(fc.double({ min: 0, max: 100, noNaN: true }));
const scores = fc.record({ a: score, b: score, c: score });

test('a score weighs by its share of the weights', () => {
  expect(weighed({ a: 100, b: 50, c: 0 }, weights)).toEqual({ coverage: 1, contributions: { a: 50, b: 15, c: 0 }, total: 65 });
});

test('the weight of a missing part goes to those that are present', () => {
  const { coverage, contributions, total } = weighed({ a: 100, b: 50, c: null }, weights);
  expect(coverage).toBe(0.8);
  expect(contributions).toEqual({ a: 62.5, b: 18.75 });
  expect(total).toBe(81.25);
});

test('nothing present is no total, not 0', () => {
  expect(weighed({ a: null, b: null, c: null }, weights)).toEqual({ coverage: 0, contributions: {}, total: null });
});

test('the total lies between the lowest and the highest score, and the contributions add up to it', () => {
  fc.assert(
    fc.property(scores, (values) => {
      const { total, contributions } = weighed(values, weights);
      const present = Object.values(values).filter((value) => value !== null);
      expect(total === null).toBe(present.length === 0);
      if (total === null) return;
      expect(total).toBeGreaterThanOrEqual(Math.min(...present) - 1e-9);
      expect(total).toBeLessThanOrEqual(Math.max(...present) + 1e-9);
      expect(total <= 100).toBe(true);
      expect(Object.values(contributions).reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 9);
    }),
  );
});
