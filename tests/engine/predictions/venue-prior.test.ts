import { describe, expect, test } from 'vitest';
import { fitModel } from '../../../server/engine/predictions/fit-model.ts';
import { fitBase } from '../../../server/engine/predictions/histories.ts';
import { modelOf } from '../../../server/engine/predictions/models.ts';
import { venuePrior } from '../../../server/engine/predictions/venue-prior.ts';
import { cdnowCut, cdnowGuests, coffeeGuests, dayOf, logOf } from '../../support/shared-data.ts';
import { madeLog, mbgLife } from './simulated.ts';

const names = ['BG_NBD', 'MBG_NBD', 'MBG_CNBD_2', 'MBG_CNBD_3', 'MBG_CNBD_4', 'PARETO_NBD'] as const;
const newcomer = { x: 0, tx: 0, T: 0 };
const cdnow = cdnowGuests();
const coffee = coffeeGuests();

describe.each(names)('%s', (name) => {
  const model = modelOf(name);

  test('first guests return with the expected share, at any pace', () => {
    for (const gapDays of [2, 10, 30, 75]) {
      const { mean } = venuePrior(model, { gapDays, returnShare: 0.35, horizonDays: 2 * gapDays });
      expect(model.predictor(mean).returnWithin(newcomer, (2 * gapDays) / 7)).toBeCloseTo(0.35, 6);
    }
  });

  test('a share that is out of reach gets the nearest, and is a number', () => {
    for (const returnShare of [0, 0.05, 0.97, 1]) {
      const { mean } = venuePrior(model, { gapDays: 14, returnShare, horizonDays: 30 });
      for (const value of Object.values(mean)) expect(value > 0 && Number.isFinite(value)).toBe(true);
    }
  });

  test('few guests move it, many forget it', () => {
    const truth = mbgLife({ r: 1, alpha: 6, a: 0.5, b: 3 });
    const prior = venuePrior(model, { gapDays: 60, returnShare: 0.15, horizonDays: 120 });
    const fitted = (guests: number) => {
      const base = fitBase(madeLog(truth, { guests, beginWeeks: 20, weeks: 52, seed: 'prior' }), 364);
      return model.predictor(fitModel(model, base, { prior }).parameters).returnWithin(newcomer, 8);
    };
    const before = model.predictor(prior.mean).returnWithin(newcomer, 8);
    const [few, many] = [fitted(15), fitted(1_000)];
    expect(few).toBeGreaterThan(before);
    expect(Math.abs(many - few)).toBeLessThan(Math.abs(many - before));
  });
});

/** Typical gap and share of first returns as the venue's own numbers, told by hand. */
test.skipIf(cdnow === null || coffee === null)(
  'from two numbers of real shops come the returns of a whole fit, within 8 points',
  () => {
    const shops = [
      { base: fitBase(logOf(cdnow ?? []), cdnowCut), gapDays: 48.7, returnShare: 0.297 },
      { base: fitBase(logOf(coffee ?? []), dayOf('2025-01-12')), gapDays: 17, returnShare: 0.165 },
    ];
    for (const { base, gapDays, returnShare } of shops) {
      for (const name of ['BG_NBD', 'MBG_NBD', 'MBG_CNBD_2', 'PARETO_NBD'] as const) {
        const model = modelOf(name);
        const own = model.predictor(fitModel(model, base).parameters);
        const prior = model.predictor(venuePrior(model, { gapDays, returnShare, horizonDays: 2 * gapDays }).mean);
        const weeks = (2 * gapDays) / 7;
        const guests = base.groups.map(
          (group) => group.guests * Math.abs(own.returnWithin(group, weeks) - prior.returnWithin(group, weeks)),
        );
        expect(guests.reduce((sum, error) => sum + error, 0) / base.customers, name).toBeLessThan(0.08);
      }
    }
  },
);
