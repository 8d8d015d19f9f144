/**
 * Answers of a usable fit. Blend and correction are evaluated at the anchors; between two anchors the blend of the base models says how
 * far the way from one to the other has been gone, before the first and behind the last the nearest correction holds. So every curve
 * rises with the days and meets what was learned. Source: docs/decisions/0014-champion.md
 */

import { expit, logit } from '../maths/logistic.ts';
import { clamp } from '../maths/statistics.ts';
import { openMemory } from '../memory.ts';
import { blendOf, meanBeyond, meanOf, type Question, saying } from './blend.ts';
import { columnsOf, writeRow } from './correction.ts';
import { type CountSpread, countDistribution, farthestCount } from './count-spread.ts';
import { featureNames, writeFeatures } from './features.ts';
import { lnChance } from './lessons.ts';
import type { Predictor } from './model.ts';
import { modelOf } from './models.ts';
import type { Anchor, ChampionPredictor, CountInterval, GuestTiming, UsableFit } from './prediction-fit.ts';

/** What was learned of one guest at one anchor: the blend there, and the corrected value (a probability or a number of visits). */
interface Station {
  readonly days: number;
  readonly blend: number;
  /** Never falling from one anchor to the next. */
  readonly value: number;
}

/** From the scale of the correction to that of the answer, and back. */
const scales = {
  RETURN: { out: expit, back: logit },
  VISITS: { out: Math.exp, back: Math.log },
} as const;

/** Cheap to make; remembers the stations of a guest as long as the caller keeps the guest. */
export function openPredictor(fit: UsableFit): ChampionPredictor {
  const predictors = fit.base.map(({ model, parameters }) => modelOf(model).predictor(parameters));
  const desk = {
    fit,
    predictors,
    sayings: new Float64Array(predictors.length),
    row: new Float64Array(columnsOf(predictors.length)),
  };
  const returns = stationsAsNeeded(fit, (guest, features, place, before) => {
    const { blend, corrected } = answerAt(desk, guest, features, place, 'RETURN');
    return { blend, value: Math.max(before, expit(corrected)) };
  });
  // Counts are raised as P(return) is raised against the blend.
  const visits = stationsAsNeeded(fit, (guest, features, place, before) => {
    const { blend, corrected } = answerAt(desk, guest, features, place, 'VISITS');
    const same = returns(guest, fit.anchors[place]?.days ?? 0)[place];
    const raised = Math.log(same?.value ?? 1) - lnChance(same?.blend ?? 0);
    return { blend, value: Math.max(before, Math.exp(corrected + raised)) };
  });
  const stations = { RETURN: returns, VISITS: visits };
  const ask = (guest: GuestTiming, days: number, question: Question): number => {
    const known = stations[question](guest, days);
    const there = known.find((station) => station.days === days); // most questions are about an anchor
    return there?.value ?? along(known, days, blendOf(predictors, fit.weights, guest, days, question), question);
  };
  const returnWithin = (guest: GuestTiming, days: number): number => (days > 0 ? clamp(ask(guest, days, 'RETURN'), 0, 1) : 0);
  const expectedVisits = (guest: GuestTiming, days: number): number =>
    days > 0 ? Math.max(ask(guest, days, 'VISITS'), returnWithin(guest, days)) : 0;
  const distribution = (guest: GuestTiming, days: number, most: number | null): Float64Array => {
    const [returns, expected, spread] = [returnWithin(guest, days), expectedVisits(guest, days), spreadAt(fit.anchors, days)];
    return countDistribution(returns, expected, spread, Math.max(1, most ?? farthestCount(returns, expected, spread)));
  };
  return {
    returnWithin,
    expectedVisits,
    stillCustomer: (guest) => Math.max(stayOf(fit, predictors, guest), returnWithin(guest, fit.horizonDays)),
    visitInterval: (guest, days, share) => intervalOf(distribution(guest, days, null), share),
    visitDistribution: distribution,
    drawVisits: (guest, days, random, draws) => drawn(distribution(guest, days, null), random, draws),
    daysUntilReturn: (guest, share, longestDays) => bisected((days) => returnWithin(guest, days), share, longestDays),
  };
}

type NewStation = (guest: GuestTiming, features: Float64Array, place: number, before: number) => Omit<Station, 'days'>;

/** The stations of a guest up to the first one at or behind the asked days; no other is looked at, and none twice. */
function stationsAsNeeded({ anchors }: UsableFit, made: NewStation): (guest: GuestTiming, days: number) => readonly Station[] {
  const known = openMemory<GuestTiming, { readonly features: Float64Array; readonly list: Station[] }>();
  return (guest, days) => {
    const { features, list } = known.get(guest) ?? { features: featuresOf(guest), list: [] };
    known.set(guest, { features, list });
    for (let place = list.length; place < anchors.length && (list.at(-1)?.days ?? 0) < days; place += 1) {
      const anchor = anchors[place];
      if (anchor !== undefined) list.push({ days: anchor.days, ...made(guest, features, place, list.at(-1)?.value ?? 0) });
    }
    return list;
  };
}

