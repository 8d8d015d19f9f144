import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  axisDays,
  type CurvePoint,
  chanceWithin,
  daysUntil,
  joinedCurve,
  outcomesOf,
  tenthsOf,
} from '../../../client/ui/charts/outcomes.ts';

const curve: readonly CurvePoint[] = [
  { days: 10, returnProbability: 0.2 },
  { days: 30, returnProbability: 0.6 },
];

const curves = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 12 })
  .map((points) => joinedCurve([points.map(([days, returnProbability]) => ({ days, returnProbability }))]));

describe('a return curve', () => {
  test('is read by straight lines, from nothing at day 0', () => {
    expect(chanceWithin(curve, 0)).toBe(0);
    expect(chanceWithin(curve, 5)).toBeCloseTo(0.1, 12);
    expect(chanceWithin(curve, 20)).toBeCloseTo(0.4, 12);
    expect(chanceWithin(curve, 31)).toBeNull();
  });
  test('says after how many days a chance is reached, and that it is not', () => {
    expect(daysUntil(curve, 0.1)).toBeCloseTo(5, 12);
    expect(daysUntil(curve, 0.5)).toBeCloseTo(25, 12);
    expect(daysUntil(curve, 0.7)).toBeNull();
  });
  test('of two horizons is one that never falls', () => {
    const joined = joinedCurve([
      curve,
      [
        { days: 20, returnProbability: 0.1 },
        { days: 90, returnProbability: 0.8 },
      ],
    ]);
    expect(joined.map(({ days }) => days)).toEqual([10, 20, 30, 90]);
    expect(joined.map((point) => point.returnProbability)).toEqual([0.2, 0.2, 0.6, 0.8]);
  });
  test('reaches a chance on the day that has this chance', () => {
    fc.assert(
      fc.property(curves, fc.double({ min: 0.01, max: 1, noNaN: true }), (points, chance) => {
        const days = daysUntil(points, chance);
        const highest = points.at(-1)?.returnProbability ?? 0;
        if (days === null) return highest < chance;
        return Math.abs((chanceWithin(points, days) ?? -1) - chance) < 1e-6 || chance <= 0.01;
      }),
    );
  });
});

describe('outcomes to count', () => {
  test('are twenty, each as likely, the late ones without a day', () => {
    const outcomes = outcomesOf(curve);
    expect(outcomes).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(8); // 40 % never within 30 days
    expect(outcomes[0]).toBeCloseTo(1.25, 12); // half of the first twentieth
  });
  test('come in the order of their days', () => {
    fc.assert(
      fc.property(curves, (points) => {
        const days = outcomesOf(points).flatMap((outcome) => outcome ?? []);
        return days.every((day, index) => index === 0 || day >= (days[index - 1] ?? 0));
      }),
    );
  });
  test('fit on their axis', () => {
    expect(axisDays([3, null], 90)).toBe(21);
    expect(axisDays([30, null], 90)).toBe(35);
    expect(axisDays([89], 90)).toBe(90);
  });
  test('of ten dots none is filled for "hardly ever" and all for "nearly always"', () => {
    expect([0, 0.04, 0.06, 0.34, 0.94, 0.96, 1].map(tenthsOf)).toEqual([0, 0, 1, 3, 9, 10, 10]);
  });
});
