/**
 * Answers of a usable fit. Blend and correction are evaluated at the anchors; between two anchors the blend of the base models says how
 * far the way from one to the other has been gone, before the first and behind the last the nearest correction holds. So every curve
 * rises with the days and meets what was learned. Source: docs/decisions/0014-champion.md
 */

import { expit, logit } from '../maths/logistic.ts';
import { clamp } from '../maths/statistics.ts';
import { allShares, mostVisits, type VisitShares } from '../visit-shares.ts';
import { blendOf, meanBeyond, type Question, saying, weightedSum } from './blend.ts';
import { writeDeviations, writeScaled } from './correction.ts';
import { CountShares, type CountSpread, farthestCount } from './count-spread.ts';
import { featureNames, writeFeatures } from './features.ts';
import { lnChance } from './lessons.ts';
import type { Predictor } from './model.ts';
import { modelOf } from './models.ts';
import type { Anchor, GuestForecast, GuestTiming, UsableFit } from './prediction-fit.ts';

/** From the scale of the correction to that of the answer, and back. */
const scales = {
  RETURN: { out: expit, back: logit },
  VISITS: { out: Math.exp, back: Math.log },
} as const;

/** Visits beyond this many times the expected ones, and some, are told together. */
const farVisits = 4;
const someVisits = 12;

/** A fit, and room for what the models say at an anchor: written anew for each answer, and read before the next one. */
export interface Desk {
  readonly fit: UsableFit;
  readonly predictors: readonly Predictor[];
  readonly sayings: Float64Array;
  /** Of each saying from their mean. */
  readonly deviations: Float64Array;
  readonly spreadOf: (days: number) => CountSpread;
}

/** Cheap to make. */
export function openDesk(fit: UsableFit): Desk {
  const predictors = fit.base.map(({ model, parameters }) => modelOf(model).predictor(parameters));
  const [sayings, deviations] = [new Float64Array(predictors.length), new Float64Array(predictors.length)];
  return { fit, predictors, sayings, deviations, spreadOf: spreadsOf(fit.anchors) };
}

/** What was learned of one guest at the first anchors: the blend there, and the corrected value (a probability or a number of visits). */
interface Stations {
  readonly blends: number[];
  /** Never falling from one anchor to the next. */
  readonly values: number[];
}

/** What a fit says of one guest: scaled features, which hold at every anchor, and the stations so far, none of them looked at twice. */
export class Forecast implements GuestForecast {
  readonly #desk: Desk;
  readonly #guest: GuestTiming;
  readonly #features: Float64Array;
  readonly #returns: Stations = { blends: [], values: [] };
  readonly #visits: Stations = { blends: [], values: [] };
  /** Answers beside the anchors, by days: searches for dates begin with the same days. Null: nobody has asked. */
  #between: Readonly<Record<Question, Map<number, number>>> | null = null;

  constructor(desk: Desk, guest: GuestTiming) {
    this.#desk = desk;
    this.#guest = guest;
    this.#features = scaledFeatures(guest, desk.fit);
  }

