import betainc from '@stdlib/math-base-special-betainc';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  digamma,
  incompleteBeta,
  lnBeta,
  lnDifference,
  lnGamma,
  lnRising,
  lnSum,
  lnSumAll,
  risingSlope,
} from '../../../server/engine/maths/special.ts';

/** Relative to the size, absolute below 1. */
function expectNear(value: number, expected: number, tolerance: number): void {
  expect(Math.abs(value - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(tolerance);
}

// To the precision of a double, by arithmetic of 60 digits.
describe('high-precision values', () => {
  test.each([
    [0.01, 4.599479878042022],
    [0.2426, 1.3197854750907922],
    [0.5, 0.5723649429247001],
    [1.5, -0.12078223763524522],
    [10.3, 13.482036786138357],
    [1500.7, 9472.212148804741],
    [1e6, 12_815_504.5691476],
  ])('ln Γ(%d)', (x, expected) => expectNear(lnGamma(x), expected, 1e-14));

  test.each([
    [0.01, -100.56088545786866],
    [0.5, -1.9635100260214235],
    [1, -0.5772156649015329],
    [2.5, 0.7031566406452432],
    [9.99, 2.250700372831201],
    [1500, 7.312887016719933],
  ])('ψ(%d)', (x, expected) => expectNear(digamma(x), expected, 1e-13));

  test.each([
    [0.89135, 1.61391, -0.3261653333835569],
    [0.5, 0.5, 1.1447298858494002],
    [0.001, 1502, 6.899864665144949],
    [800, 700, -1038.4270936166154],
  ])('ln B(%d, %d)', (a, b, expected) => expectNear(lnBeta(a, b), expected, 1e-12));

  test.each([
    [0.52479, 0, 0],
    [0.52479, 5, 3.4726495174558165],
    [0.52479, 16, 28.821345608566926],
    [0.52479, 17, 31.626207286205776],
    [0.5, 6000, 46197.435055906986],
  ])('ln of the rising factorial of %d by %d', (a, n, expected) => expectNear(lnRising(a, n), expected, 1e-13));
});

describe('sums and differences of logs', () => {
  test('stay exact where the values themselves overflow or vanish', () => {
    expect(lnSum(1000, 1000)).toBeCloseTo(1000 + Math.LN2, 12);
    expect(lnSum(-1000, -1001)).toBeCloseTo(-1000 + Math.log1p(Math.exp(-1)), 12);
    expect(lnDifference(1000, 999)).toBeCloseTo(1000 + Math.log(1 - Math.exp(-1)), 12);
    expect(lnSumAll([1000, 1000, 1000])).toBeCloseTo(1000 + Math.log(3), 12);
  });

  test('know zero: ln 0 is −Infinity and nothing is NaN', () => {
    const nothing = Number.NEGATIVE_INFINITY;
    expect(lnSum(nothing, 3)).toBe(3);
    expect(lnSum(3, nothing)).toBe(3);
    expect(lnSum(nothing, nothing)).toBe(nothing);
    expect(lnSumAll([])).toBe(nothing);
    expect(lnSumAll([nothing, nothing])).toBe(nothing);
    expect(lnDifference(3, nothing)).toBe(3);
    expect(lnDifference(3, 3)).toBe(nothing);
    expect(lnDifference(3, 4)).toBe(nothing);
  });

  test('agree with plain arithmetic', () => {
    const moderate = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(moderate, moderate, moderate, (a, b, c) => {
        expectNear(lnSum(a, b), Math.log(Math.exp(a) + Math.exp(b)), 1e-13);
        expectNear(lnSumAll([a, b, c]), Math.log(Math.exp(a) + Math.exp(b) + Math.exp(c)), 1e-13);
        const larger = b + Math.abs(c);
        expectNear(Math.exp(lnDifference(larger, b) - larger), -Math.expm1(b - larger), 1e-12);
      }),
    );
  });
});

describe('relations', () => {
  const positive = fc.double({ min: 0.01, max: 3_000, noNaN: true });

  test('ψ rises by 1/x in a step of 1 and is the slope of ln Γ', () => {
    fc.assert(
      fc.property(positive, (x) => {
        expectNear(digamma(x + 1), digamma(x) + 1 / x, 1e-12);
        const h = 1e-4 * x;
        expectNear(digamma(x), (lnGamma(x + h) - lnGamma(x - h)) / (2 * h), 1e-6);
      }),
    );
  });

  test('a rising factorial is the same as a product and as a difference of ln Γ', () => {
    fc.assert(
      fc.property(positive, fc.nat({ max: 40 }), (a, n) => {
        expectNear(lnRising(a, n), lnGamma(a + n) - lnGamma(a), 1e-11);
        expectNear(lnRising(a, n + 1), lnRising(a, n) + Math.log(a + n), 1e-11);
        expectNear(risingSlope(a, n), digamma(a + n) - digamma(a), 1e-11);
      }),
    );
  });

  test('B is symmetric and B(a, b) = B(a + 1, b) + B(a, b + 1)', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        expectNear(lnBeta(a, b), lnBeta(b, a), 1e-12);
        expectNear(lnBeta(a, b), lnSum(lnBeta(a + 1, b), lnBeta(a, b + 1)), 1e-10);
      }),
    );
  });
});

// Parameters as windows of visits and spends of visits have them, whole and halves among them, and beyond the quick form.
const parameter = fc.oneof(
  fc.double({ min: 0.01, max: 250, noNaN: true }),
  fc.integer({ min: 1, max: 500 }).map((halves) => halves / 2),
  fc.double({ min: 250, max: 1e5, noNaN: true }),
);
const share = fc.oneof(fc.double({ min: 1e-300, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1, 1e-12, 1 - 1e-12));

test('the incomplete beta is that of the library to 11 digits, and of both sides comes to 1', () => {
  fc.assert(
    fc.property(share, parameter, parameter, (x, a, b) => {
      const value = incompleteBeta(x, a, b);
      const expected = betainc(x, a, b);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-11 * expected + 1e-14);
      if (1 - (1 - x) === x) expect(Math.abs(value + incompleteBeta(1 - x, b, a) - 1)).toBeLessThan(1e-12);
    }),
    { numRuns: 20_000 },
  );
});

test('the incomplete beta of what is no probability, or of no parameter, is not a number', () => {
  expect([
    incompleteBeta(-0.1, 1, 1),
    incompleteBeta(1.1, 1, 1),
    incompleteBeta(Number.NaN, 1, 1),
    incompleteBeta(0.5, -1, 1),
  ]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
});
