/** Groups of guests as columns, so that a likelihood asks for what depends on x or on a time alone once for all guests who share it. */
import type { HistoryGroup } from './model.ts';

export interface PackedGroups {
  /** Guests of each group. */
  readonly guests: Float64Array;
  /** Weeks between last visit and instant, 0 or more. */
  readonly silent: Float64Array;
  /** Distinct x, ascending, and where each group's is. */
  readonly counts: Float64Array;
  readonly countAt: Int32Array;
  /** Distinct tx and T in weeks, ascending, and where each group's are. */
  readonly times: Float64Array;
  readonly lastAt: Int32Array;
  readonly ageAt: Int32Array;
}

export function packGroups(groups: readonly HistoryGroup[]): PackedGroups {
  const counts = distinct(groups.map(({ x }) => x));
  const times = distinct(groups.flatMap(({ tx, T }) => [tx, T]));
  const countPlaces = placesOf(counts);
  const timePlaces = placesOf(times);
  return {
    guests: Float64Array.from(groups, ({ guests }) => guests),
    silent: Float64Array.from(groups, ({ tx, T }) => Math.max(0, T - tx)),
    counts,
    countAt: Int32Array.from(groups, ({ x }) => countPlaces.get(x) ?? 0),
    times,
    lastAt: Int32Array.from(groups, ({ tx }) => timePlaces.get(tx) ?? 0),
    ageAt: Int32Array.from(groups, ({ tx, T }) => timePlaces.get(Math.max(tx, T)) ?? 0),
  };
}

function distinct(values: readonly number[]): Float64Array {
  return Float64Array.from(new Set(values)).sort();
}

function placesOf(values: Float64Array): Map<number, number> {
  return new Map(Array.from(values, (value, place) => [value, place]));
}
