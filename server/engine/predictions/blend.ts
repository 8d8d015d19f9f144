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

/** The weighted mean of the models' answers: of logits for P(return), of counts (told as a logarithm) for visits. Never falls with the days. */
export function blendOf(
  predictors: readonly Predictor[],
  weights: readonly number[],
  guest: RepeatHistory,
  days: number,
  question: Question,
): number {
  const sayings = new Float64Array(predictors.length);
  for (let model = 0; model < predictors.length; model += 1) {
    const predictor = predictors[model];
    if (predictor !== undefined && (weights[model] ?? 0) > 0) sayings[model] = saying(predictor, guest, days, question);
  }
  return meanOf(sayings, weights, question);
}

/** @param weights add up to 1. */
function meanOf(sayings: Float64Array, weights: readonly number[], question: Question): number {
  const sum = weightedSum(sayings, weights);
  return question === 'RETURN' ? sum : sum + meanBeyond(sayings, 0, weights);
}

export function weightedSum(sayings: Float64Array, weights: readonly number[]): number {
  let sum = 0;
  for (let model = 0; model < sayings.length; model += 1) sum += (weights[model] ?? 0) * (sayings[model] ?? 0);
  return sum;
}

/** By how much the logarithm of the weighted mean exceeds the weighted mean of logarithms (Jensen 1906); 0 or more. */
export function meanBeyond(logs: Float64Array, from: number, weights: readonly number[]): number {
  let most = Number.NEGATIVE_INFINITY;
  let mean = 0;
  let sum = 0;
  for (let model = 0; model < weights.length; model += 1) most = Math.max(most, logs[from + model] ?? 0);
  for (let model = 0; model < weights.length; model += 1) {
    const weight = weights[model] ?? 0;
    const below = (logs[from + model] ?? 0) - most;
    mean += weight * below;
    if (weight > 0) sum += weight * Math.exp(below);
  }
  return Math.max(0, Math.log(sum) - mean);
}
