import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mbgCnbd } from '../../../server/engine/predictions/mbg-cnbd.ts';
import { nextVisitWeeks, weeksUntil } from '../../../server/engine/predictions/next-visit.ts';
import { anyGuest, anyParameters } from './any-guest.ts';

const cdnow = mbgCnbd(1).predictor({ r: 0.52479, alpha: 6.18306, a: 0.89135, b: 1.61391 });
const guest = { x: 2, tx: 30.43, T: 38.86 };

test('the published quantiles of the guest with two repeats', () => {
  const curve = (weeks: number) => cdnow.returnWithin(guest, weeks);
  expect(weeksUntil(0.1, curve)).toBeCloseTo(2.808, 3);
  expect(weeksUntil(0.25, curve)).toBeCloseTo(8.512, 3);
  expect(weeksUntil(0.5, curve)).toBeCloseTo(28.312, 3);
});

test('who is less likely to be a customer than the share never reaches it', () => {
  expect(cdnow.stillCustomer(guest)).toBeLessThan(0.9);
  expect(nextVisitWeeks(cdnow, guest, false).p90).toBeNull();
  expect(nextVisitWeeks(cdnow, { x: 5, tx: 10, T: 38.86 }, false)).toEqual({ p10: null, p50: null, p90: null });
  expect(nextVisitWeeks(cdnow, { x: 5, tx: 10, T: 38.86 }, true).p50).toBeGreaterThan(0);
});

test('a date a hundred years away is none', () => {
  expect(weeksUntil(0.5, (weeks) => weeks / 10_390)).toBeCloseTo(5_195, 2);
  expect(weeksUntil(0.5, (weeks) => weeks / 10_410)).toBeNull();
});

test('quantiles rise, and the curve reaches the share there', () => {
  fc.assert(
    fc.property(anyParameters, anyGuest, fc.integer({ min: 1, max: 4 }), fc.boolean(), (parameters, who, k, given) => {
      const predictor = mbgCnbd(k).predictor(parameters);
      const { p10, p50, p90 } = nextVisitWeeks(predictor, who, given);
      const far = Number.POSITIVE_INFINITY;
      expect(p10 ?? far).toBeLessThanOrEqual(p50 ?? far);
      expect(p50 ?? far).toBeLessThanOrEqual(p90 ?? far);
      const share = given ? 0.5 * predictor.stillCustomer(who) : 0.5;
      if (p50 === null) return;
      expect(predictor.returnWithin(who, p50 + 1e-4)).toBeGreaterThanOrEqual(share - 1e-9);
      expect(predictor.returnWithin(who, Math.max(0, p50 - 1e-4))).toBeLessThanOrEqual(share + 1e-9);
    }),
  );
});
