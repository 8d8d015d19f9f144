/** How much say each base model has: the better it foretold the past, the more. One set of weights for all horizons. */
import { predictionRules } from '../config-predictions.ts';
import type { Lesson } from './correction.ts';
import { featureNames } from './features.ts';
import { costOf } from './gate.ts';

/**
 * Weights that add up to 1: e to the power of −(relative loss beyond the best / a step of the rules), so that near equals share evenly
 * and who is far behind is not heard. Equal without lessons.
 */
export function weightsOf(lessons: readonly { readonly returns: Lesson }[], models: number): number[] {
  const { weightStep } = predictionRules.champion;
  const losses = new Array<number>(models).fill(0);
  for (const { returns } of lessons) {
    lossesOf(returns, models).forEach((loss, model) => {
      losses[model] = (losses[model] ?? 0) + loss;
    });
  }
  const least = Math.min(...losses);
  const raw = losses.map((loss) => (least > 0 ? Math.exp(-(loss / least - 1) / weightStep) : 1));
  const total = raw.reduce((sum, value) => sum + value, 0);
  return raw.map((value) => value / total);
}

/** Sum of each model's log loss. */
function lossesOf({ count, rows, offsets, outcomes }: Lesson, models: number): number[] {
  const columns = featureNames.length + models;
  const losses = new Array<number>(models).fill(0);
  for (let row = 0; row < count; row += 1) {
    for (let model = 0; model < models; model += 1) {
      const eta = (offsets[row] ?? 0) + (rows[row * columns + featureNames.length + model] ?? 0);
      losses[model] = (losses[model] ?? 0) + costOf(eta, outcomes[row] ?? 0, 'LOGIT');
    }
  }
  return losses;
}
