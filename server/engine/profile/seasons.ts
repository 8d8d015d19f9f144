import type { ScoringConfig } from '../config.ts';
import type { PopulationFacts, VisitHistory } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { monthOf, noVisits } from '../venue-mix.ts';
import { habitShares, preferredChoice } from './behavior-shares.ts';

export interface MonthTrend {
  /** 1 = January. */
  readonly month: number;
  readonly visits: number;
  /** Share of the guest's visits, 0 to 1. */
  readonly share: number;
  readonly venueShare: number;
  /** Own share against the venue's, 1 = as everybody, shrunk to 1 (weight 6 visits). */
  readonly index: number;
}

export interface SeasonalTrends {
  /** January first; empty: see `insufficientData`. */
  readonly months: readonly MonthTrend[];
  /** 1 = January; null: no month stands out. */
  readonly peakMonth: number | null;
  readonly dataPoints: number;
  /** Whole years that the shares rest on; 0 when there are none. */
  readonly years: number;
  readonly insufficientData: InsufficientData | null;
}

function lackOf(firstDay: number | undefined, day: number, visits: number, config: ScoringConfig): InsufficientData | null {
  const { seasonDays, seasonVisits } = config.behavior;
  if (firstDay === undefined) return insufficient('NO_VISITS', 'Seasons need visits; there is none on record.', 0, seasonVisits);
  const age = day - firstDay;
  if (age < seasonDays) {
    const message = `Seasons need ${seasonDays} days since the first visit; there are ${age}.`;
    return insufficient('TOO_SHORT_HISTORY', message, age, seasonDays, firstDay + seasonDays);
  }
  if (visits >= seasonVisits) return null;
  const message = `Seasons need ${seasonVisits} visits within whole years; there are ${visits}.`;
  return insufficient('TOO_FEW_VISITS', message, visits, seasonVisits);
}

/**
 * The guest's months against the venue's, over the last whole years since the first visit, so that every month had the same chance to
 * be chosen.
 */
export function seasonalTrends(
  history: VisitHistory,
  venue: PopulationFacts,
  day: number,
  config: ScoringConfig,
): SeasonalTrends {
  const { seasonDays, monthWeight } = config.behavior;
  const firstDay = history.visits[0]?.day;
  const years = firstDay === undefined ? 0 : Math.max(0, Math.floor((day - firstDay) / seasonDays));
  const counted = history.visits.filter((visit) => visit.day > day - years * seasonDays);
  const insufficientData = lackOf(firstDay, day, counted.length, config);
  if (insufficientData !== null) return { months: [], peakMonth: null, dataPoints: counted.length, years, insufficientData };
  const counts = [...noVisits.months];
  for (const visit of counted) counts[monthOf(visit.day)] = (counts[monthOf(visit.day)] ?? 0) + 1;
  const peak = preferredChoice(habitShares(counts, venue.monthShares, config), config);
  const months = counts.map((visits, index): MonthTrend => {
    const share = visits / counted.length;
    const venueShare = venue.monthShares[index] ?? 0;
    const ownIndex = venueShare === 0 ? 1 : share / venueShare;
    const shrunken = (counted.length * ownIndex + monthWeight) / (counted.length + monthWeight);
    return { month: index + 1, visits, share, venueShare, index: shrunken };
  });
  return { months, peakMonth: peak === null ? null : peak + 1, dataPoints: counted.length, years, insufficientData: null };
}
