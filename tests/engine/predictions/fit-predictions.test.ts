import { expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { fitPredictions } from '../../../server/engine/predictions/fit-predictions.ts';
import { timingOf } from '../../../server/engine/predictions/guest-timing.ts';
import { calibrationError, logLoss, reliabilityBins, totalBias } from '../../../server/engine/predictions/metrics.ts';
import type { FitOptions, UsableFit } from '../../../server/engine/predictions/prediction-fit.ts';
import { openPredictor } from '../../../server/engine/predictions/predictor.ts';
import { type LoggedGuest, visitLog } from '../../../server/engine/predictions/visit-log.ts';
import { cdnowCut, cdnowGuests, logOf } from '../../support/shared-data.ts';
import { madeDays, mbgLife } from './simulated.ts';

const { gapDays, returnShare } = defaultScoring.priors.CASUAL;
const asked = (horizonDays: number): FitOptions => ({
  horizonDays,
  venueType: 'CASUAL',
  prior: { gapDays, returnShare },
});

/** Guests who came on these days, 20.00 a time. */
function guestsOn(lists: readonly (readonly number[])[], netMinor: number | null = 2_000): LoggedGuest[] {
  return lists.map((days, index) => ({
    hash: (index * 2_654_435_761) % 4_294_967_296,
    days: days.map((day) => ({ day, netMinor, paidVisits: (netMinor ?? 0) > 0 ? 1 : 0 })),
  }));
}

const venue = madeDays(mbgLife({ r: 0.8, alpha: 3, a: 0.8, b: 3 }), { guests: 300, beginWeeks: 40, weeks: 60, seed: 'venue' });
const venueDay = 330;

function usable(guests: readonly LoggedGuest[], day: number, horizonDays = 60): UsableFit {
  const { fit } = fitPredictions(visitLog(guests), day, asked(horizonDays));
  if (fit.tier === 'INSUFFICIENT') throw new Error(`expected a usable fit, got: ${fit.insufficient.message}`);
  return fit;
}

const cdnow = cdnowGuests();

test.skipIf(cdnow === null)(
  'CDNOW, 39 + 39 weeks: log loss at most .495, bias of visits within 8 %, calibration error at most .04',
  () => {
    const log = logOf(cdnow ?? []);
    const horizonDays = 273;
    const { fit, card } = fitPredictions(log, cdnowCut, asked(horizonDays));
    if (fit.tier !== 'FITTED') throw new Error(`expected a fit, got ${fit.tier}`);
    const predictor = openPredictor(fit);
    const [chances, expected, visits, returned]: number[][] = [[], [], [], []];
    for (let guest = 0; guest + 1 < log.starts.length; guest += 1) {
      const [from, end] = [log.starts[guest] ?? 0, log.starts[guest + 1] ?? 0];
      const timing = timingOf(log.days, from, end, cdnowCut);
      if (timing === null) continue;
      const count = log.days.subarray(from, end).filter((day) => day > cdnowCut && day <= cdnowCut + horizonDays).length;
      chances?.push(predictor.returnWithin(timing, horizonDays));
      expected?.push(predictor.expectedVisits(timing, horizonDays));
      visits?.push(count);
      returned?.push(Math.min(1, count));
    }
    expect(chances).toHaveLength(2_357);
    expect(logLoss(chances ?? [], returned ?? [])).toBeLessThanOrEqual(0.495);
    expect(Math.abs(totalBias(expected ?? [], visits ?? []) ?? 1)).toBeLessThanOrEqual(0.08);
    expect(calibrationError(reliabilityBins(chances ?? [], returned ?? []))).toBeLessThanOrEqual(0.04);
    expect(card.origins.filter((score) => score.horizonDays === 30).length).toBeGreaterThanOrEqual(3);
  },
  60_000,
);

test('days after the last known one change nothing, to the byte', () => {
  const truncated = venue.map((days) => days.filter((day) => day <= venueDay));
  const whole = fitPredictions(visitLog(guestsOn(venue)), venueDay, asked(60));
  // A guest without a known day keeps no place in the truncated log; hashes belong to guests, not to places.
  const known = guestsOn(venue).map((guest, index) => ({
    ...guest,
    days: guest.days.slice(0, truncated[index]?.length ?? 0),
  }));
  expect(JSON.stringify(fitPredictions(visitLog(known), venueDay, asked(60)))).toBe(JSON.stringify(whole));
  expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
});

test('the order of the guests changes nothing, to the byte', () => {
  const guests = guestsOn(venue);
  const shuffled = guests.toSorted((a, b) => ((a.hash * 7) % 1_009) - ((b.hash * 7) % 1_009) || a.hash - b.hash);
  expect(shuffled).not.toEqual(guests);
  const both = [guests, shuffled].map((each) => fitPredictions(visitLog(each), venueDay, asked(60)));
  expect(JSON.stringify(both[1])).toBe(JSON.stringify(both[0]));
});

test('fewer than 15 repeaters: nothing is predicted, and it is said when it may be', () => {
  const { fit } = fitPredictions(
    visitLog(guestsOn(Array.from({ length: 20 }, (_, index) => [index, index + 30 + index]).slice(0, 10))),
    100,
    asked(60),
  );
  if (fit.tier !== 'INSUFFICIENT') throw new Error(`expected no fit, got ${fit.tier}`);
  expect(fit.insufficient).toMatchObject({ reason: 'TOO_FEW_GUESTS', have: 10, need: 15, expectedReadyOn: '1970-05-31' });
});

test('20 repeaters: the venue type takes part, told as a weight', () => {
  const fit = usable(
    guestsOn(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? [index] : [index, index + 40, index + 85]))),
    140,
  );
  expect(fit).toMatchObject({ tier: 'PRIOR', repeaters: 20, short: { reason: 'TOO_FEW_GUESTS', have: 40, need: 50 } });
  expect(fit.priorWeight).toBeCloseTo(15 / 35, 12);
});

