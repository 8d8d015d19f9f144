/**
 * Pareto/NBD: visits come by chance at a guest's own rate (gamma over guests: shape r, rate alpha, weeks) until the guest leaves, at any
 * time, at an own rate of leaving (gamma: shape s, rate beta).
 *
 * With u(t) = (alpha + t)^−(r+x) · (beta + t)^−s, the chance to be a customer at t without a visit since tx is in proportion to u(t), and
 * whoever left between tx and T adds ∫ s·u(t)/(beta + t) dt. All that is asked is made of such integrals, each one ₂F₁.
 * Sources: Schmittlein, Morrison & Colombo 1987; Fader & Hardie 2005, "A note on deriving the Pareto/NBD model".
 */
import { lnHypergeometricOf } from '../maths/hypergeometric.ts';
import { lnDifference, lnRising, lnSum } from '../maths/special.ts';
import { clamp } from '../maths/statistics.ts';
import { ofLatest, ofRepeats } from './latest-history.ts';
import type { Model, Parameters, Predictor, RepeatHistory } from './model.ts';
import { parameterValues } from './parameters.ts';
import { paretoLikelihood } from './pareto-likelihood.ts';

/** r, alpha, s, beta. */
type Values = readonly number[];

const parameterNames = ['r', 'alpha', 's', 'beta'];

export const paretoNbd: Model = {
  name: 'PARETO_NBD',
  parameterNames,
  logLikelihood,
  likelihoodOver: paretoLikelihood,
  predictor,
};

function logLikelihood(values: Values, guest: RepeatHistory): number {
  const [r = 1, alpha = 1, s = 1, beta = 1] = values;
  const leaving = leavingAfter(values, guest.x);
  const left = lnLeft(values, guest, leaving, () => leaving(guest.tx));
  const both = lnSum(lnStays(values, guest, guest.T), left);
  return lnRising(r, guest.x) + r * Math.log(alpha) + s * Math.log(beta) + both;
}

function predictor(parameters: Parameters): Predictor {
  const values = parameterValues(parameters, parameterNames);
  const [r = 1, alpha = 1, s = 1, beta = 1] = values;
  const restsOf = ofRepeats((x) => ({ left: leavingAfter(values, x), visit: lnRestOf(values, r + x + 1, s) }));
  // One guest is looked at at several times after the same last visit.
  const lnLastOf = ofLatest(({ x, tx }) => restsOf(x).left(tx));
  const partsOf = ofLatest(({ x, tx, T }): Parts => {
    const { left: leaving, visit } = restsOf(x);
    const left = lnLeft(values, { x, tx, T }, leaving, () => lnLastOf({ x, tx, T: tx }));
    const stays = lnStays(values, { x, tx, T }, T);
    return { still: 1 / (1 + Math.exp(left - stays)), lnAll: lnSum(stays, left), lnVisit: visit, lnFromT: null };
  });
  const stillCustomer = (guest: RepeatHistory): number => partsOf(guest).still;
  return {
    stillCustomer,
    returnWithin: (guest, weeks) => {
      if (!(weeks > 0)) return 0;
      // The next visit falls at t in (T, T + weeks] while the guest is still a customer.
      const parts = partsOf(guest);
      const until = guest.T + weeks;
      if (parts.lnFromT === null) parts.lnFromT = parts.lnVisit(guest.T);
      const lnFirst = until > guest.T ? lnDifference(parts.lnFromT, parts.lnVisit(until)) : Number.NEGATIVE_INFINITY;
      return clamp((r + guest.x) * Math.exp(lnFirst - parts.lnAll), 0, 1);
    },
    expectedVisits: (guest, weeks) => {
      if (!(weeks > 0)) return 0;
      const span = Math.log1p(Math.min(weeks, 1e9) / (beta + guest.T)); // without an end, visits might have none either
      const away = (s - 1) * span;
      // (1 − e^−away)/(s − 1), which at s = 1 is the span itself.
      const time = Math.abs(away) < 1e-12 ? span : (span * -Math.expm1(-away)) / away;
      return (((r + guest.x) * (beta + guest.T)) / (alpha + guest.T)) * time * stillCustomer(guest);
    },
  };
}

/** What is the same at all horizons. */
interface Parts {
  /** P(still a customer). */
  readonly still: number;
  /** ln of having left and still being a customer together. */
  readonly lnAll: number;
  /** ln ∫ of the next visits from a time on. */
  readonly lnVisit: (from: number) => number;
  /** The same from T on; null until somebody asks. */
  lnFromT: number | null;
}

/** ln u(t). */
function lnStays([r = 1, alpha = 1, s = 1, beta = 1]: Values, guest: RepeatHistory, t: number): number {
  return -(r + guest.x) * Math.log(alpha + t) - s * Math.log(beta + t);
}

/** ln ∫ of u(t)/(beta + t), from a time on: who leaves then. */
function leavingAfter(values: Values, x: number): (from: number) => number {
  const [r = 1, , s = 1] = values;
  return lnRestOf(values, r + x, s + 1);
}

/**
 * ln of the chance to have left between the last visit and T, on the scale of u; −Infinity for an empty span.
 * @param leaving `leavingAfter` of the guest. @param lnLast the same from the last visit on.
 */
function lnLeft([, , s = 1]: Values, { tx, T }: RepeatHistory, leaving: (from: number) => number, lnLast: () => number): number {
  return Math.log(s) + (T > tx ? lnDifference(lnLast(), leaving(T)) : Number.NEGATIVE_INFINITY);
}

/**
 * ln ∫ (alpha + t)^−m (beta + t)^−n dt from a time to infinity, as a function of the time. m + n > 1. Which parameter is the larger decides
 * the form, so that ₂F₁ is asked for within 0 to 1.
 */
function lnRestOf([, alpha = 1, , beta = 1]: Values, m: number, n: number): (from: number) => number {
  const power = m + n - 1;
  const ln = lnHypergeometricOf(power, alpha >= beta ? n : m, power + 1);
  const lnPower = Math.log(power);
  return (from) => {
    const larger = Math.max(alpha, beta) + from;
    return ln(Math.abs(alpha - beta) / larger) - lnPower - power * Math.log(larger);
  };
}
