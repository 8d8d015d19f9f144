/** From which past days the correction is learned, and at which horizons. */
import { predictionRules } from '../config-predictions.ts';

/** Back-test days and the horizons that are over by now. */
export interface OriginPlan {
  /** Horizons at which a correction is learned, days, ascending. */
  readonly anchorDays: readonly number[];
  /** Days at whose end the venue is seen again, ascending, all before `day`. */
  readonly originDays: readonly number[];
}

/**
 * The asked horizon is an anchor where two of it fit into the data; else the longest that leaves as much before it as after it.
 * Origins lie closer together the nearer they are: short horizons are learned from the latest past.
 *
 * @param firstDay day of the first visit of all.
 */
export function originPlan(firstDay: number, day: number, horizonDays: number): OriginPlan {
  const { cardHorizonDays, originOffsets, horizonOffsets, leastHistoryDays, sameOffset } = predictionRules.champion;
  const span = day - firstDay;
  const longest = Math.min(horizonDays, Math.floor(span / 2));
  const wanted = [...cardHorizonDays.filter((days) => days <= span / 2), longest];
  const anchorDays = [...new Set(wanted)].filter((days) => days >= 1).sort((a, b) => a - b);
  const far = horizonOffsets.map((times) => Math.round(times * longest));
  const offsets: number[] = [];
  // The horizon's own origins come first: the others fill the gaps between them.
  for (const offset of [...far, ...cardHorizonDays, ...originOffsets]) {
    if (offset < 1 || span - offset < leastHistoryDays) continue;
    if (offsets.every((taken) => Math.abs(Math.log(offset / taken)) > sameOffset)) offsets.push(offset);
  }
  return { anchorDays, originDays: offsets.map((offset) => day - offset).sort((a, b) => a - b) };
}