  returnWithin(days: number): number {
    return days > 0 ? clamp(this.#ask(days, 'RETURN'), 0, 1) : 0;
  }

  expectedVisits(days: number): number {
    return days > 0 ? Math.max(this.#ask(days, 'VISITS'), this.returnWithin(days)) : 0;
  }

  stillCustomer(): number {
    const { fit, predictors } = this.#desk;
    return Math.max(stayOf(fit, predictors, this.#guest), this.returnWithin(fit.horizonDays));
  }

  visitShares(days: number): VisitShares {
    const most = someVisits + Math.ceil(farVisits * this.expectedVisits(days));
    return this.#shares(days, Math.min(mostVisits, most));
  }

  /** @param most null: as far as it matters. */
  distribution(days: number, most: number | null): number[] {
    return allShares(this.#shares(days, most));
  }

  #shares(days: number, most: number | null): CountShares {
    const [returns, expected, spread] = [this.returnWithin(days), this.expectedVisits(days), this.#desk.spreadOf(days)];
    return new CountShares(returns, expected, spread, Math.max(1, most ?? farthestCount(returns, expected, spread)));
  }

  #ask(days: number, question: Question): number {
    const { anchors, weights } = this.#desk.fit;
    const stations = question === 'RETURN' ? this.#returnsUntil(days) : this.#visitsUntil(days);
    for (let place = 0; place < stations.values.length; place += 1)
      if (anchors[place]?.days === days) return stations.values[place] ?? 0; // most questions are about an anchor
    this.#between ??= { RETURN: new Map(), VISITS: new Map() };
    const between = this.#between[question];
    let answer = between.get(days);
    if (answer === undefined) {
      const blend = blendOf(this.#desk.predictors, weights, this.#guest, days, question);
      answer = along(stations, anchors, days, blend, question);
      between.set(days, answer);
    }
    return answer;
  }

  /** The stations up to the first one at or behind the asked days; no other is looked at. */
  #returnsUntil(days: number): Stations {
    const { fit, sayings } = this.#desk;
    const { blends, values } = this.#returns;
    for (let place = values.length; place < fit.anchors.length; place += 1) {
      if (place > 0 && (fit.anchors[place - 1]?.days ?? 0) >= days) break;
      const anchor = fit.anchors[place];
      if (anchor === undefined) break;
      const value = expit(this.#correctedAt(anchor, 'RETURN'));
      values.push(Math.max(place === 0 ? 0 : (values[place - 1] ?? 0), value));
      blends.push(weightedSum(sayings, fit.weights));
    }
    return this.#returns;
  }

  #visitsUntil(days: number): Stations {
    const { fit, sayings } = this.#desk;
    const { blends, values } = this.#visits;
    for (let place = values.length; place < fit.anchors.length; place += 1) {
      if (place > 0 && (fit.anchors[place - 1]?.days ?? 0) >= days) break;
      const anchor = fit.anchors[place];
      if (anchor === undefined) break;
      // Counts are raised as P(return) is raised against the blend.
      const same = this.#returnsUntil(anchor.days);
      const raised = Math.log(same.values[place] ?? 1) - lnChance(same.blends[place] ?? 0);
      const corrected = this.#correctedAt(anchor, 'VISITS');
      const beyond = meanBeyond(sayings, 0, fit.weights);
      values.push(Math.max(place === 0 ? 0 : (values[place - 1] ?? 0), Math.exp(corrected + beyond + raised)));
      blends.push(weightedSum(sayings, fit.weights) + beyond);
    }
    return this.#visits;
  }

  /** What the models say at an anchor, corrected, on the scale of the correction; leaves their sayings on the desk. */
  #correctedAt(anchor: Anchor, question: Question): number {
    const { predictors, sayings, deviations } = this.#desk;
    const features = this.#features;
    const asksReturn = question === 'RETURN';
    const slopes = asksReturn ? anchor.returnSlopes : anchor.countSlopes;
    for (let model = 0; model < predictors.length; model += 1) {
      const predictor = predictors[model];
      if (predictor !== undefined) sayings[model] = saying(predictor, this.#guest, anchor.days, question);
    }
    const blend = writeDeviations(sayings, 0, predictors.length, deviations, 0);
    let corrected = blend + (asksReturn ? anchor.returnShift : anchor.countShift);
    const behind = features.length;
    for (let column = 0; column < behind; column += 1) corrected += (features[column] ?? 0) * (slopes[column] ?? 0);
    for (let model = 0; model < predictors.length; model += 1)
      corrected += (deviations[model] ?? 0) * (slopes[behind + model] ?? 0);
    return corrected;
  }
}

/** Eight numbers, not the whole row: from nine on (64 bytes) V8 allots a Float64Array outside its heap, at several times the cost. */
function scaledFeatures(guest: GuestTiming, fit: UsableFit): Float64Array {
  const features = new Float64Array(featureNames.length);
  writeFeatures(guest, features, 0);
  writeScaled(features, 0, fit.features, features, 0);
  return features;
}

/** The corrected curve at a number of days whose blend is given. */
function along(
  { values, blends }: Stations,
  anchors: readonly Anchor[],
  days: number,
  blend: number,
  question: Question,
): number {
  const { out, back } = scales[question];
  const after = values.findIndex((_, place) => (anchors[place]?.days ?? 0) >= days);
  const before = (after < 0 ? values.length : after) - 1;
  const stationAt = (place: number) => ({
    days: anchors[place]?.days ?? 0,
    blend: blends[place] ?? 0,
    value: values[place] ?? 0,
  });
  if (before < 0 || after < 0) {
    if (values.length === 0) return out(blend);
    const nearest = stationAt(before < 0 ? after : before);
    return out(blend + back(nearest.value) - nearest.blend);
  }
  const [previous, next] = [stationAt(before), stationAt(after)];
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
