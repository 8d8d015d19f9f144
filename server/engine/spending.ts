import type { BareVisit } from './bare-visits.ts';
import type { ScoringConfig } from './config.ts';
import { probabilityLarger, shrunk } from './maths/statistics.ts';
import { openMemory } from './memory.ts';

export interface Spend {
  /** Visits with known net spend. */
  readonly visits: number;
  readonly netMinor: number;
}

/** Known net spend of the visits, in order of their days, on days after `afterDay` up to and including `untilDay`. */
export function spendBetween(visits: readonly BareVisit[], afterDay: number, untilDay: number): Spend {
  let first = visits.length; // found from the end: most windows are short
  while (first > 0 && (visits[first - 1]?.day ?? afterDay) > afterDay) first -= 1;
  return spendFrom(visits, first, untilDay);
}

function spendFrom(visits: readonly BareVisit[], first: number, untilDay: number): Spend {
  let count = 0;
  let total = 0;
  for (let place = first; place < visits.length; place += 1) {
    const { day = untilDay, netMinor = null } = visits[place] ?? {};
    if (day > untilDay) break;
    if (netMinor === null) continue;
    count += 1;
    total += netMinor;
  }
  return { visits: count, netMinor: total };
}

/** All known net spend. */
export function spendOf(visits: readonly BareVisit[]): Spend {
  return spendFrom(visits, 0, Number.POSITIVE_INFINITY);
}

/** Net spend to expect of one visit: the own mean shrunk to the venue's (weight 3 visits). */
export function expectedSpendMinor(own: Spend, venueMeanMinor: number, config: ScoringConfig): number {
  return shrunk(own.visits === 0 ? 0 : own.netMinor / own.visits, own.visits, venueMeanMinor, config.spending.venueSpendWeight);
}

export interface SpendChange {
  readonly recent: Spend;
  readonly before: Spend;
  /** Probability that the rate of spending rose, 0 to 1; 0.5: flat. */
  readonly probabilityUp: number;
}

interface Known {
  readonly day: number;
  readonly config: ScoringConfig;
  readonly change: SpendChange | null;
}

/** Scores, trends and suggestions of one answer look at the same change. */
const latest = openMemory<readonly BareVisit[], Known>();

/**
 * The last 90 days against the 90 before: Gamma posteriors on the two rates, with spend counted in the guest's own mean visits.
 * @returns null under 180 days since the first visit, or when nothing was spent in either window.
 */
export function spendChange(visits: readonly BareVisit[], day: number, config: ScoringConfig): SpendChange | null {
  const known = latest.get(visits);
  if (known?.day === day && known.config === config) return known.change;
  const change = newSpendChange(visits, day, config);
  latest.set(visits, { day, config, change });
  return change;
}

/** The same, found anew. */
export function newSpendChange(visits: readonly BareVisit[], day: number, config: ScoringConfig): SpendChange | null {
  const { trendWindowDays } = config.spending;
  const firstDay = visits[0]?.day;
  if (firstDay === undefined || day - firstDay < 2 * trendWindowDays) return null;
  const recent = spendBetween(visits, day - trendWindowDays, day);
  const before = spendBetween(visits, day - 2 * trendWindowDays, day - trendWindowDays);
  const total = recent.netMinor + before.netMinor;
  if (total === 0) return null;
  const visitMinor = total / (recent.visits + before.visits);
  return { recent, before, probabilityUp: probabilityLarger(recent.netMinor / visitMinor, before.netMinor / visitMinor) };
}
