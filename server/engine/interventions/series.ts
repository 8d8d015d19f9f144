import type { Arm } from './arms.ts';
import type { DayDifference } from './effect.ts';

/** What the guests of an arm with a complete window did on one day after the intervention. */
export interface DaySums {
  readonly action: string;
  readonly arm: Arm;
  /** 1 is the first 24 hours. */
  readonly day: number;
  readonly visits: number;
  /** Minor units. */
  readonly spend: number;
}

/** How far the means of the arms are apart by the end of each day on which anything happened. */
export function differencesOf(action: string, days: readonly DaySums[], treated: number, control: number): DayDifference[] {
  const own = days.filter((entry) => entry.action === action).sort((a, b) => a.day - b.day);
  const so = { visits: 0, spend: 0 };
  const series = new Map<number, DayDifference>();
  for (const { arm, day, visits, spend } of own) {
    const each = arm === 'TREATMENT' ? 1 / treated : -1 / control;
    so.visits += visits * each;
    so.spend += spend * each;
    series.set(day, { day, ...so });
  }
  return [...series.values()];
}
