import { expect, test } from 'vitest';
import { expit, type GlmProblem, logit, ridgeGlm, solveSymmetric } from '../../../server/engine/maths/logistic.ts';

/** Without features: `outcomes` with a constant alone. */
function constant(outcomes: readonly number[], penalty: number, offset = 0): GlmProblem {
  return {
    rows: new Float64Array(),
    columns: 0,
    outcomes,
    offsets: outcomes.map(() => offset),
    weights: outcomes.map(() => 1),
    shiftPenalty: penalty,
    slopePenalties: [],
  };
}

test('a constant alone meets the mean: ln 3 for three of four', () => {
  expect(ridgeGlm(constant([1, 1, 1, 0], 0), 'LOGIT').shift).toBeCloseTo(Math.log(3), 5);
  expect(ridgeGlm(constant([0, 2, 4], 0), 'POISSON').shift).toBeCloseTo(Math.log(2), 5);
});

test('what the offset already says is not said again', () => {
  expect(ridgeGlm(constant([1, 1, 1, 0], 0, Math.log(3)), 'LOGIT').shift).toBeCloseTo(0, 6);
});

test('a slope between two groups is the difference of their logits', () => {
  const outcomes = [1, 0, 0, 0, 1, 1, 1, 0];
  const fit = ridgeGlm(
    { ...constant(outcomes, 0), rows: Float64Array.from([0, 0, 0, 0, 1, 1, 1, 1]), columns: 1, slopePenalties: [0] },
    'LOGIT',
  );
  expect(fit.shift).toBeCloseTo(-Math.log(3), 4);
  expect(fit.slopes[0]).toBeCloseTo(2 * Math.log(3), 4);
});

test('a penalty holds back what separates perfectly', () => {
  const fit = ridgeGlm(constant([1, 1, 1, 1], 1), 'LOGIT');
  expect(fit.converged).toBe(true);
  expect(fit.shift).toBeGreaterThan(0.5);
  expect(fit.shift).toBeLessThan(2); // s = 4(1 − expit s)
});

test('no examples: nothing is learned', () => {
  expect(ridgeGlm(constant([], 1), 'LOGIT').shift).toBe(0);
});

test('logit and expit undo each other and stay finite', () => {
  expect(expit(logit(0.3))).toBeCloseTo(0.3, 12);
  expect(logit(0)).toBeLessThan(-20);
  expect(Number.isFinite(logit(1))).toBe(true);
  expect(expit(-1e9)).toBeGreaterThanOrEqual(0);
});

test('a symmetric system is solved: [[4, 2], [2, 3]]·x = [8, 7] by hand', () => {
  const x = solveSymmetric(Float64Array.from([4, 2, 2, 3]), Float64Array.from([8, 7]), 2);
  expect(x[0]).toBeCloseTo(1.25, 12);
  expect(x[1]).toBeCloseTo(1.5, 12);
});
