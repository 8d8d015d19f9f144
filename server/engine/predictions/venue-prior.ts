/** Parameters for a venue that has hardly any guests yet, from what is known of its type. */
import { predictionRules } from '../config-predictions.ts';
import type { ParameterPrior } from './fit-model.ts';
import { gapStages } from './histories.ts';
import type { Model, Parameters } from './model.ts';

/** What is known of venues of a type. */
export interface VenueExpectation {
  /** Typical days between the visits of a guest who comes again: the median over guests of their mean gap. */
  readonly gapDays: number;
  /** Share of first visits that are followed by a second within `horizonDays`, 0 to 1. */
  readonly returnShare: number;
  readonly horizonDays: number;
}

/**
 * The prior under which a first-time guest returns within the horizon with the expected share, and who returns does it at the typical
 * pace. A share that no such parameters have gets the nearest.
 * @param weight how many times the prior counts (`ParameterPrior`).
 */
export function venuePrior(model: Model, expectation: VenueExpectation, weight = 1): ParameterPrior {
  const family = familyOf(model, Math.max(1, expectation.gapDays) / 7);
  const returns = (free: number): number =>
    model.predictor(family.parameters(free)).returnWithin({ x: 0, tx: 0, T: 0 }, expectation.horizonDays / 7);
  let [fewer, more] = family.fewerToMore;
  for (let half = 0; half < 40; half += 1) {
    const middle = Math.sqrt(fewer * more);
    if (returns(middle) < expectation.returnShare) fewer = middle;
    else more = middle;
  }
  return { mean: family.parameters(Math.sqrt(fewer * more)), sd: predictionRules.fit.priorSd, weight };
}

interface Family {
  /** Parameters by the one that is left to the share of returns. */
  readonly parameters: (free: number) => Parameters;
  /** Its value where the fewest return, and where the most. */
  readonly fewerToMore: readonly [number, number];
}

function familyOf(model: Model, gapWeeks: number): Family {
  const { mbg, bg, pareto, leavingRange, rateRange } = predictionRules.venuePrior;
  if (model.name === 'PARETO_NBD') {
    const fixed = { alpha: pareto.pace * gapWeeks, s: pareto.s, beta: pareto.stay * gapWeeks };
    return { parameters: (r) => ({ r, ...fixed }), fewerToMore: rateRange };
  }
  if (model.name === 'BG_NBD') {
    return { parameters: (r) => ({ r, alpha: bg.pace * gapWeeks, a: bg.a, b: bg.b }), fewerToMore: rateRange };
  }
  const k = gapStages(model.name);
  // Steadier gaps make up less of the spread between guests: alpha falls a little faster than 1/k in the fits.
  const alpha = (mbg.pace * gapWeeks * (1 + k)) / (2 * k * k);
  return {
    parameters: (leaves) => ({ r: mbg.r, alpha, a: mbg.leaving * leaves, b: mbg.leaving * (1 - leaves) }),
    fewerToMore: [leavingRange[1], leavingRange[0]],
  };
}
