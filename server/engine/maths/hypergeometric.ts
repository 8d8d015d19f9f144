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

/** A function at z: ln |f| with its sign, and the largest term met over |f|. */
interface Point {
  readonly ln: number;
  readonly sign: number;
  readonly cancelled: number;
  readonly settled: boolean;
}

/** The same on its way to a farther z. */
interface SlopedPoint extends Point {
  /** f′/f. */
  readonly slope: number;
}

/**
 * ln ₂F₁(a, b; c; z).
 * @param a above 0, as b and c.
 * @param z 0 to 1, 1 excluded; values outside are taken as the nearest inside.
 * @returns 0 or more; always finite. Relative error of ₂F₁ below 1e-10 for parameters up to 10,000.
 */
export function lnHypergeometric(a: number, b: number, c: number, z: number): number {
  return lnHypergeometricOf(a, b, c)(z);
}

/** The same as a function of z, for parameters that are asked about again: most of a series' work does not rest on z. */
export function lnHypergeometricOf(a: number, b: number, c: number): (z: number) => number {
  const direct = seriesOf(a, b, c);
  const euler = a + b <= c ? null : seriesOf(c - a, c - b, c);
  return (z) => {
    if (!(z > 0)) return 0;
    const inside = Math.min(z, 1 - Number.EPSILON / 2);
    if (euler === null) return arrive(direct, inside).ln;
    const found = arrive(euler, inside);
    if (found.sign > 0 && found.cancelled < mostCancelled) return (c - a - b) * Math.log1p(-inside) + found.ln;
    return arrive(direct, inside).ln;
  };
}

/** ₂F₁(a, b; c; z) itself, with the arguments of `lnHypergeometric`; at most 1.8e308. */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  return Math.min(Math.exp(lnHypergeometric(a, b, c, z)), Number.MAX_VALUE);
}

/** A series and the quotients of its terms without z, as far as any z has asked: their divisions cost more than the rest of a sum. */
interface Series {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly quotients: number[];
}

function seriesOf(a: number, b: number, c: number): Series {
  return { a, b, c, quotients: [] };
}

function arrive(series: Series, z: number): Point {
  const { a, b, c } = series;
  const from = a + b > 2 * c ? 0.5 : Math.max(0.5, 1 - farthest / c);
  const short = summed(series, z, z <= from ? stepTerms : seriesTerms);
  if (short.settled || z <= from) return short;
  let at = from;
  let point = summedWithSlope(series, at, stepTerms);
  for (let step = 0; step < mostSteps && at < z; step += 1) {
    const next = Math.min(z, at + (1 - at) / 2);
    point = taylorStep(a, b, c, at, next - at, point);
    at = next;
  }
  return point;
}

/** (a)ₙ₊₁(b)ₙ₊₁/((c)ₙ₊₁(n + 1)!) over (a)ₙ(b)ₙ/((c)ₙn!). */
function quotientAt({ a, b, c }: Series, n: number): number {
  return ((a + n) * (b + n)) / ((c + n) * (1 + n));
}

/** How far a sum has come. */
interface Sum {
  n: number;
  term: number;
  sum: number;
  largest: number;
}

/** Σ (a)ₙ(b)ₙ/(c)ₙ · zⁿ/n!. */
function summed(series: Series, z: number, most: number): Point {
  const { a, b, quotients } = series;
  const so: Sum = { n: 0, term: 1, sum: 1, largest: 1 };
  sumBlocks(series, z, Math.min(most, seriesTerms), so);
  let { term, sum, largest } = so;
  let ln = 0;
  for (let { n } = so; n < most; n += 1) {
    const ratio = (n < quotients.length ? (quotients[n] ?? 0) : quotientAt(series, n)) * z;
    term *= ratio;
    sum += term;
    const size = Math.abs(term);
    if (size > largest) largest = size;
    if (isSettled(a, b, n, ratio, size, sum, z)) return pointOf(sum, largest, ln, true);
    if (size > scale) {
      term /= scale;
      sum /= scale;
      largest /= scale;
      ln += lnScale;
    }
  }
  return pointOf(sum, largest, ln, false);
}

