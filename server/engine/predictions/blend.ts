/** The base models together: on the scale of the correction (logits, logarithms), by their weights. */
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

/** The weighted mean of the models' answers. Never falls with the days. */
export function blendOf(
  predictors: readonly Predictor[],
  weights: readonly number[],
  guest: RepeatHistory,
  days: number,
  question: Question,
): number {
  let sum = 0;
  for (let model = 0; model < predictors.length; model += 1) {
    const predictor = predictors[model];
    const weight = weights[model] ?? 0;
    if (predictor !== undefined && weight > 0) sum += weight * saying(predictor, guest, days, question);
  }
  return sum;
}