const sameGap = Array.from({ length: 120 }, (_, index) =>
  Array.from({ length: 2 + (index % 8) }, (_, visit) => index + 14 * visit),
);

test.each([
  ['no guest', [], 100, 'INSUFFICIENT'],
  ['one customer', [[10, 20, 30]], 100, 'INSUFFICIENT'],
  ['all one-timers', Array.from({ length: 500 }, (_, index) => [index]), 500, 'INSUFFICIENT'],
  ['all the same gap', sameGap, 240, 'FITTED'],
  ['a single month', Array.from({ length: 200 }, (_, index) => [index % 20, (index % 20) + 1 + (index % 9)]), 30, 'PRIOR'],
  ['data that ended 26 years ago', venue, venueDay + 9_490, 'PRIOR'],
  ['everybody came today', Array.from({ length: 100 }, (_, index) => [200 - (index % 95) - 7, 200]), 200, 'FITTED'],
] as const)('%s: a typed answer', (_, lists, day, tier) => {
  const { fit, card } = fitPredictions(visitLog(guestsOn(lists)), day, asked(60));
  expect(fit.tier).toBe(tier);
  expect(JSON.stringify({ fit, card })).not.toMatch(/NaN|Infinity/);
  if (fit.tier === 'INSUFFICIENT') return;
  const predictor = openPredictor(fit);
  for (const days of lists.slice(0, 20)) {
    const guest = timingOf(days, 0, days.length, day);
    if (guest === null) continue;
    for (const horizon of [0.5, 7, 60, 365]) {
      const [returns, expected] = [predictor.returnWithin(guest, horizon), predictor.expectedVisits(guest, horizon)];
      expect(returns).toBeGreaterThanOrEqual(0);
      expect(returns).toBeLessThanOrEqual(1);
      expect(expected).toBeGreaterThanOrEqual(returns);
      expect(expected).toBeLessThan(3 * horizon + 1);
    }
  }
});

test.each([
  ['zero', 0],
  ['unknown', null],
  ['identical', 2_000],
] as const)('%s spends are no obstacle', (_, netMinor) => {
  const { fit, card } = fitPredictions(visitLog(guestsOn(venue, netMinor)), venueDay, asked(60));
  expect(fit.tier).toBe('FITTED');
  if (netMinor !== 2_000) expect(card.origins.every((score) => score.valueBias === null)).toBe(true);
  expect(JSON.stringify(card)).not.toMatch(/NaN|Infinity/);
});

test('a restaurant of 40 guests costs next to nothing', () => {
  const log = visitLog(
    guestsOn(Array.from({ length: 40 }, (_, index) => [index, index + 30].slice(0, 1 + (index % 3 === 0 ? 1 : 0)))),
  );
  fitPredictions(log, 100, asked(60));
  const startedAt = performance.now();
  for (let turn = 0; turn < 10; turn += 1) fitPredictions(log, 100, asked(60));
  expect((performance.now() - startedAt) / 10).toBeLessThan(5);
});