const blockTerms = 4;

/**
 * The first terms, four between two looks at how far they have shrunk: as long as nothing is near its end. A term that settles the sum
 * has at most four times the size of the block's last one by their numbers, so that a block in which one might is left for the loop that
 * looks at each, as is one that would have to be scaled.
 */
function sumBlocks(series: Series, z: number, most: number, so: Sum): void {
  const { quotients } = series;
  const near = (blockTerms + 1) * settled * (1 - z);
  let { n, term, sum, largest } = so;
  for (; n + blockTerms <= most; n += blockTerms) {
    while (quotients.length < n + blockTerms) quotients.push(quotientAt(series, quotients.length));
    const first = term * ((quotients[n] ?? 0) * z);
    const second = first * ((quotients[n + 1] ?? 0) * z);
    const third = second * ((quotients[n + 2] ?? 0) * z);
    const fourth = third * ((quotients[n + 3] ?? 0) * z);
    const total = sum + first + second + third + fourth;
    const last = Math.abs(fourth);
    const largestHere = Math.max(Math.abs(first), Math.abs(second), Math.abs(third), last);
    if (largestHere > scale || (n + blockTerms) * last <= near * Math.abs(total)) break;
    term = fourth;
    sum = total;
    if (largestHere > largest) largest = largestHere;
  }
  so.n = n;
  so.term = term;
  so.sum = sum;
  so.largest = largest;
}

/** Past the turn of the terms the rest is below a geometric series of the larger of the ratio and its limit z. */
function isSettled(a: number, b: number, n: number, ratio: number, size: number, sum: number, z: number): boolean {
  const steepest = Math.abs(ratio);
  return steepest < 1 && n > -a && n > -b && (n + 1) * size <= settled * Math.abs(sum) * (1 - Math.max(steepest, z));
}

/** The same with its derivative. */
function summedWithSlope(series: Series, z: number, most: number): SlopedPoint {
  const { a, b } = series;
  let [term, sum, slopes, largest, ln, done] = [1, 1, 0, 1, 0, false];
  for (let n = 0; n < most && !done; n += 1) {
    const ratio = quotientAt(series, n) * z;
    term *= ratio;
    sum += term;
    slopes += (n + 1) * term;
    const size = Math.abs(term);
    if (size > largest) largest = size;
    done = isSettled(a, b, n, ratio, size, sum, z);
    if (size > scale) {
      term /= scale;
      sum /= scale;
      slopes /= scale;
      largest /= scale;
      ln += lnScale;
    }
  }
  return slopedPointOf(sum, slopes / z, largest, ln, done);
}

/** From z₀ to z₀ + h by the Taylor series that z(1 − z)f″ + (c − (a + b + 1)z)f′ − ab·f = 0 prescribes. */
function taylorStep(a: number, b: number, c: number, z0: number, h: number, from: SlopedPoint): SlopedPoint {
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
  const to = slopedPointOf(sum, slopes / h, largest, ln, small >= 3);
  return { ...to, ln: from.ln + to.ln, sign: from.sign * to.sign, cancelled: Math.max(from.cancelled, to.cancelled) };
}

function pointOf(sum: number, largest: number, ln: number, done: boolean): Point {
  const size = Math.max(Math.abs(sum), Number.MIN_VALUE);
  return { ln: ln + Math.log(size), sign: Math.sign(sum), cancelled: largest / size, settled: done };
}

function slopedPointOf(sum: number, slope: number, largest: number, ln: number, done: boolean): SlopedPoint {
  const size = Math.max(Math.abs(sum), Number.MIN_VALUE);
  return { ...pointOf(sum, largest, ln, done), slope: slope / (sum || size) };
}
