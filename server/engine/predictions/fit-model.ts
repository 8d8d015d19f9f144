/** Fitting a model of repeat visits: the parameters under which what happened was the likeliest. */

import { predictionRules } from '../config-predictions.ts';
import { descend, type Minimum, nelderMead, type SlopedObjective } from '../maths/minimize.ts';
import { clamp } from '../maths/statistics.ts';
import { type FitBase, gapStages, gapTerms } from './histories.ts';
import type { FittedModel, HistoryGroup, Model, ModelName, Parameters, Trust } from './model.ts';

/** Normal on the natural logarithms of the parameters. */
export interface ParameterPrior {
  readonly mean: Parameters;
  /** Standard deviation of each logarithm. */
  readonly sd: number;
  /** How many times the prior counts; 1 unless it should be felt more. */
  readonly weight: number;
}

export interface FitModelOptions {
  /** Where to begin, such as last week's fit: then the only start. */
  readonly start?: Parameters;
  /** Penalises the fit whatever the number of repeaters. Without it, `defaultPrior` below 100 repeaters, none from there on. */
  readonly prior?: ParameterPrior;
}

/**
 * The most likely parameters. Deterministic, and the same for any order of the guests.
 *
 * @param base may be empty: the prior's parameters come back then.
 * @returns parameters between e⁻⁹ and e⁹. `converged` is false where the search ended without meeting its tolerance, or at such a bound.
 * `logLikelihood` is without the prior's part.
 */
export function fitModel(model: Model, base: FitBase, options: FitModelOptions = {}): FittedModel {
  const { maxLog, edge } = predictionRules.fit;
  const prior =
    options.prior ?? (base.repeaters < predictionRules.fit.penalisedRepeaters ? defaultPrior(model.name, base) : null);
  const logsOf = (start: Parameters): number[] => model.parameterNames.map((name) => Math.log(start[name] ?? 1));
  const begin =
    options.start === undefined
      ? bestStart(penalised(model, thinned(base.groups), prior), startsOf(model.name, base, prior).map(logsOf))
      : logsOf(options.start);
  const found = search(penalised(model, base.groups, prior), begin);
  const logs = found.x.map((value) => clamp(value, -maxLog, maxLog));
  const values = logs.map(Math.exp);
  return {
    model: model.name,
    parameters: Object.fromEntries(model.parameterNames.map((name, index) => [name, values[index] ?? 1])),
    logLikelihood: finite(
      model.likelihoodOver(base.groups)(values, new Float64Array(values.length)) + gapTerms(base, gapStages(model.name)),
    ),
    customers: base.customers,
    repeaters: base.repeaters,
    converged: found.converged && logs.every((value) => Math.abs(value) < maxLog - edge),
    trust: trustIn(base.repeaters),
  };
}

/** HIGH from 200 repeaters, MEDIUM from 100, LOW below. */
export function trustIn(repeaters: number): Trust {
  const { trustedRepeaters, penalisedRepeaters } = predictionRules.fit;
  if (repeaters >= trustedRepeaters) return 'HIGH';
  return repeaters >= penalisedRepeaters ? 'MEDIUM' : 'LOW';
}

/** What small bases are pulled towards: shapes seen in the trade, at the pace of the base's own gaps. */
export function defaultPrior(model: ModelName, base: FitBase): ParameterPrior {
  return {
    mean: parametersAt(model, paceWeeks(base), predictionRules.fit.shapes[0]),
    sd: predictionRules.fit.priorSd,
    weight: 1,
  };
}

/** −(log-likelihood + logarithm of the prior) of log-parameters, with its slopes; a parabola leads back from beyond the bounds. */
export function penalised(model: Model, groups: readonly HistoryGroup[], prior: ParameterPrior | null): SlopedObjective {
  const { maxLog } = predictionRules.fit;
  const centre = model.parameterNames.map((name) => Math.log(prior?.mean[name] ?? 1));
  const strength = prior === null ? 0 : prior.weight / (2 * prior.sd ** 2);
  const likelihood = model.likelihoodOver(groups);
  const byValue = new Float64Array(centre.length);
  return (logs) => {
    const inside = logs.map((value) => clamp(value, -maxLog, maxLog));
    const values = inside.map(Math.exp);
    let cost = -likelihood(values, byValue);
    const slopes = logs.map((log, index) => {
      const [pulled, beyond] = [log - (centre[index] ?? 0), log - (inside[index] ?? log)];
      cost += strength * pulled ** 2 + 10 * beyond ** 2;
      const down = beyond === 0 ? (values[index] ?? 0) * (byValue[index] ?? 0) : 0;
      return 2 * strength * pulled + 20 * beyond - down;
    });
    return { value: cost, slopes };
  };
}

/** Where some steps down the slope lead lowest; on few guests, because it need not be exact. */
function bestStart(objective: SlopedObjective, starts: readonly (readonly number[])[]): readonly number[] {
  return best(starts.map((start) => descend(objective, start, { maxIterations: predictionRules.fit.firstSteps }))).x;
}

/** Down the slope; where that does not end, a small simplex goes on from there. */
function search(objective: SlopedObjective, start: readonly number[]): Minimum {
  const { slopeSteps, simplexSteps, simplexEdge, valueTolerance, slopeTolerance } = predictionRules.fit;
  const near = descend(objective, start, {
    maxIterations: slopeSteps,
    valueTolerance,
    gradientTolerance: slopeTolerance,
  });
  if (near.converged) return near;
  const polished = nelderMead((point) => objective(point).value, near.x, {
    maxIterations: simplexSteps,
    step: simplexEdge,
    valueTolerance: 1e-10,
    sizeTolerance: 1e-4,
  });
  return { ...polished, converged: polished.converged || near.value - polished.value < 1e-6 };
}

/** Every n-th group. */
function thinned(groups: readonly HistoryGroup[]): HistoryGroup[] {
  const every = Math.ceil(groups.length / predictionRules.fit.startGroups);
  return groups.filter((_, index) => index % every === 0);
}

function best(minima: readonly Minimum[]): Minimum {
  return minima.reduce((lowest, each) => (each.value < lowest.value ? each : lowest));
}

function startsOf(model: ModelName, base: FitBase, prior: ParameterPrior | null): Parameters[] {
  const own = predictionRules.fit.shapes.map((shape) => parametersAt(model, paceWeeks(base), shape));
  return prior === null ? own : [prior.mean, ...own];
}

/** Mean gap of all guests, weeks, at least 1; without a gap their mean age. */
function paceWeeks({ groups, gaps, customers }: FitBase): number {
  const total = groups.reduce((sum, { guests, tx, T }) => sum + guests * (gaps > 0 ? tx : T), 0);
  return Math.max(1, total / Math.max(1, gaps > 0 ? gaps : customers));
}

/** Parameters of a shape whose rates belong to a pace: r/alpha is one visit (k stages) per pace, or fewer where not all come so often. */
function parametersAt(model: ModelName, pace: number, shape: (typeof predictionRules.fit.shapes)[number]): Parameters {
  const { r, a, b, s, stay } = shape;
  const alpha = (r * pace) / gapStages(model);
  return model === 'PARETO_NBD' ? { r, alpha, s, beta: stay * pace } : { r, alpha, a, b };
}

function finite(value: number): number {
  return clamp(value, -Number.MAX_VALUE, Number.MAX_VALUE);
}
