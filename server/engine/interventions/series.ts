import type { Arm } from './arms.ts';
import type { JudgedEffect } from './report.ts';

/** How far the arms are apart by the end of a day after the intervention, means per guest, not adjusted. */
export interface DayDifference {
  /** 1 is the first 24 hours. */
  readonly day: number;
  readonly visits: number;
  /** Minor units. */
  readonly spend: number;
}

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

/** The days on which anything happened; none for an action of which nothing can be said. */
export function seriesOf(
  { action, treated, control, visits: known }: Pick<JudgedEffect, 'action' | 'treated' | 'control' | 'visits'>,
  days: readonly DaySums[],
): DayDifference[] {
  if (known === null) return [];
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
