/**
 * BG/NBD: guests visit at random at rates λ ~ Gamma(r, alpha), and leave after each repeat visit with a chance p ~ Beta(a, b). Without a
 * repeat nobody has left. What is predicted needs only the ratio of the likelihood's two parts, in which all Γ cancel.
 *
 * Source: Fader, Hardie and Lee 2005, “Counting your customers” the easy way.
 */
import { lnRising, lnSum } from '../maths/special.ts';
import { visitsPoissonOf } from './expected-visits.ts';
import { ofLatest, ofRepeats } from './latest-history.ts';
import type { Model, RepeatHistory } from './model.ts';
import { parameterValues } from './parameters.ts';
import { stagesLikelihood } from './stages-likelihood.ts';

const parameterNames = ['r', 'alpha', 'a', 'b'] as const;

export const bgNbd: Model = {
  name: 'BG_NBD',
  parameterNames,
  logLikelihood: ([r = 1, alpha = 1, a = 1, b = 1], guest) => {
    const { x, T } = guest;
    const stayed = lnRising(b, x) - lnRising(a + b, x);
    const visited = lnRising(r, x) - r * Math.log1p(T / alpha) - x * Math.log(alpha + T);
    return stayed + visited + lnSum(0, lnOddsGone(r, alpha, a, b, guest));
  },
  likelihoodOver: stagesLikelihood(1, 0),
  predictor: (parameters) => {
    const [r = 1, alpha = 1, a = 1, b = 1] = parameterValues(parameters, parameterNames);
    const stillCustomer = ofLatest((guest) => 1 / (1 + Math.exp(lnOddsGone(r, alpha, a, b, guest))));
    const visitsOf = ofRepeats((x) => visitsPoissonOf({ shape: r + x, a, stays: b + x }));
    return {
      stillCustomer,
      returnWithin: (guest, weeks) =>
        weeks > 0 ? stillCustomer(guest) * -Math.expm1(-(r + guest.x) * Math.log1p(weeks / (alpha + guest.T))) : 0,
      expectedVisits: (guest, weeks) => stillCustomer(guest) * visitsOf(guest.x)(alpha + guest.T, weeks),
    };
  },
};

/** ln of the odds of having left; −Infinity (they are 0) without a repeat. */
function lnOddsGone(r: number, alpha: number, a: number, b: number, { x, tx, T }: RepeatHistory): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  return Math.log(a / (b + x - 1)) + (r + x) * Math.log1p(Math.max(0, T - tx) / (alpha + tx));
}
