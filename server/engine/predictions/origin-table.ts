/** The venue as it was seen at the end of a past day, with what the base models said then and what came of it. */
import { predictionRules } from '../config-predictions.ts';
import { saying } from './blend.ts';
import { featureNames, writeFeatures } from './features.ts';
import { timingOf } from './guest-timing.ts';
import type { Predictor } from './model.ts';
import type { GuestTiming } from './prediction-fit.ts';
import type { VisitLog } from './visit-log.ts';

/** What the base models said of one horizon, and what came. One entry per guest; models side by side. */
export interface AnchorTable {
  readonly days: number;
  /** Logits of P(return) and logarithms of the expected visits: guests × models. */
  readonly logits: Float64Array;
  readonly logRates: Float64Array;
  readonly returned: Uint8Array;
  readonly visits: Int32Array;
  /** Known net spend within the horizon, minor units. */
  readonly spent: Float64Array;
}

export interface OriginTable {
  readonly originDay: number;
  /** Indices into the log. */
  readonly guests: readonly number[];
  readonly timings: readonly GuestTiming[];
  /** Guests × features, not scaled. */
  readonly features: Float64Array;
  readonly models: number;
  /** Only horizons that were over by the last known day. */
  readonly anchors: readonly AnchorTable[];
}

/**
 * @param highestHash guests of higher hashes are left out.
 * @param lastDay the last known day: horizons that reach beyond it are left out.
 */
export function originTable(
  log: VisitLog,
  originDay: number,
  lastDay: number,
  highestHash: number,
  anchorDays: readonly number[],
  predictors: readonly Predictor[],
): OriginTable {
  const guests: number[] = [];
  const timings: GuestTiming[] = [];
  for (const guest of sampledGuests(log, highestHash, lastDay)) {
    const timing = timingOf(log.days, log.starts[guest] ?? 0, log.starts[guest + 1] ?? 0, originDay);
    if (timing === null) continue;
    guests.push(guest);
    timings.push(timing);
  }
  const features = new Float64Array(guests.length * featureNames.length);
  timings.forEach((timing, row) => {
    writeFeatures(timing, features, row * featureNames.length);
  });
  const anchors = anchorDays
    .filter((days) => originDay + days <= lastDay)
    .map((days) => ({ days, ...sayings(timings, predictors, days), ...outcomes(log, guests, originDay, days) }));
  return { originDay, guests, timings, features, models: predictors.length, anchors };
}

/** What each model says of each guest; equal histories are asked once. */
function sayings(timings: readonly GuestTiming[], predictors: readonly Predictor[], days: number) {
  const models = predictors.length;
  const logits = new Float64Array(timings.length * models);
  const logRates = new Float64Array(timings.length * models);
  const known = new Map<number, number>();
  timings.forEach((timing, row) => {
    const oneVisit = timing.x === 0 ? timing.T : null;
    const same = oneVisit === null ? undefined : known.get(oneVisit);
    if (same !== undefined) {
      logits.copyWithin(row * models, same * models, (same + 1) * models);
      logRates.copyWithin(row * models, same * models, (same + 1) * models);
      return;
    }
    if (oneVisit !== null) known.set(oneVisit, row);
    predictors.forEach((predictor, model) => {
      logits[row * models + model] = saying(predictor, timing, days, 'RETURN');
      logRates[row * models + model] = saying(predictor, timing, days, 'VISITS');
    });
  });
  return { logits, logRates };
}

function outcomes(log: VisitLog, guests: readonly number[], originDay: number, days: number) {
  const returned = new Uint8Array(guests.length);
  const visits = new Int32Array(guests.length);
  const spent = new Float64Array(guests.length);
  guests.forEach((guest, row) => {
    for (let position = log.starts[guest] ?? 0; position < (log.starts[guest + 1] ?? 0); position += 1) {
      const day = log.days[position] ?? 0;
      if (day <= originDay) continue;
      if (day > originDay + days) break;
      returned[row] = 1;
      visits[row] = (visits[row] ?? 0) + 1;
      spent[row] = (spent[row] ?? 0) + (Number.isNaN(log.netMinor[position]) ? 0 : (log.netMinor[position] ?? 0));
    }
  });
  return { returned, visits, spent };
}

/** In order of hash, then of what the log holds of them: sums must not depend on the order of the guests. */
function sampledGuests(log: VisitLog, highestHash: number, lastDay: number): number[] {
  const guests: number[] = [];
  for (let guest = 0; guest + 1 < log.starts.length; guest += 1) if ((log.hashes[guest] ?? 0) <= highestHash) guests.push(guest);
  return guests.sort((a, b) => (log.hashes[a] ?? 0) - (log.hashes[b] ?? 0) || compared(log, a, b, lastDay));
}

/** By the visits up to the last known day: later ones change nothing. */
function compared({ starts, days, netMinor }: VisitLog, a: number, b: number, lastDay: number): number {
  const [fromA, fromB] = [starts[a] ?? 0, starts[b] ?? 0];
  const count = Math.min((starts[a + 1] ?? 0) - fromA, (starts[b + 1] ?? 0) - fromB);
  for (let visit = 0; visit < count; visit += 1) {
    const byDay = (days[fromA + visit] ?? 0) - (days[fromB + visit] ?? 0);
    const bySpend = (netMinor[fromA + visit] || 0) - (netMinor[fromB + visit] || 0);
    if (Math.min(days[fromA + visit] ?? 0, days[fromB + visit] ?? 0) > lastDay) return 0;
    if (byDay !== 0 || bySpend !== 0) return byDay || bySpend;
  }
  return (starts[a + 1] ?? 0) - fromA - ((starts[b + 1] ?? 0) - fromB);
}

/** The hash up to which guests are sampled, so that at most `most` of those seen by `day` are taken. */
export function sampleHash(log: VisitLog, day: number, most: number = predictionRules.champion.sampledGuests): number {
  const known = log.hashes.filter((_, guest) => (log.days[log.starts[guest] ?? 0] ?? day + 1) <= day);
  return known.length <= most ? Number.POSITIVE_INFINITY : (known.sort()[most - 1] ?? 0);
}
