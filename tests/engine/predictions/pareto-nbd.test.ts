import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RepeatHistory } from '../../../server/engine/predictions/model.ts';
import { paretoNbd } from '../../../server/engine/predictions/pareto-nbd.ts';
import { madeDays, paretoLife } from './simulated.ts';

/** Of the CDNOW sample. */
const cdnow = { r: 0.5533, alpha: 10.5776, s: 0.6062, beta: 11.668 };
const swapped = { r: 0.6, alpha: 12, s: 0.5, beta: 3 };
const guests: readonly RepeatHistory[] = [
  { x: 2, tx: 30.43, T: 38.86 },
  { x: 0, tx: 0, T: 38.86 },
  { x: 5, tx: 10, T: 38.86 },
  { x: 40, tx: 38, T: 38.86 },
];

/** Simpson's rule on a fine grid. */
function integral(f: (t: number) => number, from: number, to: number, parts = 20_000): number {
  const step = (to - from) / parts;
  let sum = f(from) + f(to);
  for (let part = 1; part < parts; part += 1) sum += f(from + part * step) * (part % 2 === 1 ? 4 : 2);
  return (sum * step) / 3;
}

/** Chances from their definitions, on one scale: to be a customer at t without a visit since tx, and to have left. */
function byHand({ r, alpha, s, beta }: typeof cdnow, { x, tx, T }: RepeatHistory) {
  const centre = (r + x) * Math.log(alpha + T) + s * Math.log(beta + T);
  const stays = (t: number) => Math.exp(centre - (r + x) * Math.log(alpha + t) - s * Math.log(beta + t));
  const left = integral((t) => (stays(t) * s) / (beta + t), tx, T);
  const all = stays(T) + left;
  return {
    still: stays(T) / all,
    returns: (weeks: number) => integral((t) => (stays(t) * (r + x)) / (alpha + t), T, T + weeks) / all,
  };
}

describe.each([
  ['alpha below beta', cdnow],
  ['alpha above beta', swapped],
  ['alpha = beta', { r: 0.7, alpha: 8, s: 1, beta: 8 }],
])('%s', (_, parameters) => {
  const predictor = paretoNbd.predictor(parameters);

  test.each(guests)('what is said of x = $x, tx = $tx agrees with integration by hand', (guest) => {
    const hand = byHand(parameters, guest);
    expect(predictor.stillCustomer(guest)).toBeCloseTo(hand.still, 9);
    for (const weeks of [1, 13, 39]) expect(predictor.returnWithin(guest, weeks)).toBeCloseTo(hand.returns(weeks), 8);
  });

  test('expected visits grow at first like the chance of one', () => {
    for (const guest of guests) {
      const ratio = predictor.expectedVisits(guest, 1e-3) / predictor.returnWithin(guest, 1e-3);
      expect(ratio).toBeCloseTo(1, 2);
    }
  });

  test('likelihoods of all first gaps and of none add up to 1', () => {
    const of = (guest: RepeatHistory) => Math.exp(paretoNbd.logLikelihood(Object.values(parameters), guest));
    const never = of({ x: 0, tx: 0, T: 20 });
    // One visit at t, then anything: the chance density of the first visit, told by the likelihood at T = tx.
    const once = integral((t) => of({ x: 1, tx: t, T: t }), 0, 20, 400);
    expect(never + once).toBeCloseTo(1, 6);
  });
});

test('a newcomer is a customer, and so is who comes today', () => {
  const predictor = paretoNbd.predictor(cdnow);
  expect(predictor.stillCustomer({ x: 0, tx: 0, T: 0 })).toBe(1);
  expect(predictor.stillCustomer({ x: 3, tx: 20, T: 20 })).toBe(1);
  expect(predictor.returnWithin({ x: 0, tx: 0, T: 0 }, 0)).toBe(0);
});

test('who is expected to leave at rates around 1 is counted the same from both sides', () => {
  const visits = (s: number) => paretoNbd.predictor({ ...cdnow, s }).expectedVisits({ x: 3, tx: 20, T: 30 }, 26);
  expect(visits(1)).toBeCloseTo((visits(1 - 1e-7) + visits(1 + 1e-7)) / 2, 6);
  expect(visits(1)).toBeCloseTo(visits(1 + 1e-13), 9);
});

test('made guests come as often as is said of them', () => {
  const parameters = { r: 1.2, alpha: 15, s: 0.8, beta: 20 };
  const predictor = paretoNbd.predictor(parameters);
  const all = madeDays(paretoLife(parameters), { guests: 6_000, beginWeeks: 0.1, weeks: 52, seed: 'said' });
  const cut = 26 * 7;
  let [expected, real, chance, came] = [0, 0, 0, 0];
  for (const days of all) {
    const first = days[0] ?? 0;
    const known = days.filter((day) => day <= cut);
    const guest = { x: known.length - 1, tx: ((known.at(-1) ?? first) - first) / 7, T: (cut - first) / 7 };
    expected += predictor.expectedVisits(guest, 26);
    chance += predictor.returnWithin(guest, 26);
    real += days.length - known.length;
    came += days.length > known.length ? 1 : 0;
  }
  expect(Math.abs(expected / real - 1)).toBeLessThan(0.05);
  expect(Math.abs(chance / came - 1)).toBeLessThan(0.03);
});

const shape = fc.double({ min: 0.01, max: 50, noNaN: true });
const weeks = fc.double({ min: 0.01, max: 2_000, noNaN: true });
const anyGuest = fc
  .record({
    x: fc.integer({ min: 0, max: 1_500 }),
    T: fc.double({ min: 0, max: 1_500, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ x, T, share }) => ({ x, T, tx: x === 0 ? 0 : T * share }));

test('whatever the guest and the parameters, all that is said is a number in its range', () => {
  fc.assert(
    fc.property(shape, weeks, shape, weeks, anyGuest, weeks, weeks, (r, alpha, s, beta, guest, soon, later) => {
      const predictor = paretoNbd.predictor({ r, alpha, s, beta });
      const [first, second] = [Math.min(soon, later), Math.max(soon, later)];
      const still = predictor.stillCustomer(guest);
      expect(still).toBeGreaterThanOrEqual(0);
      expect(still).toBeLessThanOrEqual(1);
      const [near, far] = [predictor.returnWithin(guest, first), predictor.returnWithin(guest, second)];
      expect(near).toBeGreaterThanOrEqual(0);
      expect(far).toBeGreaterThanOrEqual(near - 1e-9);
      expect(far).toBeLessThanOrEqual(still + 1e-9);
      expect(Number.isFinite(paretoNbd.logLikelihood([r, alpha, s, beta], guest))).toBe(true);
      const visits = predictor.expectedVisits(guest, second);
      expect(visits).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(visits)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
