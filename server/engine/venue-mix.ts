/** How the visits of a venue spread over weekdays, dayparts and months: what a guest's own habits are compared with. */
import type { ScoringConfig } from './config.ts';
import type { PopulationFacts } from './facts.ts';
import { sum } from './maths/statistics.ts';

export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
export type Weekday = (typeof weekdays)[number];

export const dayparts = ['BREAKFAST', 'LUNCH', 'AFTERNOON', 'DINNER', 'LATE'] as const;
export type Daypart = (typeof dayparts)[number];

export const months = 12;

/** Visits counted by weekday (Monday first), by daypart (visits of known time only) and by month (January first). */
export interface VisitCounts {
  readonly weekdays: readonly number[];
  readonly dayparts: readonly number[];
  readonly months: readonly number[];
}

export type VenueMix = Pick<PopulationFacts, 'weekdayShares' | 'daypartShares' | 'monthShares'>;

/** 0 = Monday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7; // 1970-01-01 was a Thursday
}

/** 0 = January. */
export function monthOf(day: number): number {
  return new Date(day * 86_400_000).getUTCMonth();
}

/** Where the dayparts begin, ascending, in minutes since local midnight; before the first one it is still late. */
export function daypartStarts({ behavior }: ScoringConfig): readonly number[] {
  const { breakfast, lunch, afternoon, dinner, late } = behavior.dayparts;
  return [breakfast, lunch, afternoon, dinner, late];
}

/** Index into `dayparts`. */
export function daypartOf(localMinute: number, config: ScoringConfig): number {
  const started = daypartStarts(config).filter((start) => start <= localMinute).length;
  return started === 0 ? dayparts.length - 1 : started - 1;
}

/** Shares that add up to 1: the counts, with even shares worth a few visits, so that a venue's first guests do not make its mix. */
export function venueMix(counts: VisitCounts, config: ScoringConfig): VenueMix {
  const shares = (found: readonly number[]) => {
    const even = config.behavior.evenMixWeight;
    const total = sum(found) + even;
    return found.map((count) => (count + even / found.length) / total);
  };
  return { weekdayShares: shares(counts.weekdays), daypartShares: shares(counts.dayparts), monthShares: shares(counts.months) };
}

/** A venue without any visit. */
export const noVisits: VisitCounts = {
  weekdays: weekdays.map(() => 0),
  dayparts: dayparts.map(() => 0),
  months: Array.from({ length: months }, () => 0),
};
