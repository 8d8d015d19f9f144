/**
 * Expected visits of somebody who is still a customer, for models in which a rate λ ~ Gamma(shape, rate) drives the visits and the
 * customer leaves after a visit with a probability p ~ Beta(a, stays), λ and p as known after the guest's own history. Weeks.
 */
import { predictionRules } from '../config-predictions.ts';
import { lnHypergeometricOf } from '../maths/hypergeometric.ts';
import { lnGamma } from '../maths/special.ts';
import { sum } from '../maths/statistics.ts';

/** Width of the band round a = 1, where the closed form is 0/0, and the steps to either side whose mean replaces it (error about 1e-8). */
const nearOne = 1e-5;
const besideOne = 1e-4;
/** Below this a + stays − 1 the closed form nears a pole (BG/NBD without a repeat and with a + b < 1): summed instead. */
const leastThird = 0.01;
/** Below this many expected arrivals the closed form is a small difference of near numbers; a sum of few terms is sharper. */
const fewStages = 0.1;
/** A horizon of so many times the guest's own time scale counts as no longer: 1 − z keeps its digits. */
const longestRatio = 1e12;

/** What is known of a customer's visits to come. */
export interface Prospect {
  /** Shape of λ: r and all stages seen since the first visit. */
  readonly shape: number;
  /** Rate of λ, weeks: alpha + T. */
  readonly rate: number;
  /** First shape of p. */
  readonly a: number;
  /** Second shape of p: b and the visits that were stayed after. */
  readonly stays: number;
}

/**
 * Expected visits within `weeks` when every arrival is a visit (k = 1), leaving included.
 * (a + stays − 1)/(a − 1) · [1 − (1 − z)^shape · ₂F₁(shape, stays; a + stays − 1; z)], z = weeks/(rate + weeks).
 *
 * @returns 0 or more. Source: Fader, Hardie and Lee 2005; Batislam, Denizel and Filiztekin 2007.
 */
export function expectedVisitsPoisson({ rate, ...prospect }: Prospect, weeks: number): number {
  return visitsPoissonOf(prospect)(rate, weeks);
}

/** The same as a function of rate and weeks, for prospects that differ in nothing else. */
export function visitsPoissonOf(prospect: Omit<Prospect, 'rate'>): (rate: number, weeks: number) => number {
  const { a, stays, shape } = prospect;
  const one = Math.abs(a - 1) < nearOne ? null : closedFormOf(shape, stays, a);
  const [below, above] =
    one === null ? [closedFormOf(shape, stays, a - besideOne), closedFormOf(shape, stays, a + besideOne)] : [];
  return (rate, weeks) => {
    if (!(weeks > 0)) return 0;
    const few = Math.max(1, shape) * weeks < fewStages * rate;
    if (few || a + stays - 1 < leastThird) return expectedVisitsByStages({ shape, rate, a, stays }, weeks, 1, 0);
    if (one !== null) return one(weeks / rate);
    return ((below?.(weeks / rate) ?? 0) + (above?.(weeks / rate) ?? 0)) / 2;
  };
}

/** By the weeks as a multiple of the rate. */
function closedFormOf(shape: number, stays: number, a: number): (ratio: number) => number {
  const third = a + stays - 1;
  const ln = lnHypergeometricOf(shape, stays, third);
  return (weeksByRate) => {
    const ratio = Math.min(weeksByRate, longestRatio);
    const z = ratio / (1 + ratio);
    return Math.max(0, (-Math.expm1(shape * Math.log1p(-z) + ln(z)) * third) / (a - 1));
  };
}

/**
 * Expected visits within `weeks` when each k-th stage of a Poisson process is a visit, leaving included.
 *
 * The stages passed since the last visit (0 to k − 1) have weights ∝ Γ(shape + j)/j! · (sinceLast/rate)ʲ; given j, the stages to come
 * are negative binomial with shape + j; together they make n = ⌊stages/k⌋ renewals, of which Σ_{i<n} Π_{m<i} (stays + m)/(a + stays + m)
 * are visits, the others being those of customers who would have left. Summed by recurrence over the number of stages until the rest of
 * the sum is below 1e-10 of it, at the latest at `mostStages`: who passes more counts as having passed so many (an error downwards, of
 * at most the chance of passing more, times the visits beyond).
 *
 * @param sinceLast weeks since the last visit.
 * @returns 0 or more, never falling with the weeks.
 */
export function expectedVisitsByStages(prospect: Prospect, weeks: number, k: number, sinceLast: number): number {
  if (!(weeks > 0)) return 0;
  const { shape, rate, a, stays } = prospect;
  const ratio = Math.min(weeks / rate, longestRatio);
  const z = ratio / (1 + ratio);
  const start = firstStage(shape, ratio, k);
  const terms = stageShares(shape, sinceLast / rate, k);
  for (let passed = 0; passed < k; passed += 1) terms[passed] = firstTerm(terms[passed] ?? 0, shape, passed, ratio, start);
  const { mostStages, settled } = predictionRules.visitCounts;
  let total = 0;
  let mass = 0;
  let visits = 0;
  let stay = 1;
  let renewals = 0;
  let inRenewal = 0;
  for (let stage = 0; stage < mostStages; stage += 1) {
    if (inRenewal === k) {
      inRenewal = 0;
      visits += stay;
      stay *= (stays + renewals) / (a + stays + renewals);
      renewals += 1;
    }
    inRenewal += 1;
    if (stage < start) continue;
    let chance = 0;
    for (let passed = 0; passed < k && passed <= stage; passed += 1) {
      const term = terms[passed] ?? 0;
      chance += term;
      terms[passed] = (term * (shape + stage) * z) / (stage - passed + 1);
    }
    mass += chance;
    total += chance * visits;
    if (chance * (visits + 1) > settled * total) continue; // the least that the rest comes to: nearly always too much
    // Chances to come shrink at least by `falls`, visits grow at most in proportion to the stages.
    const falls = ((shape + stage + 1) / (stage + 3 - k)) * z;
    if (stage >= k && falls < 1 && chance * (visits + 1 + stay / (1 - falls)) <= settled * total * (1 - falls)) return total;
  }
  return total + Math.max(0, 1 - mass) * visits;
}

/** Chances of 0 to k − 1 stages passed since the last visit. */
function stageShares(shape: number, waited: number, k: number): number[] {
  const shares = [1];
  for (let passed = 1; passed < k; passed += 1) shares.push(((shares[passed - 1] ?? 0) * (shape + passed - 1) * waited) / passed);
  const total = sum(shares);
  for (let passed = 0; passed < k; passed += 1) shares[passed] = (shares[passed] ?? 0) / total;
  return shares;
}

/** 0, or for chances too small for a double the stage ten standard deviations below the mean (what lies below is under e⁻⁵⁰). */
function firstStage(shape: number, ratio: number, k: number): number {
  if (shape * Math.log1p(ratio) < 600) return 0;
  const mean = shape * ratio;
  const stage = Math.floor(mean - 10 * Math.sqrt(mean * (1 + ratio)));
  return stage > k ? stage : 0;
}

/** Chance of `passed` stages and then so many that they are `stage` in all; where that is not possible, its first possible value. */
function firstTerm(share: number, shape: number, passed: number, ratio: number, stage: number): number {
  const rest = Math.log1p(ratio);
  const own = shape + passed;
  if (stage <= passed) return share * Math.exp(-own * rest);
  const more = stage - passed;
  const ways = lnGamma(own + more) - lnGamma(own) - lnGamma(more + 1);
  return share * Math.exp(ways - own * rest + more * (Math.log(ratio) - rest));
}
