import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  median,
  normalCdf,
  percentileRank,
  probabilityLarger,
  quantileSketch,
  variance,
  wilsonLower,
} from '../../../server/engine/maths/statistics.ts';

const numbers = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 400 });

/** 100·(below + 0.5·equal)/n by counting. */
function counted(values: readonly number[], value: number): number {
  const below = values.filter((other) => other < value).length;
  const equal = values.filter((other) => other === value).length;
  return (100 * (below + 0.5 * equal)) / values.length;
}

describe('quantile sketch', () => {
  test('ranks the inner values of a small base exactly at their mid-rank, the ends within half a rank', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20];
    const sketch = quantileSketch(values, 20) ?? [];
    for (const value of values.slice(1, -1)) expect(percentileRank(sketch, value)).toBeCloseTo(counted(values, value), 10);
    for (const value of [1, 20])
      expect(Math.abs(percentileRank(sketch, value) - counted(values, value))).toBeLessThanOrEqual(2.5);
  });

  test('gives everybody the middle when all are equal', () => {
    const sketch =
      quantileSketch(
        Array.from({ length: 50 }, () => 3),
        20,
      ) ?? [];
    expect(percentileRank(sketch, 3)).toBe(50);
    expect(percentileRank(sketch, 2)).toBe(0);
    expect(percentileRank(sketch, 4)).toBe(100);
  });

  test('is within one step of the counted mid-rank', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), (values, index) => {
        const sketch = quantileSketch(values, 1) ?? [];
        const value = values[index % values.length] ?? 0;
        // Half a step of the sketch, and one rank where a tie ends between two points.
        expect(Math.abs(percentileRank(sketch, value) - counted(values, value))).toBeLessThanOrEqual(0.5 + 100 / values.length);
      }),
    );
  });

  test('never ranks a larger value lower', () => {
    fc.assert(
      fc.property(
        numbers,
        fc.float({ noNaN: true, min: -1_100, max: 1_100 }),
        fc.float({ noNaN: true, min: 0, max: 100 }),
        (values, value, more) => {
          const sketch = quantileSketch(values, 1) ?? [];
          expect(percentileRank(sketch, value + more)).toBeGreaterThanOrEqual(percentileRank(sketch, value));
        },
      ),
    );
  });

  test('is not made of too few values', () => {
    expect(quantileSketch([1, 2, 3], 20)).toBeNull();
  });
});

test('the Wilson bound of 8 in 10 at 95 % is 0.4902', () => {
  expect(wilsonLower(8, 10, 1.959964)).toBeCloseTo(0.4902, 4);
  expect(wilsonLower(0, 0, 1.96)).toBe(0);
});

test('the normal distribution has its textbook quantiles', () => {
  for (const [z, p] of [
    [0, 0.5],
    [1, 0.841345],
    [-1.959964, 0.025],
    [3, 0.99865],
  ] as const)
    expect(normalCdf(z)).toBeCloseTo(p, 6);
});

test('variance and median by hand', () => {
  expect(variance([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(32 / 7, 12);
  expect(variance([5])).toBeNull();
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNull();
});

describe('probability of a larger rate', () => {
  test('is half for equal counts and complementary otherwise', () => {
    fc.assert(
      fc.property(fc.float({ min: 0, max: 500, noNaN: true }), fc.float({ min: 0, max: 500, noNaN: true }), (a, b) => {
        expect(probabilityLarger(a, a)).toBe(0.5);
        expect(probabilityLarger(a, b) + probabilityLarger(b, a)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('of 10 events against none is beyond 99.9 %', () => {
    expect(probabilityLarger(10, 0)).toBeGreaterThan(0.999);
  });

  test('of 1 against 0 is 1/2 + 1/π (Beta(½, 3/2) at ½)', () => {
    expect(probabilityLarger(1, 0)).toBeCloseTo(0.5 + 1 / Math.PI, 10);
  });
});
