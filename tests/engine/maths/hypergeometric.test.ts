import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hypergeometric, lnHypergeometric, lnHypergeometricOf } from '../../../server/engine/maths/hypergeometric.ts';
import { lnGamma } from '../../../server/engine/maths/special.ts';

function expectNear(value: number, expected: number, tolerance: number): void {
  expect(Math.abs(value - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(tolerance);
}

// ln ₂F₁ to the precision of a double, by arithmetic of 60 digits.
test.each([
  [2.52479, 3.61391, 4.50526, 0.4638, 1.234704246957873],
  [0.52479, 2.61391, 2.50526, 0.9, 1.3032815037934309],
  [0.52479, 2.61391, 2.50526, 0.9999, 5.580113409023401],
  [200.52479, 202.61391, 202.50526, 0.5, 139.06797008521158],
  [1500.52479, 1502.61391, 1502.50526, 0.99, 6910.672236069741],
  [1500.52479, 1502.61391, 1502.50526, 0.1, 158.10749872912436],
  [6000, 1502, 1502.5, 0.999, 41442.38566960248],
  [5.5, 0.3, 0.4, 0.999, 36.84276837342724],
  [50, 0.3, 1.2, 0.97, 167.51508026363737],
  [300, 0.3, 1.2, 0.97, 1042.52722387678],
  [900, 2.5, 1.5, 0.9, 2080.920923095234],
  [0.1, 0.2, 30, 0.9999, 0.0006812987187031038],
  [0.553, 1.6062, 2.1595, 0.999999, 2.367421319323491],
  [10, 20, 30, 0.99, 16.90667630008047],
  [10, 20, 30.000001, 0.99, 16.90667465082281],
  [3, 2, 7, 0.9999999, 1.6094373124388528],
  [40, 30, 5, 0.95, 224.483823022902],
  [120.3, 88.2, 61.1, 0.995, 796.9271924307651],
])('ln ₂F₁(%d, %d; %d; %d) to 11 digits', (a, b, c, z, expected) => {
  expectNear(lnHypergeometric(a, b, c, z), expected, 1e-11);
});

const parameter = fc.double({ min: 0.05, max: 40, noNaN: true });
const argument = fc.oneof(
  fc.double({ min: 0, max: 0.999999, noNaN: true }),
  fc.double({ min: -14, max: 0, noNaN: true }).map((power) => 1 - 10 ** power),
);

describe('closed forms', () => {
  test('₂F₁(1, 1; 2; z) = −ln(1 − z)/z', () => {
    for (const z of [1e-9, 0.1, 0.5, 0.9, 0.99, 0.9999, 1 - 1e-8])
      expectNear(hypergeometric(1, 1, 2, z), -Math.log1p(-z) / z, 1e-11);
  });

  test('₂F₁(½, ½; 3⁄2; z²) = arcsin z / z and ₂F₁(1, 1; 3⁄2; z²) = arcsin z / (z√(1 − z²))', () => {
    for (const z of [1e-5, 0.1, 0.5, 0.8, 0.95, 0.999, 0.99999]) {
      expectNear(hypergeometric(0.5, 0.5, 1.5, z * z), Math.asin(z) / z, 1e-11);
      expectNear(hypergeometric(1, 1, 1.5, z * z), Math.asin(z) / (z * Math.sqrt((1 - z) * (1 + z))), 1e-10);
    }
  });

  test('₂F₁(a, b; b; z) = (1 − z)⁻ᵃ', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 2_000, noNaN: true }), parameter, argument, (a, b, z) => {
        expectNear(lnHypergeometric(a, b, b, z), -a * Math.log1p(-z), 1e-11);
      }),
    );
  });

  test('z → 1 tends to Γ(c)Γ(c − a − b)/(Γ(c − a)Γ(c − b)) (Gauss)', () => {
    fc.assert(
      fc.property(parameter, parameter, fc.double({ min: 1.5, max: 20, noNaN: true }), (a, b, more) => {
        const c = a + b + more;
        const limit = lnGamma(c) + lnGamma(more) - lnGamma(c - a) - lnGamma(c - b);
        expectNear(lnHypergeometric(a, b, c, 1 - 2 ** -53), limit, 1e-10);
      }),
    );
  });
});

describe('relations', () => {
  test('is symmetric, 1 at z = 0, and rises with z', () => {
    fc.assert(
      fc.property(parameter, parameter, parameter, argument, (a, b, c, z) => {
        const value = lnHypergeometric(a, b, c, z);
        expectNear(value, lnHypergeometric(b, a, c, z), 1e-11);
        expect(lnHypergeometric(a, b, c, 0)).toBe(0);
        expect(value).toBeGreaterThanOrEqual(lnHypergeometric(a, b, c, z * 0.9) - 1e-12);
      }),
    );
  });

  test('neighbours hold Gauss’s relation (c − a)F(a−1) + (2a − c + (b − a)z)F + a(z − 1)F(a+1) = 0', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.05, max: 40, noNaN: true }), parameter, parameter, argument, (a, b, c, z) => {
        const centre = lnHypergeometric(a, b, c, z);
        const terms = [
          (c - a) * Math.exp(lnHypergeometric(a - 1, b, c, z) - centre),
          2 * a - c + (b - a) * z,
          a * (z - 1) * Math.exp(lnHypergeometric(a + 1, b, c, z) - centre),
        ];
        const size = terms.reduce((most, term) => Math.max(most, Math.abs(term)), 1);
        expect(Math.abs(terms.reduce((total, term) => total + term, 0)) / size).toBeLessThan(1e-8);
      }),
      { numRuns: 300 },
    );
  });

  test('is finite for 1,500 visits, tiny and huge parameters and every z below 1', () => {
    const wide = fc.double({ min: -4, max: 3.2, noNaN: true }).map((power) => 10 ** power);
    fc.assert(
      fc.property(wide, wide, wide, argument, (a, b, c, z) => {
        const value = lnHypergeometric(a, b, c, z);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(1e6);
        expect(Number.isFinite(hypergeometric(a, b, c, z))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(Number.isFinite(lnHypergeometric(1_500, 1_502, 1_501, 1))).toBe(true);
  });
});

test('a function of fixed parameters says of every z what it says when it is asked for the first time', () => {
  fc.assert(
    fc.property(parameter, parameter, parameter, fc.array(argument, { minLength: 2, maxLength: 8 }), (a, b, c, all) => {
      const of = lnHypergeometricOf(a, b, c);
      for (const z of all) expect(of(z)).toBe(lnHypergeometric(a, b, c, z));
    }),
  );
});
