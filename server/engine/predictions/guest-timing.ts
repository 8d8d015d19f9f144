import { openMemory } from '../memory.ts';
import { daysAfter } from '../rhythm.ts';
import type { GuestTiming } from './prediction-fit.ts';

/**
 * What the champion knows of a guest at the end of a day.
 * @param days visit days, ascending, without repetition; those after `day` are not looked at.
 * @returns null without a visit up to the day.
 */
export function guestTiming(days: ArrayLike<number>, day: number): GuestTiming | null {
  return timingOf(days, 0, days.length, day);
}

/** The latest timing of a list of days: scores, risks and predictions of one answer look at the same guest. */
const latest = openMemory<readonly number[], { readonly day: number; readonly timing: GuestTiming | null }>();

/** `guestTiming`, remembered for a list that is never changed: the same list and day have the same timing object. */
export function knownTiming(days: readonly number[], day: number): GuestTiming | null {
  const known = latest.get(days);
  if (known?.day === day) return known.timing;
  const timing = guestTiming(days, day);
  latest.set(days, { day, timing });
  return timing;
}

/** The timing of the same visits at the end of another day, on which the last of them is over, too. */
export function timingOn(day: number, timing: GuestTiming, days: readonly number[]): GuestTiming {
  const { x, tx, gapVariation } = timing;
  const [visits4Weeks, visits13Weeks] = [daysAfter(days, day - 28), daysAfter(days, day - 91)];
  return { x, tx, T: (day - (days[0] ?? day)) / 7, visits4Weeks, visits13Weeks, gapVariation };
}

/** The same for the positions `from` to `end` − 1 of a packed list. */
export function timingOf(days: ArrayLike<number>, from: number, end: number, day: number): GuestTiming | null {
  const first = days[from];
  if (from >= end || first === undefined || first > day) return null;
  let [count, last, squares, visits4Weeks, visits13Weeks] = [0, first, 0, 0, 0];
  for (let position = from; position < end; position += 1) {
    const visit = days[position] ?? 0;
    if (visit > day) break;
    count += 1;
    squares += (visit - last) ** 2;
    last = visit;
    if (visit > day - 28) visits4Weeks += 1;
    if (visit > day - 91) visits13Weeks += 1;
  }
  const gaps = count - 1;
  const span = last - first;
  return {
    x: gaps,
    tx: span / 7,
    T: (day - first) / 7,
    visits4Weeks,
    visits13Weeks,
    gapVariation: gaps < 3 || span === 0 ? null : variationOf(gaps, span, squares),
  };
}

/** Coefficient of variation from the gaps' number, sum and sum of squares (sample variance). */
function variationOf(gaps: number, sum: number, squares: number): number {
  const mean = sum / gaps;
  return Math.sqrt(Math.max(0, squares - gaps * mean ** 2) / (gaps - 1)) / mean;
}
