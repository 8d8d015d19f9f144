/** Special functions of the visit models, in logs where their values leave the range of a double. ₂F₁ is in hypergeometric.ts. */
import betainc from '@stdlib/math-base-special-betainc';
import lnGamma from '@stdlib/math-base-special-gammaln';

/** ln Γ(x), x > 0 (Lanczos' and Stirling's forms by range, relative error below 1e-14). */
export { lnGamma };

/** ln B(a, b) = ln ∫ tᵃ⁻¹(1 − t)ᵇ⁻¹ dt, a and b above 0. */
export function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

/** Up to this sum of its parameters the incomplete beta is a continued fraction, five times as quick as the library. */
const largestQuickSum = 500;

/** P(X ≤ x) of a beta number with parameters a and b above 0, 0 ≤ x ≤ 1. To 11 digits, or 14 behind the point; not for x below 1e-300. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x > 0 && x < 1 && a > 0 && b > 0 && a + b <= largestQuickSum)) return betainc(x, a, b);
  const density = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - lnBeta(a, b));
  // The fraction converges quickly on the side of the mean that x is on; the other side is what is left.
  return x < (a + 1) / (a + b + 2) ? (density * betaFraction(x, a, b)) / a : 1 - (density * betaFraction(1 - x, b, a)) / b;
}

/** Factors of the fraction below: those at the edges of the quick range need about 60. */
const mostFactors = 500;

/** DLMF 8.17.22, from its head to its end (Lentz): both halves of a step change the value by one factor each. */
function betaFraction(x: number, a: number, b: number): number {
  let above = 1;
  let below = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = below;
  for (let m = 1; m < mostFactors; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    below = 1 / (1 + even * below);
    above = 1 + even / above;
    value *= below * above;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    below = 1 / (1 + odd * below);
    above = 1 + odd / above;
    const factor = below * above;
    value *= factor;
    if (Math.abs(factor - 1) <= Number.EPSILON) break;
  }
  return value;
}

/** Factors up to which a product is quicker, and sharper, than the difference of two ln Γ; 16 of them stay below 1e304 for a < 1e19. */
const productFactors = 16;

/** ln of the rising factorial a(a + 1)…(a + n − 1) = ln Γ(a + n) − ln Γ(a); a above 0 and below 1e19, n a whole number, 0 or more. */
export function lnRising(a: number, n: number): number {
  if (n > productFactors) return lnGamma(a + n) - lnGamma(a);
  let product = 1;
  for (let factor = 0; factor < n; factor += 1) product *= a + factor;
  return Math.log(product);
}

/** Its slope by a: Σ_{i<n} 1/(a + i) = ψ(a + n) − ψ(a). */
export function risingSlope(a: number, n: number): number {
  if (n > productFactors) return digamma(a + n) - digamma(a);
  let sum = 0;
  for (let factor = 0; factor < n; factor += 1) sum += 1 / (a + factor);
  return sum;
}

/** ψ(x) = d ln Γ(x)/dx, x > 0: recurrence to x ≥ 10, then the asymptotic series (Abramowitz & Stegun 6.3.18), error below 1e-13. */
export function digamma(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 10; y += 1) shift -= 1 / y;
  const q = 1 / (y * y);
  const series = q * (1 / 12 - q * (1 / 120 - q * (1 / 252 - q * (1 / 240 - q * (1 / 132 - q * (691 / 32_760 - q / 12))))));
  return shift + Math.log(y) - 0.5 / y - series;
}

/** ln(eᵃ + eᵇ); either may be −Infinity (a zero). */
export function lnSum(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY) return b;
  if (b === Number.NEGATIVE_INFINITY) return a;
  return a >= b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
}

/** ln Σ eᵛ over a list; −Infinity (a zero) for an empty one. */
export function lnSumAll(values: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) largest = Math.max(largest, values[index] ?? largest);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += Math.exp((values[index] ?? largest) - largest);
  return largest + Math.log(total);
}

/** ln(eᵃ − eᵇ); −Infinity (a zero) when b ≥ a, so that rounding never makes a NaN. */
export function lnDifference(a: number, b: number): number {
  if (b >= a) return Number.NEGATIVE_INFINITY;
  return b === Number.NEGATIVE_INFINITY ? a : a + Math.log(-Math.expm1(b - a));
}
