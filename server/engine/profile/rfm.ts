import type { ScoringConfig } from '../config.ts';
import type { PopulationFacts, VisitHistory } from '../facts.ts';
import { percentileRank } from '../maths/statistics.ts';
import { visitDays } from '../rhythm.ts';
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

/** @returns null with fewer than 30 guests to rank against, or without a visit in the last 12 months. */
export function rfm(history: VisitHistory, population: PopulationFacts, day: number, config: ScoringConfig): Rfm | null {
  const { lookBackDays } = config.rfm;
  const days = visitDays(history).filter((visitDay) => visitDay > day - lookBackDays);
  const lastDay = days.at(-1);
  if (population.rfm === null || lastDay === undefined) return null;
  const recency = fifth(100 - percentileRank(population.rfm.recencyDays, day - lastDay));
  const frequency = fifth(percentileRank(population.rfm.frequency, days.length));
  const monetary = fifth(percentileRank(population.rfm.monetary, spendBetween(history.visits, day - lookBackDays, day).netMinor));
  // Nobody is loyal after one visit, whatever it cost.
  const worth = days.length === 1 ? 1 : (frequency + monetary) / 2;
  return { recency, frequency, monetary, group: rfmGroup(recency, worth) };
}
