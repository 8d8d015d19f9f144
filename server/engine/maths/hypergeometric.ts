/**
 * Gauss's hypergeometric function ₂F₁(a, b; c; z) for 0 ≤ z < 1.
 *
 * Two series answer: the direct one, and Euler's, (1 − z)^(c−a−b)·₂F₁(c − a, c − b; c; z) (DLMF 15.8.1). Where a and b are large
 * (x = 200 visits) Euler's needs 5 terms and the direct one hundreds; where c − a is far below 0, Euler's terms cancel and the direct
 * ones are all positive. A series that has not settled after some hundred terms (z near 1) is summed nearer to 0 and carried on by Taylor
 * steps of the differential equation, each half of the way to the singularity at 1: the cost grows with ln 1/(1 − z) only, and no
 * combination of parameters is singular, as it is in the formulas for 1 − z.
 */

const settled = 1e-17;
/** Terms of one series before Taylor steps take over; a step's terms shrink by half, later than that only for very large parameters. */
const seriesTerms = 300;
const stepTerms = 20_000;
/**
 * Steps start at 1 − 20/c: from farther away, rounding would wake the second solution z^(1−c), whose Taylor terms are huge and cancel
 * (e^10 here, so that 12 digits stay). Where the function itself rises faster, they may start at ½.
 */
const farthest = 20;
/** Steps halve 1 − z: 60 of them pass the finest z below 1. */
const mostSteps = 60;
/** Largest term over sum beyond which so many digits have cancelled that the other form is taken. */
const mostCancelled = 1e4;
/** A sum is scaled down by this before it leaves the range of a double. */
const scale = 1e200;
const lnScale = Math.log(scale);

/** A function on its way to z: ln |f| with its sign, f′/f, and the largest term met over |f|. */
interface Point {
  readonly ln: number;
  readonly sign: number;
  /** f′/f. */
  readonly slope: number;
  readonly cancelled: number;
  readonly settled: boolean;
}

/**
 * ln ₂F₁(a, b; c; z).
 * @param a above 0, as b and c.
 * @param z 0 to 1, 1 excluded; values outside are taken as the nearest inside.
 * @returns 0 or more; always finite. Relative error of ₂F₁ below 1e-10 for parameters up to 10,000.
 */
export function lnHypergeometric(a: number, b: number, c: number, z: number): number {
  if (!(z > 0)) return 0;
  const inside = Math.min(z, 1 - Number.EPSILON / 2);
  if (a + b <= c) return arrive(a, b, c, inside).ln;
  const euler = arrive(c - a, c - b, c, inside);
  if (euler.sign > 0 && euler.cancelled < mostCancelled) return (c - a - b) * Math.log1p(-inside) + euler.ln;
  return arrive(a, b, c, inside).ln;
}

/** ₂F₁(a, b; c; z) itself, with the arguments of `lnHypergeometric`; at most 1.8e308. */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  return Math.min(Math.exp(lnHypergeometric(a, b, c, z)), Number.MAX_VALUE);
}

function arrive(a: number, b: number, c: number, z: number): Point {
  const from = a + b > 2 * c ? 0.5 : Math.max(0.5, 1 - farthest / c);
  const short = series(a, b, c, z, z <= from ? stepTerms : seriesTerms);
  if (short.settled || z <= from) return short;
  let at = from;
  let point = series(a, b, c, at, stepTerms);
  for (let step = 0; step < mostSteps && at < z; step += 1) {
    const next = Math.min(z, at + (1 - at) / 2);
    point = taylorStep(a, b, c, at, next - at, point);
    at = next;
  }
  return point;
}

/** Σ (a)ₙ(b)ₙ/(c)ₙ · zⁿ/n!, with its derivative. */
function series(a: number, b: number, c: number, z: number, most: number): Point {
  let term = 1;
  let sum = 1;
  let slopes = 0;
  let largest = 1;
  let ln = 0;
  let done = false;
  for (let n = 0; n < most && !done; n += 1) {
    const ratio = (((a + n) * (b + n)) / ((c + n) * (1 + n))) * z;
    term *= ratio;
    sum += term;
    slopes += (n + 1) * term;
    const size = Math.abs(term);
    if (size > largest) largest = size;
    // Past the turn of the terms the rest is below a geometric series of the larger of the ratio and its limit z.
    done =
      Math.abs(ratio) < 1 && n > -a && n > -b && (n + 1) * size <= settled * Math.abs(sum) * (1 - Math.max(Math.abs(ratio), z));
    if (size > scale) {
      term /= scale;
      sum /= scale;
      slopes /= scale;
      largest /= scale;
      ln += lnScale;
    }
  }
  return pointOf(sum, slopes / z, largest, ln, done);
}

/** From z₀ to z₀ + h by the Taylor series that z(1 − z)f″ + (c − (a + b + 1)z)f′ − ab·f = 0 prescribes. */
function taylorStep(a: number, b: number, c: number, z0: number, h: number, from: Point): Point {
  const curve = z0 * (1 - z0);
  const bend = 1 - 2 * z0;
  const drift = c - (a + b + 1) * z0;
  let earlier = 1;
  let term = from.slope * h;
  let sum = 1 + term;
  let slopes = term;
  let largest = Math.max(1, Math.abs(term));
  let ln = 0;
  let small = 0;
  for (let n = 0; n < stepTerms && small < 3; n += 1) {
    const pull = (n + a) * (n + b) * earlier * h * h - (n + 1) * (bend * n + drift) * term * h;
    earlier = term;
    term = pull / (curve * (n + 2) * (n + 1));
    sum += term;
    slopes += (n + 2) * term;
    const size = Math.abs(term);
    if (size > largest) largest = size;
    // A single term may vanish by chance: three in a row do not.
    small = (n + 2) * size <= settled * Math.abs(sum) ? small + 1 : 0;
    if (size > scale) {
      earlier /= scale;
      term /= scale;
      sum /= scale;
      slopes /= scale;
      largest /= scale;
      ln += lnScale;
    }
  }
  const to = pointOf(sum, slopes / h, largest, ln, small >= 3);
  return { ...to, ln: from.ln + to.ln, sign: from.sign * to.sign, cancelled: Math.max(from.cancelled, to.cancelled) };
}

function pointOf(sum: number, slope: number, largest: number, ln: number, done: boolean): Point {
  const size = Math.max(Math.abs(sum), Number.MIN_VALUE);
  return {
    ln: ln + Math.log(size),
    sign: Math.sign(sum),
    slope: slope / (sum || size),
    cancelled: largest / size,
    settled: done,
  };
}