function featuresOf(guest: GuestTiming): Float64Array {
  const features = new Float64Array(featureNames.length);
  writeFeatures(guest, features, 0);
  return features;
}

/** A fit, and room for one answer: written anew for each, and read before the next one. */
interface Desk {
  readonly fit: UsableFit;
  readonly predictors: readonly Predictor[];
  readonly sayings: Float64Array;
  readonly row: Float64Array;
}

/** Weighted blend and corrected value at an anchor, on the scale of the correction. */
function answerAt(
  { fit, predictors, sayings, row }: Desk,
  guest: GuestTiming,
  features: Float64Array,
  place: number,
  question: Question,
): { readonly blend: number; readonly corrected: number } {
  const anchor = fit.anchors[place];
  if (anchor === undefined) throw new RangeError(`expected one of ${fit.anchors.length} anchors, got place ${place}`);
  const [shift, slopes] =
    question === 'RETURN' ? [anchor.returnShift, anchor.returnSlopes] : [anchor.countShift, anchor.countSlopes];
  for (let model = 0; model < predictors.length; model += 1) {
    const predictor = predictors[model];
    if (predictor !== undefined) sayings[model] = saying(predictor, guest, anchor.days, question);
  }
  let corrected = writeRow(features, 0, fit.features, sayings, 0, predictors.length, row, 0) + shift;
  for (let column = 0; column < slopes.length; column += 1) corrected += (row[column] ?? 0) * (slopes[column] ?? 0);
  if (question === 'VISITS') corrected += meanBeyond(sayings, 0, fit.weights);
  return { blend: meanOf(sayings, fit.weights, question), corrected };
}

/** The corrected curve at a number of days whose blend is given. */
function along(stations: readonly Station[], days: number, blend: number, question: Question): number {
  const { out, back } = scales[question];
  const after = stations.findIndex((station) => station.days >= days);
  const next = stations[after];
  const previous = stations[(after < 0 ? stations.length : after) - 1];
  if (previous === undefined || next === undefined) {
    const nearest = previous ?? next;
    return nearest === undefined ? out(blend) : out(blend + back(nearest.value) - nearest.blend);
  }
  const way = out(next.blend) - out(previous.blend);
  const gone = way > 0 ? (out(blend) - out(previous.blend)) / way : (days - previous.days) / (next.days - previous.days);
  return previous.value + clamp(gone, 0, 1) * (next.value - previous.value);
}

/** Mean over the models that let guests leave after the first visit, too; BG/NBD alone calls every one-timer a customer. */
function stayOf(fit: UsableFit, predictors: readonly Predictor[], guest: GuestTiming): number {
  let [sum, count] = [0, 0];
  predictors.forEach((predictor, place) => {
    if (fit.base[place]?.model === 'BG_NBD' && predictors.length > 1) return;
    sum += predictor.stillCustomer(guest);
    count += 1;
  });
  return clamp(sum / count, 0, 1);
}

/** Between anchors in proportion to the days' logarithm, outside those of the nearest. */
function spreadAt(anchors: readonly Anchor[], days: number): CountSpread {
  const after = anchors.findIndex((anchor) => anchor.days >= days);
  const next = anchors[after] ?? anchors.at(-1);
  const previous = after > 0 ? anchors[after - 1] : next;
  if (next === undefined || previous === undefined) return { evenness: 1, size: 1 };
  const way = Math.log(next.days / previous.days);
  const gone = way > 0 ? Math.log(days / previous.days) / way : 1;
  const between = (low: number, high: number) => Math.exp(Math.log(low) + gone * (Math.log(high) - Math.log(low)));
  return { evenness: between(previous.evenness, next.evenness), size: between(previous.size, next.size) };
}

function intervalOf(distribution: Float64Array, share: number): CountInterval {
  return {
    low: quantile(distribution, (1 - share) / 2),
    median: quantile(distribution, 0.5),
    high: quantile(distribution, (1 + share) / 2),
  };
}

/** The smallest count at which the distribution has reached a share. */
function quantile(distribution: Float64Array, share: number): number {
  let sum = 0;
  for (let count = 0; count < distribution.length; count += 1) {
    sum += distribution[count] ?? 0;
    if (sum >= share - 1e-12) return count;
  }
  return distribution.length - 1;
}

function drawn(distribution: Float64Array, random: () => number, draws: number): Int32Array {
  const cumulated = distribution.slice();
  for (let count = 1; count < cumulated.length; count += 1)
    cumulated[count] = (cumulated[count] ?? 0) + (cumulated[count - 1] ?? 0);
  return Int32Array.from({ length: draws }, () => {
    const share = random();
    let [low, high] = [0, cumulated.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulated[middle] ?? 1) > share) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

function bisected(curve: (days: number) => number, share: number, longestDays: number): number | null {
  if (!(curve(longestDays) >= share)) return null;
  let [low, high] = [0, longestDays];
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (curve(middle) >= share) high = middle;
    else low = middle;
  }
  return high;
}
