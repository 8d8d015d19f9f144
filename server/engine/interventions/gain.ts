/** What an action brought after its cost, and how many times its cost that is. */
import type { ScoringConfig } from '../config.ts';
import { studentQuantile, studentTwoSided } from '../maths/distributions.ts';
import type { Lift } from './lift.ts';
import type { ArmSums } from './sums.ts';

/** A number with its interval. */
export interface Estimate {
  readonly value: number;
  /** Null, as `high`: not bounded by what is known. */
  readonly low: number | null;
  readonly high: number | null;
}

/** A number with both ends of its interval. */
export interface Bounded {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Gain {
  /** Mean cost of a guest who was meant to get it, minor units. */
  readonly cost: number;
  /** Lift of the spend × margin − cost, per guest, minor units. */
  readonly net: Bounded & { readonly standardError: number; readonly degrees: number; readonly pValue: number };
  /** (lift × margin − cost) / cost; null: it costs nothing. */
  readonly ratio: Estimate | null;
}

/** Numerator and denominator of a ratio with the variances of their means. */
interface Ratio {
  readonly above: number;
  readonly below: number;
  readonly varianceAbove: number;
  readonly varianceBelow: number;
  readonly covariance: number;
}

/** Fieller's interval of a ratio of two means; unbounded where the denominator might be 0. */
export function ratioInterval(ratio: Ratio, t: number): Estimate {
  const { above, below, varianceAbove, varianceBelow, covariance } = ratio;
  const value = above / below;
  const square = below ** 2 - t ** 2 * varianceBelow;
  const middle = above * below - t ** 2 * covariance;
  const inside = middle ** 2 - square * (above ** 2 - t ** 2 * varianceAbove);
  if (square <= 0 || inside < 0) return { value, low: null, high: null };
  return { value, low: (middle - Math.sqrt(inside)) / square, high: (middle + Math.sqrt(inside)) / square };
}

/** @returns null when no cost of the action is known. */
export function gainOf(treatment: ArmSums, spend: Lift, config: ScoringConfig): Gain | null {
  const { cost } = treatment;
  if (cost.guests === 0) return null;
  const margin = config.actions.marginShare;
  const mean = cost.sum / cost.guests;
  const free = cost.guests - 1;
  const varianceBelow = free < 1 ? 0 : Math.max(0, cost.squares - cost.sum ** 2 / cost.guests) / free / cost.guests;
  const together = cost.withSpend - (cost.sum * treatment.spend.sum) / treatment.guests;
  // Where some costs are unknown, how cost and spend go together is not known either.
  const covariance =
    free < 1 || cost.guests < treatment.guests || varianceBelow === 0 ? 0 : (margin * together) / free / cost.guests;
  const t = studentQuantile((1 + config.interventions.intervalLevel) / 2, spend.degrees);
  const varianceAbove = (margin * spend.standardError) ** 2;
  const above = margin * spend.difference;
  const value = above - mean;
  const standardError = Math.sqrt(Math.max(0, varianceAbove + varianceBelow - 2 * covariance));
  const returned = mean === 0 ? null : ratioInterval({ above, below: mean, varianceAbove, varianceBelow, covariance }, t);
  return {
    cost: mean,
    net: {
      value,
      low: value - t * standardError,
      high: value + t * standardError,
      standardError,
      degrees: spend.degrees,
      pValue: standardError === 0 ? (value === 0 ? 1 : 0) : studentTwoSided(value / standardError, spend.degrees),
    },
    ratio: returned === null ? null : less(returned, 1),
  };
}

function less({ value, low, high }: Estimate, by: number): Estimate {
  return { value: value - by, low: low === null ? null : low - by, high: high === null ? null : high - by };
}
