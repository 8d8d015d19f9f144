import type { BareHistory } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import type { PopulationFacts } from '../facts.ts';
import { percentileRank } from '../maths/statistics.ts';
import { daysAfter, visitDays } from '../rhythm.ts';
import { spendBetween } from '../spending.ts';

export type RfmGroup = 'CHAMPION' | 'LOYAL' | 'PROMISING' | 'NEW' | 'AT_RISK' | 'NEEDS_ATTENTION' | 'LOST';

/** Each 1 to 5, 5 is best. */
export interface Rfm {
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
  readonly group: RfmGroup;
}

/** Mid-rank percentiles cut at 20/40/60/80; ties share a rank. */
function fifth(percentile: number): number {
  return Math.min(5, Math.floor(percentile / 20) + 1);
}

/** Group from recency and the mean of frequency and money. † */
export function rfmGroup(recency: number, worth: number): RfmGroup {
  if (recency >= 4) return worth >= 4 ? 'CHAMPION' : worth >= 3 ? 'LOYAL' : worth >= 2 ? 'PROMISING' : 'NEW';
  if (recency === 3) return worth >= 3 ? 'LOYAL' : 'NEEDS_ATTENTION';
  if (worth >= 3) return 'AT_RISK';
  return recency === 2 && worth >= 2 ? 'NEEDS_ATTENTION' : 'LOST';
}

/** What a guest did in the days that RFM looks back. */
export interface RfmInput {
  /** Days since the last visit day; null: no visit in them. */
  readonly silentDays: number | null;
  readonly visitDays: number;
  readonly netMinor: number;
}

/** @param days the visit days, where the caller has them already. */
export function rfmInput(history: BareHistory, day: number, config: ScoringConfig, days = visitDays(history)): RfmInput {
  const from = day - config.rfm.lookBackDays;
  const count = daysAfter(days, from);
  const lastDay = count === 0 ? undefined : days.at(-1);
  return {
    silentDays: lastDay === undefined ? null : day - lastDay,
    visitDays: count,
    netMinor: spendBetween(history.visits, from, day).netMinor,
  };
}

/** @returns null with fewer than 30 guests to rank against, or without a visit in the last 12 months. */
export function rfmOf({ silentDays, visitDays: days, netMinor }: RfmInput, base: PopulationFacts['rfm']): Rfm | null {
  if (base === null || silentDays === null) return null;
  const recency = fifth(100 - percentileRank(base.recencyDays, silentDays));
  const frequency = fifth(percentileRank(base.frequency, days));
  const monetary = fifth(percentileRank(base.monetary, netMinor));
  // Nobody is loyal after one visit, whatever it cost.
  const worth = days === 1 ? 1 : (frequency + monetary) / 2;
  return { recency, frequency, monetary, group: rfmGroup(recency, worth) };
}

/** The same of a history. */
export function rfm(history: BareHistory, population: PopulationFacts, day: number, config: ScoringConfig): Rfm | null {
  return rfmOf(rfmInput(history, day, config), population.rfm);
}
