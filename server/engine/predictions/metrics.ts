/**
 * How good forecasts were. Lists run in parallel, one entry per guest; `returned` holds 0 or 1. Sources: Brier 1950; Gneiting & Raftery
 * 2007 (proper scores); Naeini et al. 2015 (ECE); Czado, Gneiting & Held 2009 (randomised ends for counts).
 */
import type { ProbabilityScore, ReliabilityBin } from './prediction-fit.ts';

type List = ArrayLike<number>;

/** A forecast of 0 that comes true costs this and not infinitely much. */
const leastProbability = 1e-12;

/** Mean squared error of probabilities, 0 (best) to 1; 0 for no guests. */
export function brier(probabilities: List, returned: List): number {
  return meanOf(probabilities, (p, index) => (p - (returned[index] ?? 0)) ** 2);
}

/** Mean −ln of the probability given to what happened, 0 (best) upwards, finite; 0 for no guests. */
export function logLoss(probabilities: List, returned: List): number {
  return meanOf(probabilities, (p, index) => {
    const given = (returned[index] ?? 0) > 0 ? p : 1 - p;
    return -Math.log(Math.max(given, leastProbability));
  });
}

/** 1 − Brier / Brier of everybody's base rate: 1 is perfect, 0 no better; null when everybody or nobody returned. */
export function skill(probabilities: List, returned: List): number | null {
  const rate = meanOf(returned, (value) => value);
  const reference = rate * (1 - rate);
  return reference === 0 ? null : 1 - brier(probabilities, returned) / reference;
}

/** Bins of equal count by forecast, lowest first; fewer when there are fewer guests. Guests of equal forecast stay together in order. */
export function reliabilityBins(probabilities: List, returned: List, bins = 10): ReliabilityBin[] {
  const order = ascendingOrder(probabilities);
  const made: ReliabilityBin[] = [];
  for (let bin = 0; bin < bins; bin += 1) {
    const from = Math.round((bin * order.length) / bins);
    const end = Math.round(((bin + 1) * order.length) / bins);
    if (end === from) continue;
    const members = order.subarray(from, end);
    const mean = (values: List) => meanOf(members, (index) => values[index] ?? 0);
    made.push({ guests: end - from, predicted: mean(probabilities), observed: mean(returned) });
  }
  return made;
}

/** Expected calibration error, 0 (best) to 1: the bins' |predicted − observed|, weighted by guests. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const guests = bins.reduce((sum, bin) => sum + bin.guests, 0);
  const off = bins.reduce((sum, bin) => sum + bin.guests * Math.abs(bin.predicted - bin.observed), 0);
  return guests === 0 ? 0 : off / guests;
}

/** Chance that who returned had the higher forecast, ties counting half; null when everybody or nobody returned. */
export function auc(scores: List, returned: List): number | null {
  const order = ascendingOrder(scores);
  let [positives, ranks] = [0, 0];
  for (let from = 0; from < order.length; ) {
    let end = from + 1;
    while (end < order.length && scores[order[end] ?? 0] === scores[order[from] ?? 0]) end += 1;
    for (let place = from; place < end; place += 1) {
      if ((returned[order[place] ?? 0] ?? 0) <= 0) continue;
      positives += 1;
      ranks += (from + end + 1) / 2;
    }
    from = end;
  }
  const negatives = order.length - positives;
  return positives === 0 || negatives === 0 ? null : (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** All four of a list of probabilities; `certain`: the rule says only 0 or 1, so it has no log loss. */
export function probabilityScore(probabilities: List, returned: List, certain = false): ProbabilityScore {
  return {
    brier: brier(probabilities, returned),
    skill: skill(probabilities, returned),
    logLoss: certain ? null : logLoss(probabilities, returned),
    auc: auc(probabilities, returned),
  };
}

/**
 * How much of an observed count the central interval of `share` takes: 1 within, 0 outside, and at an end the part of that count's
 * probability that belongs to the interval. Its mean over guests is `share` for a perfect forecast, without any random number.
 * @param distribution P(0), P(1), …; the last entry holds the rest.
 */
export function countCoverage(distribution: List, count: number, share: number): number {
  const low = (1 - share) / 2;
  let below = 0;
  const place = Math.min(count, distribution.length - 1);
  for (let n = 0; n < place; n += 1) below += distribution[n] ?? 0;
  const own = distribution[place] ?? 0;
  const inside = Math.min(below + own, 1 - low) - Math.max(below, low);
  if (own <= 0) return below > low && below < 1 - low ? 1 : 0;
  return Math.min(1, Math.max(0, inside / own));
}

/** (sum forecast − sum observed) / sum observed; null when nothing was observed. */
export function totalBias(forecasts: List, observed: List): number | null {
  const real = total(observed);
  return real === 0 ? null : (total(forecasts) - real) / real;
}

/** Mean |forecast − observed|; 0 for no guests. */
export function meanAbsoluteError(forecasts: List, observed: List): number {
  return meanOf(forecasts, (value, index) => Math.abs(value - (observed[index] ?? 0)));
}

function total(values: List): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  return sum;
}

function meanOf(values: List, cost: (value: number, index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += cost(values[index] ?? 0, index);
  return values.length === 0 ? 0 : sum / values.length;
}

function ascendingOrder(values: List): Int32Array {
  const order = Int32Array.from({ length: values.length }, (_, index) => index);
  return order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
}
