import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { armOf } from '../../../server/engine/interventions/arms.ts';
import { ratioInterval } from '../../../server/engine/interventions/gain.ts';
import { guestsNeeded, guestsPerArm, liftOf } from '../../../server/engine/interventions/lift.ts';
import { falseDiscoveryRates, ratioCheck } from '../../../server/engine/interventions/many.ts';
import { chiSquareTail, studentQuantile, studentTwoSided } from '../../../server/engine/maths/distributions.ts';
import { coverage } from './coverage.ts';
import { type Outcome, sumsOf } from './experiments.ts';

const guest = (visits: number, expectedVisits = 0, spend = 0): Outcome => ({
  visits,
  spend,
  expectedVisits,
  expectedSpend: 0,
  cost: null,
});

describe('the lift', () => {
  test('is the difference in means with the interval of Welch', () => {
    // Means 3 and 1, variances 2 and 1, both of 4 guests: error √(2/4 + 1/4), degrees (3/4)² / ((1/2)²/3 + (1/4)²/3) = 5.4.
    const spread = Math.SQRT2 * Math.sqrt(3) * 0.5;
    const treatment = sumsOf([3 - spread, 3 + spread, 3 - spread, 3 + spread].map((visits) => guest(visits)));
    const half = Math.sqrt(3) / 2;
    const control = sumsOf([1 - half, 1 + half, 1 - half, 1 + half].map((visits) => guest(visits)));
    const lift = liftOf(treatment, control, 'visits', 0.9);
    expect(lift).toMatchObject({ varianceReduced: 0 });
    expect(lift?.difference).toBeCloseTo(2, 10);
    expect(lift?.standardError).toBeCloseTo(Math.sqrt(0.75), 10);
    expect(lift?.degrees).toBeCloseTo(5.4, 10);
    expect(lift?.high).toBeCloseTo(2 + studentQuantile(0.95, 5.4) * Math.sqrt(0.75), 8);
  });

  test('takes off what was to be expected anyway', () => {
    // Who was expected twice came twice: all of the difference of 1 was there before, and nothing is left to chance.
    const treatment = sumsOf([guest(2, 2), guest(2, 2), guest(1, 1), guest(1, 1)]);
    const control = sumsOf([guest(1, 1), guest(1, 1), guest(0, 0), guest(0, 0)]);
    const lift = liftOf(treatment, control, 'visits', 0.9);
    expect(lift?.unadjusted).toBe(1);
    expect(lift?.difference).toBeCloseTo(0, 12);
    expect(lift?.varianceReduced).toBeCloseTo(1, 12);
  });

  test('is unknown with fewer than two guests in an arm', () => {
    expect(liftOf(sumsOf([guest(1), guest(2)]), sumsOf([guest(1)]), 'visits', 0.9)).toBeNull();
  });

  test('turns round when the arms change places', () => {
    const some = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(some, some, (a, b) => {
        const [one, other] = [a, b].map((all) => sumsOf(all.map(([visits, expected]) => guest(visits, expected))));
        if (one === undefined || other === undefined) throw new Error('expected two arms');
        const [there, back] = [liftOf(one, other, 'visits', 0.9), liftOf(other, one, 'visits', 0.9)];
        expect(there?.difference).toBeCloseTo(-(back?.difference ?? 0), 8);
        expect(there?.low).toBeLessThanOrEqual(there?.difference ?? 0);
        expect(there?.pValue).toBeGreaterThanOrEqual(0);
        expect(there?.pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  test.each([
    ['few guests', { guests: 250, controlShare: 0.2, uplift: 0.3, billSpread: 0.4 }],
    ['skewed bills', { guests: 400, controlShare: 0.15, uplift: 0.3, billSpread: 1 }],
  ])('of known experiments lies in its interval nine times of ten: %s', (seed, design) => {
    const { covered, varianceReduced } = coverage(seed, design, 400);
    for (const share of Object.values(covered)) {
      expect(share).toBeGreaterThan(0.85); // 0.9 less 3.3 standard errors of 400 rounds
      expect(share).toBeLessThan(0.95);
    }
    expect(varianceReduced).toBeGreaterThan(0.2);
  });
});

describe('the guests needed', () => {
  test('are 16·p(1 − p)/δ² per arm', () => {
    expect(guestsNeeded(0.5, 0.1, 30)).toBe(400);
    expect(guestsNeeded(0.3, 0.2, 30)).toBe(84);
    expect(guestsNeeded(0, 0.1, 30)).toBe(30);
  });

  test('are compared with the harmonic mean of unequal arms', () => {
    expect(guestsPerArm(100, 100)).toBe(100);
    expect(guestsPerArm(800, 200)).toBe(320);
    expect(guestsPerArm(100, 0)).toBe(0);
  });
});

test("Student's t is as in the tables", () => {
  expect(studentQuantile(0.95, 5)).toBeCloseTo(2.015, 3);
  expect(studentQuantile(0.95, Number.POSITIVE_INFINITY)).toBeCloseTo(1.645, 3);
  expect(studentQuantile(0.05, 5)).toBeCloseTo(-2.015, 3);
  expect(studentTwoSided(2.228, 10)).toBeCloseTo(0.05, 3);
  expect(chiSquareTail(3.841)).toBeCloseTo(0.05, 3);
});

test("a ratio has Fieller's interval, unbounded where its denominator might be 0", () => {
  expect(ratioInterval({ above: 4, below: 2, varianceAbove: 1, varianceBelow: 0, covariance: 0 }, 2)).toEqual({
    value: 2,
    low: 1,
    high: 3,
  });
  const unsure = ratioInterval({ above: 4, below: 2, varianceAbove: 1, varianceBelow: 1, covariance: 0 }, 2);
  expect(unsure).toEqual({ value: 2, low: null, high: null });
});

describe('chance findings among many', () => {
  test('are judged as Benjamini and Hochberg do', () => {
    expect(falseDiscoveryRates([0.01, 0.04, 0.03, 0.005])).toEqual([0.02, 0.04, 0.04, 0.02]);
    expect(falseDiscoveryRates([])).toEqual([]);
  });

  test('never look surer than alone, and keep their order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 }), (pValues) => {
        const rates = falseDiscoveryRates(pValues);
        for (const [one, p] of pValues.entries()) {
          expect(rates[one]).toBeGreaterThanOrEqual(p - 1e-12);
          for (const [other, q] of pValues.entries())
            if (p < q) expect(rates[one]).toBeLessThanOrEqual((rates[other] ?? 0) + 1e-12);
        }
      }),
    );
  });
});

describe('the arms', () => {
  test('of the right size raise no alarm, others do', () => {
    expect(ratioCheck(800, 200, 0.2, 0.001)).toMatchObject({ controlShare: 0.2, mismatch: false });
    expect(ratioCheck(900, 100, 0.2, 0.001)).toMatchObject({ mismatch: true });
    expect(ratioCheck(0, 0, 0.2, 0.001)).toMatchObject({ controlShare: null, pValue: null, mismatch: false });
  });

  test('are fixed by guest and action, at the share asked for, and a larger share keeps who was held back', () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => `G${index}`);
    const { controlShare } = defaultScoring.interventions;
    const held = ids.filter((id) => armOf(id, 'last-hello', controlShare) === 'CONTROL');
    expect(held.length / ids.length).toBeCloseTo(controlShare, 1);
    expect(held.every((id) => armOf(id, 'last-hello', controlShare + 0.1) === 'CONTROL')).toBe(true);
    expect(held.every((id) => armOf(id, 'personal-hello', controlShare) === 'CONTROL')).toBe(false);
  });
});
