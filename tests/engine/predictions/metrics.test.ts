import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  auc,
  brier,
  calibrationError,
  countCoverage,
  logLoss,
  meanAbsoluteError,
  probabilityScore,
  reliabilityBins,
  skill,
  totalBias,
} from '../../../server/engine/predictions/metrics.ts';

test('by hand: .8 and .4 for a guest who came and one who did not', () => {
  expect(brier([0.8, 0.4], [1, 0])).toBeCloseTo((0.04 + 0.16) / 2, 12);
  expect(logLoss([0.8, 0.4], [1, 0])).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 12);
  expect(skill([0.8, 0.4], [1, 0])).toBeCloseTo(1 - 0.1 / 0.25, 12);
});

test('the base rate has no skill; where all came there is none to have', () => {
  expect(skill([0.5, 0.5], [1, 0])).toBe(0);
  expect(skill([0.9, 0.9], [1, 1])).toBeNull();
  expect(auc([0.9, 0.8], [1, 1])).toBeNull();
});

test('a rule that says yes or no has no log loss', () => {
  expect(probabilityScore([1, 0], [0, 1], true).logLoss).toBeNull();
});

test('a certain error costs much, not infinitely much', () => {
  expect(logLoss([0], [1])).toBeCloseTo(-Math.log(1e-12), 6);
});

test('ranking: ties count half', () => {
  expect(auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
  expect(auc([0.5, 0.5, 0.5], [1, 0, 1])).toBe(0.5);
});

test('ten bins of equal count, and how far they are off', () => {
  const forecasts = Array.from({ length: 100 }, (_, index) => index / 100);
  const bins = reliabilityBins(
    forecasts,
    forecasts.map((p) => (p >= 0.5 ? 1 : 0)),
  );
  expect(bins.map((bin) => bin.guests)).toEqual(new Array(10).fill(10));
  expect(bins[0]?.predicted).toBeCloseTo(0.045, 12);
  expect(calibrationError(bins)).toBeCloseTo(0.25, 10); // .045 … .445 below, .455 … .055 above
  expect(reliabilityBins([], [])).toEqual([]);
});

test('coverage counts the part of an end that the interval takes', () => {
  // 80 % of a fair coin: from 10 % to 90 %, which takes four fifths of either side.
  expect(countCoverage([0.5, 0.5], 0, 0.8)).toBeCloseTo(0.8, 12);
  expect(countCoverage([0.5, 0.5], 1, 0.8)).toBeCloseTo(0.8, 12);
  expect(countCoverage([0.05, 0.9, 0.05], 1, 0.8)).toBeCloseTo(0.8 / 0.9, 12);
  expect(countCoverage([0.05, 0.9, 0.05], 2, 0.8)).toBe(0);
});

test('the mean coverage of a true forecast is the share itself', () => {
  const someDistribution = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(someDistribution, fc.constantFrom(0.5, 0.8), (weights, share) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const distribution = weights.map((weight) => weight / total);
      const mean = distribution.reduce((sum, p, count) => sum + p * countCoverage(distribution, count, share), 0);
      expect(mean).toBeCloseTo(share, 9);
    }),
  );
});

test('bias of a total and mean absolute error', () => {
  expect(totalBias([1, 2], [2, 2])).toBe(-0.25);
  expect(totalBias([1], [0])).toBeNull();
  expect(meanAbsoluteError([1, 4], [2, 2])).toBe(1.5);
});
