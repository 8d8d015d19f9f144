/** The base models together: on the scale of the correction (logits, logarithms) each has the same say. */
import { predictionRules } from '../config-predictions.ts';
import { logit } from '../maths/logistic.ts';
import { clamp } from '../maths/statistics.ts';
import type { Predictor, RepeatHistory } from './model.ts';

/** What is asked: the logit of P(return within) or the logarithm of the expected visits. */
export type Question = 'RETURN' | 'VISITS';

/** Expected visits below this count as this: a logarithm stays finite. */
const leastRate = 1e-9;

/** A model's answer on the scale of the correction, held within what any model can be sure of. Never falls with the days. */
export function saying(predictor: Predictor, guest: RepeatHistory, days: number, question: Question): number {
  const { farthestSaying } = predictionRules.champion;
  const value =
    question === 'RETURN'
      ? logit(predictor.returnWithin(guest, days / 7))
      : Math.log(Math.max(leastRate, predictor.expectedVisits(guest, days / 7)));
  return clamp(value, -farthestSaying, farthestSaying);
}

/** Mean of the models' answers. Never falls with the days. */
export function blendOf(predictors: readonly Predictor[], guest: RepeatHistory, days: number, question: Question): number {
  let sum = 0;
  for (const predictor of predictors) sum += saying(predictor, guest, days, question);
  return sum / predictors.length;
}
