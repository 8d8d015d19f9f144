/** When the next visit is likely: quantiles of a return curve. */
import { predictionRules } from '../config-predictions.ts';
import type { Predictor, RepeatHistory } from './model.ts';

/**
 * Weeks until the chance of a visit reaches `share`.
 *
 * @param share above 0, below 1.
 * @param returnWithin chance of a visit within the weeks, 0 to 1, never falling.
 * @param limit what the curve tends to (the chance of still being a customer); a share at or above it is never reached.
 * @returns weeks, at least 0, to 1e-4; null: never, or not within `farthestWeeks`.
 */
export function weeksUntil(share: number, returnWithin: (weeks: number) => number, limit = 1): number | null {
  const { toleranceWeeks, farthestWeeks } = predictionRules.nextVisit;
  if (!(share < limit)) return null;
  let low = 0;
  let high = 1;
  while (returnWithin(high) < share) {
    if (high >= farthestWeeks) return null;
    low = high;
    high = Math.min(2 * high, farthestWeeks);
  }
  while (high - low > toleranceWeeks) {
    const middle = (low + high) / 2;
    if (returnWithin(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Quantiles of the weeks until a guest's next visit; null: never, as far as the eye reaches. */
export interface NextVisitWeeks {
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
}

/**
 * P10, P50 and P90 of the next visit, among all futures (also those without one), or among those in which the guest is still a customer
 * and so comes back one day.
 */
export function nextVisitWeeks(predictor: Predictor, guest: RepeatHistory, givenReturn: boolean): NextVisitWeeks {
  const still = predictor.stillCustomer(guest);
  const curve = (weeks: number): number => predictor.returnWithin(guest, weeks);
  const quantile = (share: number): number | null => weeksUntil(givenReturn ? share * still : share, curve, still);
  return { p10: quantile(0.1), p50: quantile(0.5), p90: quantile(0.9) };
}
