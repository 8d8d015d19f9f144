/** The base models of the champion, fitted to what is known on a day: at best for the answers, quickly for each day of the back-test. */
import { predictionRules } from '../config-predictions.ts';
import { descend } from '../maths/minimize.ts';
import { clamp } from '../maths/statistics.ts';
import { defaultPrior, fitModel, type ParameterPrior, penalised } from './fit-model.ts';
import type { FitBase } from './histories.ts';
import type { FittedModel, HistoryGroup, ModelName, Parameters, Predictor } from './model.ts';
import { modelOf } from './models.ts';

/** @param prior of each model; null: the venue's guests speak for themselves. */
export function fitBaseModels(base: FitBase, prior: ((name: ModelName) => ParameterPrior) | null): FittedModel[] {
  const { models } = predictionRules.champion;
  const fitted: FittedModel[] = [];
  for (const name of models) {
    const own = prior?.(name) ?? (isUniform(fitted) && name === 'PARETO_NBD' ? defaultPrior(name, base) : undefined);
    fitted.push(fitModel(modelOf(name), base, own === undefined ? {} : { prior: own }));
  }
  return fitted;
}

/** Guests' rates hardly differ: the Pareto/NBD's parameters would run away, and each of its values cost a hundred times as much. */
function isUniform(fitted: readonly FittedModel[]): boolean {
  const { uniformShape } = predictionRules.champion;
  return fitted.some(({ model, parameters }) => model === 'MBG_NBD' && (parameters.r ?? 0) > uniformShape);
}

/**
 * The same models at a past day, from today's parameters and a little less exactly: histories rounded to a sixtieth of the base's age,
 * some steps down the slope, and a weak pull to the shapes of the trade that keeps a thin past from running away.
 */
export function refitBaseModels(base: FitBase, today: readonly FittedModel[]): Predictor[] {
  const coarse = coarsened(base);
  const { refitSteps, refitPriorSd } = predictionRules.champion;
  return today.map(({ model: name, parameters }) => {
    const model = modelOf(name);
    const prior = { mean: defaultPrior(name, base).mean, sd: refitPriorSd, weight: 1 };
    const start = model.parameterNames.map((key) => clamp(Math.log(parameters[key] ?? 1), -5, 5));
    const found = descend(penalised(model, coarse, prior), start, { maxIterations: refitSteps, valueTolerance: 1e-7 });
    const fitted: Parameters = Object.fromEntries(
      model.parameterNames.map((key, index) => [key, Math.exp(clamp(found.x[index] ?? 0, -9, 9))]),
    );
    return model.predictor(fitted);
  });
}

/** Equal histories after rounding, in order of T, tx and x. */
function coarsened({ groups }: FitBase): HistoryGroup[] {
  const oldest = groups.reduce((most, { T }) => Math.max(most, T), 0);
  const unit = Math.max(1 / 7, oldest / predictionRules.champion.coarseSteps);
  const found = new Map<string, { x: number; tx: number; T: number; guests: number }>();
  for (const { x, tx, T, guests } of groups) {
    const age = Math.round(T / unit);
    const last = x === 0 ? 0 : Math.min(age, Math.max(1, Math.round(tx / unit)));
    const key = `${age}/${last}/${x}`;
    const group = found.get(key);
    if (group === undefined) found.set(key, { x, tx: last * unit, T: Math.max(age, last) * unit, guests });
    else group.guests += guests;
  }
  return [...found.values()].sort((a, b) => a.T - b.T || a.tx - b.tx || a.x - b.x);
}
