/**
 * ∫ (alpha + t)^−m (beta + t)^−n dt over a span, in logs, with its slopes.
 *
 * By Gauss and Legendre's rule in y = ln((c + t)/(c + from)), c being the smaller of alpha and beta: the other factor's singularity is
 * then at least π away from the real axis, so that panels of length 2 over which the integrand falls by e⁸ at most are exact to some
 * 1e-14 with 12 points (length 1.5, e³: 8 points). What is smaller than e⁻⁴⁰ of the first value is cut off.
 */

/** Points and weights of a rule on −1 to 1 (the other half mirrors them), and up to which length and fall it is used. */
interface Rule {
  readonly points: Float64Array;
  readonly weights: Float64Array;
  readonly length: number;
  readonly fall: number;
}

/** 8 points. Abramowitz & Stegun, table 25.4. */
const short: Rule = {
  points: Float64Array.of(0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363),
  weights: Float64Array.of(0.362683783378362, 0.31370664587788727, 0.22238103445337448, 0.10122853629037626),
  length: 1.5,
  fall: 3,
};
/** 12 points. */
const long: Rule = {
  points: Float64Array.of(
    0.1252334085114689,
    0.3678314989981802,
    0.5873179542866175,
    0.7699026741943047,
    0.9041172563704749,
    0.9815606342467192,
  ),
  weights: Float64Array.of(
    0.24914704581340277,
    0.2334925365383548,
    0.20316742672306592,
    0.16007832854334622,
    0.10693932599531843,
    0.04717533638651183,
  ),
  length: 2,
  fall: 8,
};
const mostFall = 40;

/** Exponents above 0, and what is added to t, above 0. */
export interface Powers {
  readonly m: number;
  readonly n: number;
  readonly alpha: number;
  readonly beta: number;
}

/**
 * @param from 0 or more.
 * @param to finite.
 * @param slopes is filled with the partial derivatives of the logarithm by m, n, alpha and beta (0 for an empty span); null: not needed.
 * @returns −Infinity for an empty span.
 */
export function lnPowerIntegral({ m, n, alpha, beta }: Powers, from: number, to: number, slopes: Float64Array | null): number {
  slopes?.fill(0);
  if (!(to > from)) return Number.NEGATIVE_INFINITY;
  const betaNear = beta <= alpha;
  const [near, far] = betaNear ? [beta + from, alpha + from] : [alpha + from, beta + from];
  const [nearPower, farPower] = betaNear ? [n - 1, m] : [m - 1, n]; // dt brings one power of the nearer
  const { length, fall } = extent(near, far, nearPower, farPower, Math.log1p((to - from) / near));
  const rule = length <= short.length && fall <= short.fall ? short : long;
  const { points, weights } = rule;
  const panels = Math.max(1, Math.ceil(Math.max(length / rule.length, fall / rule.fall)));
  const half = length / panels / 2;
  let [sum, lnNear, lnFar, perNear, perFar] = [0, 0, 0, 0, 0];
  for (let panel = 0; panel < panels; panel += 1) {
    const middle = (2 * panel + 1) * half;
    for (let place = 0; place < 2 * points.length; place += 1) {
      const point = points[place >> 1] ?? 0;
      const y = middle + (place % 2 === 0 ? point : -point) * half;
      const grown = near * Math.expm1(y);
      const other = Math.log1p(grown / far);
      const value = (weights[place >> 1] ?? 0) * Math.exp(-nearPower * y - farPower * other);
      sum += value;
      if (slopes === null) continue;
      lnNear += value * y;
      lnFar += value * other;
      perNear += value / (near + grown);
      perFar += value / (far + grown);
    }
  }
  const [logNear, logFar] = [Math.log(near), Math.log(far)];
  if (slopes !== null) {
    const byNear = [-logNear - lnNear / sum, (-(nearPower + 1) * perNear) / sum] as const;
    const byFar = [-logFar - lnFar / sum, (-farPower * perFar) / sum] as const;
    const [[byM, byAlpha], [byN, byBeta]] = betaNear ? [byFar, byNear] : [byNear, byFar];
    slopes[0] = byM;
    slopes[1] = byN;
    slopes[2] = byAlpha;
    slopes[3] = byBeta;
  }
  return Math.log(sum * half) - nearPower * logNear - farPower * logFar;
}

/** How far y goes, and how far the logarithm of the integrand falls until there: it falls ever faster, so Newton's steps end beyond the cut. */
function extent(near: number, far: number, nearPower: number, farPower: number, whole: number) {
  let length = whole;
  let fall = 0;
  for (let step = 0; step < 100; step += 1) {
    const grown = near * Math.expm1(length);
    fall = nearPower * length + farPower * Math.log1p(grown / far);
    if (fall <= mostFall + 4) break;
    length -= (fall - mostFall) / (nearPower + (farPower * (near + grown)) / (far + grown));
  }
  return { length, fall };
}
