import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bgNbd } from '../../../server/engine/predictions/bg-nbd.ts';
import { mbgCnbd } from '../../../server/engine/predictions/mbg-cnbd.ts';
import { anyGuest, anyParameters, anyWeeks, wildParameters } from './any-guest.ts';

const models = [bgNbd, mbgCnbd(1), mbgCnbd(2), mbgCnbd(3), mbgCnbd(4)].map((model) => ({ name: model.name, model }));

describe.each(models)('$name', ({ model }) => {
  test('returning is possible for customers only, and never less likely within more weeks', () => {
    fc.assert(
      fc.property(anyParameters, anyGuest, anyWeeks, (parameters, guest, weeks) => {
        const predictor = model.predictor(parameters);
        const still = predictor.stillCustomer(guest);
        const sooner = predictor.returnWithin(guest, weeks * 0.9);
        const later = predictor.returnWithin(guest, weeks);
        expect(still).toBeLessThanOrEqual(1);
        expect(later).toBeLessThanOrEqual(still);
        expect(later).toBeGreaterThanOrEqual(sooner - 1e-12);
        expect(sooner).toBeGreaterThanOrEqual(0);
        expect(predictor.returnWithin(guest, 0)).toBe(0);
        expect(predictor.returnWithin(guest, Number.POSITIVE_INFINITY)).toBeCloseTo(still, 10);
      }),
    );
  });

  test('expected visits are at least the chance of one, and never fall with the weeks', () => {
    fc.assert(
      fc.property(anyParameters, anyGuest, fc.double({ min: 1e-4, max: 300, noNaN: true }), (parameters, guest, weeks) => {
        const predictor = model.predictor(parameters);
        const visits = predictor.expectedVisits(guest, weeks);
        expect(visits).toBeGreaterThanOrEqual(predictor.returnWithin(guest, weeks) * (1 - 1e-7) - 1e-12);
        expect(visits).toBeGreaterThanOrEqual(predictor.expectedVisits(guest, weeks * 0.9) * (1 - 1e-7));
        expect(predictor.expectedVisits(guest, 0)).toBe(0);
      }),
    );
  });

  test('silent weeks change the chance of being a customer as Bayes says', () => {
    fc.assert(
      fc.property(anyParameters, anyGuest, fc.double({ min: 0, max: 104, noNaN: true }), (parameters, guest, weeks) => {
        const predictor = model.predictor(parameters);
        const returns = predictor.returnWithin(guest, weeks);
        const silent = { ...guest, T: guest.T + weeks };
        expect(predictor.stillCustomer(silent) * (1 - returns)).toBeCloseTo(predictor.stillCustomer(guest) - returns, 9);
      }),
    );
  });

  test('everything is finite for the wildest parameters, guests and horizons', () => {
    fc.assert(
      fc.property(wildParameters, anyGuest, anyWeeks, (parameters, guest, weeks) => {
        const predictor = model.predictor(parameters);
        const { r, alpha, a, b } = parameters;
        expect(Number.isFinite(model.logLikelihood([r, alpha, a, b], guest))).toBe(true);
        for (const value of [predictor.stillCustomer(guest), predictor.returnWithin(guest, weeks)]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        const visits = predictor.expectedVisits(guest, weeks);
        expect(visits).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(visits)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
