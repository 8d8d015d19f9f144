import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { randomStream } from '../../../server/engine/maths/random.ts';
import { fitPredictions } from '../../../server/engine/predictions/fit-predictions.ts';
import { guestTiming } from '../../../server/engine/predictions/guest-timing.ts';
import type { GuestTiming } from '../../../server/engine/predictions/prediction-fit.ts';
import { openPredictor } from '../../../server/engine/predictions/predictor.ts';
import { madeLog, mbgLife } from './simulated.ts';

const { gapDays, returnShare } = defaultScoring.priors.CASUAL;
const log = madeLog(mbgLife({ r: 0.8, alpha: 3, a: 0.8, b: 3 }, 2), {
  guests: 400,
  beginWeeks: 50,
  weeks: 60,
  seed: 'predictor',
});
const { fit } = fitPredictions(log, 400, { horizonDays: 60, venueType: 'CASUAL', prior: { gapDays, returnShare } });
if (fit.tier === 'INSUFFICIENT') throw new Error(fit.insufficient.message);
const predictor = openPredictor(fit);

/** Also timings that no log would hold: drivers of a risk replace one number after another. */
const anyTiming: fc.Arbitrary<GuestTiming> = fc
  .record({
    x: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 })),
    tx: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 150, noNaN: true })),
    silence: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 150, noNaN: true })),
    visits4Weeks: fc.integer({ min: 0, max: 28 }),
    visits13Weeks: fc.integer({ min: 0, max: 91 }),
    gapVariation: fc.option(fc.double({ min: 0, max: 9, noNaN: true })),
  })
  .map(({ silence, ...rest }) => ({ ...rest, tx: rest.x === 0 ? 0 : rest.tx, T: (rest.x === 0 ? 0 : rest.tx) + silence }));

test('days of a guest as the champion sees them: by hand', () => {
  // Gaps of 7, 14 and 21 days: mean 14, standard deviation 7.
  expect(guestTiming([100, 107, 121, 142, 999], 150)).toEqual({
    x: 3,
    tx: 6,
    T: 50 / 7,
    visits4Weeks: 1,
    visits13Weeks: 4,
    gapVariation: 0.5,
  });
  expect(guestTiming([100], 100)).toEqual({ x: 0, tx: 0, T: 0, visits4Weeks: 1, visits13Weeks: 1, gapVariation: null });
  expect(guestTiming([100], 99)).toBeNull();
});

test('P(return) and expected visits never fall with the days, and 0 ≤ P ≤ 1, P ≤ expected visits', () => {
  const someDays = fc.oneof(fc.integer({ min: 0, max: 500 }), fc.double({ min: 0, max: 4_000, noNaN: true }));
  fc.assert(
    fc.property(anyTiming, someDays, someDays, (guest, one, other) => {
      const [sooner, later] = [Math.min(one, other), Math.max(one, other)];
      const [p, q] = [predictor.returnWithin(guest, sooner), predictor.returnWithin(guest, later)];
      expect(p).toBeGreaterThanOrEqual(0);
      expect(q).toBeLessThanOrEqual(1);
      expect(p).toBeLessThanOrEqual(q + 1e-9);
      const [few, many] = [predictor.expectedVisits(guest, sooner), predictor.expectedVisits(guest, later)];
      expect(few).toBeLessThanOrEqual(many * (1 + 1e-9) + 1e-9);
      expect(few).toBeGreaterThanOrEqual(p);
      expect(Number.isFinite(many)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('no days, no visit', () => {
  const guest = guestTiming([0, 30, 60], 90);
  if (guest === null) throw new Error('expected a guest');
  expect(predictor.returnWithin(guest, 0)).toBe(0);
  expect(predictor.expectedVisits(guest, 0)).toBe(0);
});

test('the distribution of visits agrees with P(return) and the expected visits', () => {
  fc.assert(
    fc.property(anyTiming, fc.integer({ min: 1, max: 200 }), (guest, days) => {
      const distribution = predictor.visitDistribution(guest, days, null);
      const total = distribution.reduce((sum, p) => sum + p, 0);
      const mean = distribution.reduce((sum, p, count) => sum + p * count, 0);
      expect(total).toBeCloseTo(1, 9);
      expect(distribution[0]).toBeCloseTo(1 - predictor.returnWithin(guest, days), 9);
      const expected = predictor.expectedVisits(guest, days);
      expect(Math.abs(mean - expected)).toBeLessThan(1e-3 * Math.max(1, expected));
      const { low, median, high } = predictor.visitInterval(guest, days, 0.8);
      expect(low).toBeLessThanOrEqual(median);
      expect(median).toBeLessThanOrEqual(high);
    }),
    { numRuns: 60 },
  );
});

test('draws are those of the seed and have the expected mean', () => {
  const guest = guestTiming([300, 314, 330, 341, 357, 371, 384], 399);
  if (guest === null) throw new Error('expected a guest');
  const drawn = () => predictor.drawVisits(guest, 60, randomStream('draws'), 4_000);
  expect(drawn()).toEqual(drawn());
  const mean = drawn().reduce((sum, count) => sum + count, 0) / 4_000;
  expect(mean).toBeCloseTo(predictor.expectedVisits(guest, 60), 0);
});

test('who came yesterday after many visits returns sooner than who has been silent for long', () => {
  const [lately, long] = [guestTiming([300, 320, 340, 360, 380, 399], 400), guestTiming([100, 120, 140, 160, 180, 199], 400)];
  if (lately === null || long === null) throw new Error('expected guests');
  expect(predictor.returnWithin(lately, 60)).toBeGreaterThan(predictor.returnWithin(long, 60) + 0.3);
  const [soon, late] = [predictor.daysUntilReturn(lately, 0.5, 1_000), predictor.daysUntilReturn(long, 0.5, 1_000)];
  expect(soon).not.toBeNull();
  expect(predictor.returnWithin(lately, soon ?? 0)).toBeCloseTo(0.5, 2);
  expect(late === null || late > (soon ?? 0)).toBe(true);
});

test('a customer is at least as likely as a return within the horizon', () => {
  fc.assert(
    fc.property(anyTiming, (guest) => {
      expect(predictor.stillCustomer(guest)).toBeGreaterThanOrEqual(predictor.returnWithin(guest, fit.horizonDays));
      expect(predictor.stillCustomer(guest)).toBeLessThanOrEqual(1);
    }),
  );
});

test('"still a customer" is never used as a probability of return: only these files of the engine speak of it', () => {
  const engine = new URL('../../../server/engine/', import.meta.url);
  const users = readdirSync(engine, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && /\.stillCustomer\(/.test(readFileSync(new URL(name, engine), 'utf8')))
    .sort();
  expect(users).toMatchInlineSnapshot(`
    [
      "outlook.ts",
      "predictions/forecast.ts",
      "predictions/guest-predictions.ts",
      "predictions/next-visit.ts",
      "predictions/predictor.ts",
      "risk/reading.ts",
    ]
  `);
});
