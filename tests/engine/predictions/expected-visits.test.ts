import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectedVisitsByStages, expectedVisitsPoisson } from '../../../server/engine/predictions/expected-visits.ts';
import { anyParameters } from './any-guest.ts';

test('without leaving, k = 1, visits are the rate times the weeks', () => {
  const prospect = { shape: 3, rate: 6, a: 1e-9, stays: 5 };
  expect(expectedVisitsPoisson(prospect, 8)).toBeCloseTo(4, 6);
  expect(expectedVisitsByStages(prospect, 8, 1, 0)).toBeCloseTo(4, 6);
});

test('without coming back after a visit, visits are the chance of one', () => {
  const prospect = { shape: 3, rate: 6, a: 1e9, stays: 5 };
  expect(expectedVisitsPoisson(prospect, 6)).toBeCloseTo(1 - 2 ** -3, 6);
  expect(expectedVisitsByStages(prospect, 6, 1, 0)).toBeCloseTo(1 - 2 ** -3, 6);
});

test('the sum over stages and the closed form agree for k = 1, also near a = 1', () => {
  fc.assert(
    fc.property(anyParameters, fc.nat({ max: 40 }), fc.double({ min: 1e-3, max: 200, noNaN: true }), (parameters, x, weeks) => {
      const prospect = { shape: parameters.r + x, rate: parameters.alpha + x, a: parameters.a, stays: parameters.b + x + 1 };
      const closed = expectedVisitsPoisson(prospect, weeks);
      const summed = expectedVisitsByStages(prospect, weeks, 1, 0);
      expect(Math.abs(closed - summed)).toBeLessThan(1e-6 * summed);
    }),
  );
});

test('1,500 visits, whose chances of no visit vanish, are forecast alike both ways', () => {
  const prospect = { shape: 1_500.5, rate: 306, a: 0.9, stays: 1_502.6 };
  for (const weeks of [0.1, 10, 52, 520]) {
    const closed = expectedVisitsPoisson(prospect, weeks);
    expect(expectedVisitsByStages(prospect, weeks, 1, 0) / closed).toBeCloseTo(1, 7);
  }
});

test('nothing jumps where the closed form is replaced round a = 1', () => {
  const at = (a: number) => expectedVisitsPoisson({ shape: 2.5, rate: 45, a, stays: 4.6 }, 39);
  for (const a of [1 - 1e-5, 1 + 1e-5]) expect(at(a * (1 - 1e-9)) / at(a * (1 + 1e-9))).toBeCloseTo(1, 7);
  expect(at(1)).toBeGreaterThan(at(1.001));
  expect(at(1)).toBeLessThan(at(0.999));
});
