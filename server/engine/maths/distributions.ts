/** Tails and quantiles of the distributions that tests and intervals need. */
import { incompleteBeta } from './special.ts';
import { normalCdf } from './statistics.ts';

/** Beyond so many degrees of freedom Student's t is the normal to six digits. */
const nearlyNormal = 1e7;

/** Probability that Student's t with so many degrees of freedom lies below `t`. */
export function studentCdf(t: number, degrees: number): number {
  if (degrees >= nearlyNormal) return normalCdf(t);
  const tail = 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  return t >= 0 ? 1 - tail : tail;
}

/** The value that Student's t stays below with a probability in (0, 1), by bisection to ten digits. */
export function studentQuantile(probability: number, degrees: number): number {
  if (probability < 0.5) return -studentQuantile(1 - probability, degrees);
  let high = 2;
  while (studentCdf(high, degrees) < probability && high < 1e9) high *= 2;
  let low = 0;
  for (let step = 0; step < 60 && high - low > 1e-10 * high; step += 1) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability that a χ² number with one degree of freedom is at least this large. */
export function chiSquareTail(value: number): number {
  return Math.min(1, 2 * (1 - normalCdf(Math.sqrt(Math.max(0, value)))));
}

/** Two-sided p-value of Student's t. */
export function studentTwoSided(t: number, degrees: number): number {
  return Math.min(1, 2 * (1 - studentCdf(Math.abs(t), degrees)));
}
