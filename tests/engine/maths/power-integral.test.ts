import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lnPowerIntegral, type Powers } from '../../../server/engine/maths/power-integral.ts';

describe('integrals worked by hand', () => {
  test.each([
    // ∫₀³ (1 + t)^−2 dt = 3/4
    [{ m: 1, n: 1, alpha: 1, beta: 1 }, 0, 3, 0.75],
    // ∫ 1/((1 + t)(3 + t)) dt = ½ ln((1 + t)/(3 + t))
    [{ m: 1, n: 1, alpha: 1, beta: 3 }, 2, 10, 0.5 * Math.log(11 / 13 / (3 / 5))],
    [{ m: 1, n: 1, alpha: 3, beta: 1 }, 2, 10, 0.5 * Math.log(11 / 13 / (3 / 5))],
    // nothing but (0.001 + t)^−2, over more than one panel
    [{ m: 1.5, n: 0.5, alpha: 0.001, beta: 0.001 }, 0, 1_000, 1_000 - 1 / 1_000.001],
    // ∫₀¹ (½ + t)^−200 dt, of which all but e⁻⁴⁰ lies before t = 0.12
    [{ m: 150, n: 50, alpha: 0.5, beta: 0.5 }, 0, 1, (2 ** 199 - 1.5 ** -199) / 199],
  ])('%j from %d to %d', (powers, from, to, expected) => {
    expect(lnPowerIntegral(powers, from, to, null)).toBeCloseTo(Math.log(expected), 12);
  });

  test('an empty span is a zero without slopes', () => {
    const slopes = Float64Array.of(1, 1, 1, 1);
    expect(lnPowerIntegral({ m: 2, n: 2, alpha: 1, beta: 1 }, 5, 5, slopes)).toBe(Number.NEGATIVE_INFINITY);
    expect([...slopes]).toEqual([0, 0, 0, 0]);
  });
});

const small = fc.double({ min: -3, max: 3, noNaN: true }).map(Math.exp);
const wide = fc.double({ min: -9, max: 9, noNaN: true }).map(Math.exp);
const time = fc.integer({ min: 0, max: 2_000 }).map((days) => days / 7);

test('a span is the sum of its halves, for any powers', () => {
  fc.assert(
    fc.property(fc.record({ m: wide, n: wide, alpha: wide, beta: wide }), time, time, (powers: Powers, from, weeks) => {
      fc.pre(weeks > 0);
      const whole = lnPowerIntegral(powers, from, from + weeks, null);
      const halves = [
        lnPowerIntegral(powers, from, from + weeks / 2, null),
        lnPowerIntegral(powers, from + weeks / 2, from + weeks, null),
      ];
      const [first = 0, second = 0] = halves;
      expect(whole).not.toBeNaN();
      const sum = first + Math.log1p(Math.exp(second - first));
      expect(Math.abs(sum - whole)).toBeLessThan(1e-9 * Math.max(1, powers.m, powers.n));
    }),
  );
});

test('slopes are those of the value', () => {
  fc.assert(
    fc.property(fc.record({ m: small, n: small, alpha: small, beta: small }), time, time, (powers: Powers, from, weeks) => {
      fc.pre(weeks > 0);
      const slopes = new Float64Array(4);
      lnPowerIntegral(powers, from, from + weeks, slopes);
      (['m', 'n', 'alpha', 'beta'] as const).forEach((name, place) => {
        const step = 1e-4 * powers[name];
        const at = (by: number) => lnPowerIntegral({ ...powers, [name]: powers[name] + by }, from, from + weeks, null);
        expect(slopes[place]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 4);
      });
    }),
  );
});
