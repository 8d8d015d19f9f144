/** The difference that an action made, by intention to treat: all who were meant to get it against all who were held back. */
import { studentQuantile, studentTwoSided } from '../maths/distributions.ts';
import { clamp } from '../maths/statistics.ts';
import type { ArmSums } from './sums.ts';

export type Outcome = 'visits' | 'spend' | 'returned';

export interface Lift {
  /** Difference of the means per guest, after taking off what was to be expected of the guests anyway. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  /** Of Student's t (Welch and Satterthwaite). */
  readonly degrees: number;
  /** That a difference at least as large comes by chance, both sides. */
  readonly pValue: number;
  /** Mean of the control per guest, adjusted likewise. */
  readonly control: number;
  /** The difference before the adjustment. */
  readonly unadjusted: number;
  /** Share of the variance that the adjustment took away, 0 to 1. */
  readonly varianceReduced: number;
}

interface Moments {
  readonly guests: number;
  readonly mean: number;
  readonly expected: number;
  /** Sums of squared and multiplied deviations from the means. */
  readonly yy: number;
  readonly xx: number;
  readonly xy: number;
}

function momentsOf(sums: ArmSums, outcome: Outcome): Moments {
  const { guests } = sums;
  const y = sums[outcome];
  const x = outcome === 'spend' ? sums.expectedSpend : sums.expectedVisits;
  return {
    guests,
    mean: y.sum / guests,
    expected: x.sum / guests,
    yy: Math.max(0, y.squares - y.sum ** 2 / guests),
    xx: Math.max(0, x.squares - x.sum ** 2 / guests),
    xy: y.withExpected - (y.sum * x.sum) / guests,
  };
}

/** Variance of the mean of y − θ·x. */
function errorOf({ guests, yy, xx, xy }: Moments, theta: number): number {
  return Math.max(0, yy - 2 * theta * xy + theta ** 2 * xx) / (guests - 1) / guests;
}

/**
 * Difference in means with unequal variances, reduced by what the model expected before (CUPED, Deng et al. 2013): θ is the slope of the
 * outcome on the expectation within the arms.
 *
 * @param level chance that the interval holds the true value.
 * @returns null with fewer than two guests in an arm.
 */
export function liftOf(treatment: ArmSums, control: ArmSums, outcome: Outcome, level: number): Lift | null {
  if (treatment.guests < 2 || control.guests < 2) return null;
  const [t, c] = [momentsOf(treatment, outcome), momentsOf(control, outcome)];
  const spread = t.xx + c.xx;
  const theta = spread <= 0 ? 0 : (t.xy + c.xy) / spread;
  const [errorT, errorC] = [errorOf(t, theta), errorOf(c, theta)];
  const squaredError = errorT + errorC;
  const plainError = errorOf(t, 0) + errorOf(c, 0);
  const unadjusted = t.mean - c.mean;
  const difference = unadjusted - theta * (t.expected - c.expected);
  const standardError = Math.sqrt(squaredError);
  const degrees =
    squaredError === 0
      ? t.guests + c.guests - 2
      : squaredError ** 2 / (errorT ** 2 / (t.guests - 1) + errorC ** 2 / (c.guests - 1));
  const reach = standardError * studentQuantile((1 + level) / 2, degrees);
  const overall = (t.guests * t.expected + c.guests * c.expected) / (t.guests + c.guests);
  return {
    difference,
    low: difference - reach,
    high: difference + reach,
    standardError,
    degrees,
    pValue: standardError === 0 ? (difference === 0 ? 1 : 0) : studentTwoSided(difference / standardError, degrees),
    control: c.mean - theta * (c.expected - overall),
    unadjusted,
    varianceReduced: plainError === 0 ? 0 : clamp(1 - squaredError / plainError, 0, 1),
  };
}

/** Guests per arm of two equal arms that know as much as these two: their harmonic mean. */
export function guestsPerArm(treatment: number, control: number): number {
  return treatment === 0 || control === 0 ? 0 : 2 / (1 / treatment + 1 / control);
}

/**
 * Guests per arm needed to see a difference δ of shares around p: about 16·p(1 − p)/δ² (80 % power at 5 %).
 * @param floor never fewer.
 */
export function guestsNeeded(share: number, smallestEffect: number, floor: number): number {
  return Math.max(floor, Math.ceil((16 * share * (1 - share)) / smallestEffect ** 2));
}
