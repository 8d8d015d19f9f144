import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../server/engine/maths/random.ts';
import { mbgCnbd } from '../../../server/engine/predictions/mbg-cnbd.ts';
import type { RepeatHistory } from '../../../server/engine/predictions/model.ts';
import { mbgLife } from './simulated.ts';

// Published for the CDNOW sample, 39 weeks known, 39 to come.
describe('the published guests of MBG/NBD', () => {
  const cdnow = mbgCnbd(1).predictor({ r: 0.52479, alpha: 6.18306, a: 0.89135, b: 1.61391 });

  test.each([
    [{ x: 2, tx: 30.43, T: 38.86 }, 0.7061, 1.2626, 0.5599],
    [{ x: 0, tx: 0, T: 38.86 }, 0.3897, 0.1539, 0.1088],
    [{ x: 5, tx: 10, T: 38.86 }, 0.0253, 0.0956, 0.0245],
  ])('%o', (guest, still, visits, returns) => {
    expect(cdnow.stillCustomer(guest)).toBeCloseTo(still, 4);
    expect(cdnow.expectedVisits(guest, 39)).toBeCloseTo(visits, 4);
    expect(cdnow.returnWithin(guest, 39)).toBeCloseTo(returns, 4);
  });
});

// By integrating over the rate, with 20 digits, visit after visit: nothing of it is shared with the code.
test.each([
  [2, [0.8, 3, 0.9, 2.4], { x: 4, tx: 20, T: 26 }, 13, [0.722878619369, 0.673840806748, 1.43282947803, -18.3901569643]],
  [4, [0.8, 3, 0.9, 2.4], { x: 4, tx: 20, T: 26 }, 13, [0.735163713868, 0.725579970586, 1.53738838036, -23.4952362746]],
  [3, [1.3, 2, 1.4, 3], { x: 0, tx: 0, T: 8 }, 10, [0.442114663893, 0.239543831159, 0.313783863082, -0.561530475738]],
  [2, [0.6, 2.5, 1, 4], { x: 12, tx: 30, T: 30 }, 6, [0.941176470588, 0.870714718336, 1.81589188981, -33.3647448223]],
  [3, [0.5, 6, 0.3, 0.5], { x: 0, tx: 0, T: 0 }, 20, [0.625, 0.142661311856, 0.209517933326, 0]],
] as const)('MBG/CNBD-%d agrees with brute force for %j and %o', (k, values, guest, weeks, expected) => {
  const [r, alpha, a, b] = values;
  const predictor = mbgCnbd(k).predictor({ r, alpha, a, b });
  expect(predictor.stillCustomer(guest)).toBeCloseTo(expected[0], 10);
  expect(predictor.returnWithin(guest, weeks)).toBeCloseTo(expected[1], 10);
  expect(predictor.expectedVisits(guest, weeks)).toBeCloseTo(expected[2], 9);
  expect(mbgCnbd(k).logLikelihood(values, guest)).toBeCloseTo(expected[3], 9);
});

test('only k from 1 to 4 is a model', () => {
  expect([1, 2, 3, 4].map((k) => mbgCnbd(k).name)).toEqual(['MBG_NBD', 'MBG_CNBD_2', 'MBG_CNBD_3', 'MBG_CNBD_4']);
  expect(() => mbgCnbd(5)).toThrow('expected k to be 1, 2, 3 or 4, got 5');
});

test('of regular guests, one who is due is more likely to come soon than one who has just been here', () => {
  const predictor = mbgCnbd(4).predictor({ r: 20, alpha: 5, a: 0.2, b: 20 });
  const justHere = predictor.returnWithin({ x: 20, tx: 20, T: 20 }, 0.5);
  const due = predictor.returnWithin({ x: 20, tx: 20, T: 21 }, 0.5);
  expect(due).toBeGreaterThan(2 * justHere);
});

interface Sums {
  guests: number;
  returns: number;
  expectedReturns: number;
  returnVariance: number;
  visits: number;
  visitSquares: number;
  expectedVisits: number;
}

/** What 20,000 simulated guests did in the weeks after T, and what was expected of them, by whether they had repeated. */
function simulatedSums(k: number): Sums[] {
  const [known, later] = [20, 15];
  const parameters = { r: 0.9, alpha: 2, a: 0.7, b: 2.5 };
  const predictor = mbgCnbd(k).predictor(parameters);
  const life = mbgLife(parameters, k);
  const sums = [0, 1, 2].map(() => ({
    guests: 0,
    returns: 0,
    expectedReturns: 0,
    returnVariance: 0,
    visits: 0,
    visitSquares: 0,
    expectedVisits: 0,
  }));
  for (let guest = 0; guest < 20_000; guest += 1) {
    const times = life(randomStream('mbg-cnbd', k, guest), known + later);
    const before = times.filter((time) => time <= known);
    const after = times.length - before.length;
    const history: RepeatHistory = { x: before.length, tx: before.at(-1) ?? 0, T: known };
    const of = sums[Math.min(2, before.length)];
    if (of === undefined) continue;
    const chance = predictor.returnWithin(history, later);
    const visits = predictor.expectedVisits(history, later);
    of.guests += 1;
    of.returns += after > 0 ? 1 : 0;
    of.expectedReturns += chance;
    of.returnVariance += chance * (1 - chance);
    of.visits += after;
    of.visitSquares += (after - visits) ** 2;
    of.expectedVisits += visits;
  }
  return sums;
}

// Four standard errors of the sums; the seeds are fixed.
test.each([1, 2, 3])('simulated guests of MBG/CNBD-%d return and visit as often as predicted', (k) => {
  for (const of of simulatedSums(k)) {
    expect(of.guests).toBeGreaterThan(1_000);
    expect(Math.abs(of.returns - of.expectedReturns)).toBeLessThan(4 * Math.sqrt(of.returnVariance));
    expect(Math.abs(of.visits - of.expectedVisits)).toBeLessThan(4 * Math.sqrt(of.visitSquares));
  }
});
