import { incompleteBeta } from './special.ts';

/** @returns null for no values. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

export function sum(values: readonly number[]): number {
  let total = 0;
  // By index: lists of whole numbers and of fractions are kept in different ways, and going through both by `of` makes an object a step.
  for (let index = 0; index < values.length; index += 1) total += values[index] ?? 0;
  return total;
}

/** @returns null for no values; the mean of the two middle ones for an even number. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Sample variance (n − 1); null below two values. */
export function variance(values: readonly number[]): number | null {
  const centre = mean(values);
  if (centre === null || values.length < 2) return null;
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) squares += ((values[index] ?? 0) - centre) ** 2;
  return squares / (values.length - 1);
}

/** `own` known from `n` observations, pulled to `prior` worth `m` of them. */
export function shrunk(own: number, n: number, prior: number, m: number): number {
  return (n * own + m * prior) / (n + m);
}

/** Holds a value within its range. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

const sketchPoints = 201;

/**
 * 201 quantiles (0, 0.5, … 100 %) by Hazen's rule, under which the k-th of n values lies at (k − 0.5)/n, its mid-rank.
 * @returns null below `minimum` values.
 */
export function quantileSketch(values: readonly number[], minimum: number): number[] | null {
  if (values.length < Math.max(1, minimum)) return null;
  const sorted = ascending(values);
  return Array.from({ length: sketchPoints }, (_, index) => {
    const position = clamp((index / (sketchPoints - 1)) * sorted.length - 0.5, 0, sorted.length - 1);
    const below = Math.floor(position);
    const low = sorted[below] ?? 0;
    const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
    return low === high ? low : low + (high - low) * (position - below);
  });
}

/** Mid-rank percentile of a value, 0 to 100: linear between the points of the sketch, the middle of a flat stretch. */
export function percentileRank(sketch: readonly number[], value: number): number {
  const first = lowerBound(sketch, value); // points below the value
  if (first === sketch.length) return 100;
  const step = 100 / (sketch.length - 1);
  if (sketch[first] === value) return ((first + upperBound(sketch, value) - 1) / 2) * step;
  if (first === 0) return 0;
  const low = sketch[first - 1] ?? 0;
  const high = sketch[first] ?? 0;
  return (first - 1 + (value - low) / (high - low)) * step;
}

/** How many leading points are below the value, by bisection. */
function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Number.POSITIVE_INFINITY) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many leading points are at or below the value. */
function upperBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Number.POSITIVE_INFINITY) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether all guests have the same value. */
export function withoutSpread(sketch: readonly number[] | null): boolean {
  return sketch !== null && sketch[0] === sketch.at(-1);
}

/** Lower Wilson bound of a share seen `hits` times in `n`; 0 for n = 0. Both may be fractional (weighted counts). */
export function wilsonLower(hits: number, n: number, z: number): number {
  if (n <= 0) return 0;
  const share = hits / n;
  const centre = share + z ** 2 / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return clamp((centre - spread) / (1 + z ** 2 / n), 0, share);
}

/** Probability that a standard normal lies below z (Abramowitz & Stegun 7.1.26, error below 1.5e-7). */
export function normalCdf(z: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * polynomial * Math.exp(-(z ** 2) / 2);
  return z >= 0 ? 1 - tail : tail;
}

/**
 * Probability that the first of two Poisson rates is the larger, given events counted over equally long windows, with Jeffreys' prior
 * Gamma(½) on each. Exactly 0.5 for equal counts. Counts may be fractional.
 */
export function probabilityLarger(first: number, second: number): number {
  if (first === second) return 0.5;
  return clamp(incompleteBeta(0.5, second + 0.5, first + 0.5), 0, 1);
}
