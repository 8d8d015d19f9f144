/**
 * Answers of a usable fit. Blend and correction are evaluated at the anchors; between two anchors the blend of the base models says how
 * far the way from one to the other has been gone, before the first and behind the last the nearest correction holds. So every curve
 * rises with the days and meets what was learned. Source: docs/decisions/0014-champion.md
 */

import { expit, logit } from '../maths/logistic.ts';
import { clamp } from '../maths/statistics.ts';
import { openMemory } from '../memory.ts';
import { blendOf, meanBeyond, meanOf, type Question, saying } from './blend.ts';
import { writeDeviations, writeScaled } from './correction.ts';
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
  const [sayings, deviations] = [new Float64Array(predictors.length), new Float64Array(predictors.length)];
  const desk = { fit, predictors, sayings, deviations };
  const knownGuests = openMemory<GuestTiming, KnownGuest>();
  const ask = (guest: GuestTiming, days: number, question: Question): number => {
    let known = knownGuests.get(guest);
    if (known === undefined) {
      known = { features: scaledFeatures(guest, fit), RETURN: [], VISITS: [], between: null };
      knownGuests.set(guest, known);
    }
    const stations = stationsUntil(desk, guest, known, days, question);
    for (const station of stations) if (station.days === days) return station.value; // most questions are about an anchor
    known.between ??= { RETURN: new Map(), VISITS: new Map() };
    const between = known.between[question];
    const answer = between.get(days) ?? along(stations, days, blendOf(predictors, fit.weights, guest, days, question), question);
    between.set(days, answer);
    return answer;
  };
  const returnWithin = (guest: GuestTiming, days: number): number => (days > 0 ? clamp(ask(guest, days, 'RETURN'), 0, 1) : 0);
  const expectedVisits = (guest: GuestTiming, days: number): number =>
    days > 0 ? Math.max(ask(guest, days, 'VISITS'), returnWithin(guest, days)) : 0;
  const spreadOf = spreadsOf(fit.anchors);
  const distribution = (guest: GuestTiming, days: number, most: number | null): number[] => {
    const [returns, expected, spread] = [returnWithin(guest, days), expectedVisits(guest, days), spreadOf(days)];
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

/** What a fit has found of one guest: scaled features, which hold at every anchor, and the stations so far. */
interface KnownGuest extends Readonly<Record<Question, Station[]>> {
  readonly features: Float64Array;
  /** Answers beside the anchors, by days: searches for dates begin with the same days. Null: nobody has asked. */
  between: Readonly<Record<Question, Map<number, number>>> | null;
}

/** A fit, and room for what the models say at an anchor: written anew for each answer, and read before the next one. */
interface Desk {
  readonly fit: UsableFit;
  readonly predictors: readonly Predictor[];
  readonly sayings: Float64Array;
  /** Of each saying from their mean. */
  readonly deviations: Float64Array;
}

/** Eight numbers, not the whole row: from nine on (64 bytes) V8 allots a Float64Array outside its heap, at several times the cost. */
function scaledFeatures(guest: GuestTiming, fit: UsableFit): Float64Array {
  const features = new Float64Array(featureNames.length);
  writeFeatures(guest, features, 0);
  writeScaled(features, 0, fit.features, features, 0);
  return features;
}

/** The stations of a guest up to the first one at or behind the asked days; no other is looked at, and none twice. */
function stationsUntil(desk: Desk, guest: GuestTiming, known: KnownGuest, days: number, question: Question): readonly Station[] {
  const { anchors } = desk.fit;
  const list = known[question];
  for (let place = list.length; place < anchors.length; place += 1) {
    const before = list[place - 1];
    if (before !== undefined && before.days >= days) break;
    const anchor = anchors[place];
    if (anchor !== undefined) list.push(stationAt(desk, guest, known, anchor, place, question));
  }
  return list;
}

function stationAt(
  desk: Desk,
  guest: GuestTiming,
  known: KnownGuest,
  anchor: Anchor,
  place: number,
  question: Question,
): Station {
  const { sayings, fit } = desk;
  const before = known[question][place - 1]?.value ?? 0;
  if (question === 'RETURN') {
    const corrected = correctedAt(desk, guest, known.features, anchor, question);
    return { days: anchor.days, blend: meanOf(sayings, fit.weights, question), value: Math.max(before, expit(corrected)) };
  }
  // Counts are raised as P(return) is raised against the blend.
  const same = stationsUntil(desk, guest, known, anchor.days, 'RETURN')[place];
  const raised = Math.log(same?.value ?? 1) - lnChance(same?.blend ?? 0);
  const beyond = correctedAt(desk, guest, known.features, anchor, question) + meanBeyond(sayings, 0, fit.weights);
  const value = Math.max(before, Math.exp(beyond + raised));
  return { days: anchor.days, blend: meanOf(sayings, fit.weights, question), value };
}

/** What the models say at an anchor, corrected, on the scale of the correction; leaves their sayings on the desk. */
function correctedAt(desk: Desk, guest: GuestTiming, features: Float64Array, anchor: Anchor, question: Question): number {
  const { predictors, sayings, deviations } = desk;
  const asksReturn = question === 'RETURN';
  const slopes = asksReturn ? anchor.returnSlopes : anchor.countSlopes;
  for (let model = 0; model < predictors.length; model += 1) {
    const predictor = predictors[model];
    if (predictor !== undefined) sayings[model] = saying(predictor, guest, anchor.days, question);
  }
  const blend = writeDeviations(sayings, 0, predictors.length, deviations, 0);
  let corrected = blend + (asksReturn ? anchor.returnShift : anchor.countShift);
  const behind = features.length;
  for (let column = 0; column < behind; column += 1) corrected += (features[column] ?? 0) * (slopes[column] ?? 0);
  for (let model = 0; model < predictors.length; model += 1)
    corrected += (deviations[model] ?? 0) * (slopes[behind + model] ?? 0);
  return corrected;
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
  let sum = 0;
  let count = 0;
  for (let place = 0; place < predictors.length; place += 1) {
    if (fit.base[place]?.model === 'BG_NBD' && predictors.length > 1) continue;
    sum += predictors[place]?.stillCustomer(guest) ?? 0;
    count += 1;
  }
  return clamp(sum / count, 0, 1);
}

/** The latest spread is remembered: a run asks for the same days of every guest. */
function spreadsOf(anchors: readonly Anchor[]): (days: number) => CountSpread {
  let [latestDays, latest] = [Number.NaN, spreadAt(anchors, 1)];
  return (days) => {
    if (days !== latestDays) [latestDays, latest] = [days, spreadAt(anchors, days)];
    return latest;
  };
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

function intervalOf(distribution: readonly number[], share: number): CountInterval {
  return {
    low: quantile(distribution, (1 - share) / 2),
    median: quantile(distribution, 0.5),
    high: quantile(distribution, (1 + share) / 2),
  };
}

/** The smallest count at which the distribution has reached a share. */
function quantile(distribution: readonly number[], share: number): number {
  let sum = 0;
  for (let count = 0; count < distribution.length; count += 1) {
    sum += distribution[count] ?? 0;
    if (sum >= share - 1e-12) return count;
  }
  return distribution.length - 1;
}

function drawn(distribution: readonly number[], random: () => number, draws: number): number[] {
  const cumulated = distribution.slice();
  for (let count = 1; count < cumulated.length; count += 1)
    cumulated[count] = (cumulated[count] ?? 0) + (cumulated[count - 1] ?? 0);
  const counts: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const share = random();
    let low = 0;
    let high = cumulated.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulated[middle] ?? 1) > share) high = middle;
      else low = middle + 1;
    }
    counts.push(low);
  }
  return counts;
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
