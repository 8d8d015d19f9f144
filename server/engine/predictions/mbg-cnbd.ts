/**
 * MBG/CNBD-k: guests visit at rates λ ~ Gamma(r, alpha), every k-th event of a Poisson process being a visit (k > 1: more regular than
 * chance), and leave after each visit, the first included, with a chance p ~ Beta(a, b). k = 1 is MBG/NBD.
 *
 * The log-likelihood leaves out the terms of the gaps, the same for all parameters (`gapTerms` in histories.ts).
 * What is predicted needs only ratios of the likelihood's two parts, still a customer (A) and gone (D), in which all Γ cancel:
 * `A(S) ∝ (alpha + S)^−R · Σ_{j<k} (R)_j/j! · ((S − tx)/(alpha + S))^j` with R = r + k·x.
 *
 * Source: Batislam, Denizel and Filiztekin 2007; Platzer and Reutterer 2016; Reutterer, Platzer and Schröder 2021.
 */
import { lnRising, lnSum } from '../maths/special.ts';
import { expectedVisitsByStages, visitsPoissonOf } from './expected-visits.ts';
import { ofLatest, ofRepeats } from './latest-history.ts';
import type { Model, ModelName, Predictor, RepeatHistory } from './model.ts';
import { parameterValues } from './parameters.ts';
import { stagesLikelihood } from './stages-likelihood.ts';

const parameterNames = ['r', 'alpha', 'a', 'b'] as const;

const names: Readonly<Record<number, ModelName>> = { 1: 'MBG_NBD', 2: 'MBG_CNBD_2', 3: 'MBG_CNBD_3', 4: 'MBG_CNBD_4' };

/**
 * The model of a regularity.
 * @param k 1 to 4.
 * @throws RangeError for another k.
 */
export function mbgCnbd(k: number): Model {
  const name = names[k];
  if (name === undefined) throw new RangeError(`expected k to be 1, 2, 3 or 4, got ${k}`);
  return {
    name,
    parameterNames,
    logLikelihood: ([r = 1, alpha = 1, a = 1, b = 1], guest) => logLikelihood(k, r, alpha, a, b, guest),
    likelihoodOver: stagesLikelihood(k, 1),
    predictor: (parameters) => {
      const [r = 1, alpha = 1, a = 1, b = 1] = parameterValues(parameters, parameterNames);
      return predictor(k, r, alpha, a, b);
    },
  };
}

function logLikelihood(k: number, r: number, alpha: number, a: number, b: number, guest: RepeatHistory): number {
  const { x, T } = guest;
  const stages = k * x;
  const stayed = lnRising(b, x + 1) - lnRising(a + b, x + 1);
  const visited = lnRising(r, stages) - r * Math.log1p(T / alpha) - stages * Math.log(alpha + T);
  const waiting = lnWaiting(k, r + stages, sinceLast(guest) / (alpha + T));
  return stayed + visited + waiting + lnSum(0, lnOddsGone(r + stages, alpha, a, b, guest, waiting));
}

/** ln of D/A: the odds of having left. */
function lnOddsGone(shape: number, alpha: number, a: number, b: number, guest: RepeatHistory, waiting: number): number {
  return Math.log(a / (b + guest.x)) + shape * Math.log1p(sinceLast(guest) / (alpha + guest.tx)) - waiting;
}

function sinceLast({ tx, T }: RepeatHistory): number {
  return Math.max(0, T - tx);
}

/** ln Σ_{j<k} (shape)_j/j! · waitedʲ; 0 for k = 1. */
function lnWaiting(k: number, shape: number, waited: number): number {
  let term = 1;
  let sum = 1;
  for (let stage = 1; stage < k; stage += 1) {
    term *= ((shape + stage - 1) * waited) / stage;
    sum += term;
  }
  return k === 1 ? 0 : Math.log(sum);
}

function predictor(k: number, r: number, alpha: number, a: number, b: number): Predictor {
  const standingOf = ofLatest((guest) => {
    const shape = r + k * guest.x;
    const rate = alpha + guest.T;
    const silent = sinceLast(guest);
    const waiting = lnWaiting(k, shape, silent / rate);
    const still = 1 / (1 + Math.exp(lnOddsGone(shape, alpha, a, b, guest, waiting)));
    return { shape, rate, silent, waiting, still };
  });
  const visitsOf = ofRepeats((x) => visitsPoissonOf({ shape: r + k * x, a, stays: b + x + 1 }));
  return {
    stillCustomer: (guest) => standingOf(guest).still,
    returnWithin: (guest, weeks) => {
      if (!(weeks > 0)) return 0;
      const { shape, rate, silent, waiting, still } = standingOf(guest);
      const later = lnWaiting(k, shape, weeks === Number.POSITIVE_INFINITY ? 1 : (silent + weeks) / (rate + weeks));
      return still * Math.max(0, -Math.expm1(later - waiting - shape * Math.log1p(weeks / rate)));
    },
    expectedVisits: (guest, weeks) => {
      const { shape, rate, silent, still } = standingOf(guest);
      if (k === 1) return still * visitsOf(guest.x)(rate, weeks);
      return still * expectedVisitsByStages({ shape, rate, a, stays: b + guest.x + 1 }, weeks, k, silent);
    },
  };
}
