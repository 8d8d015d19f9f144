import { dayMs } from '../calendar.ts';
import type { ScoringConfig } from '../config.ts';
import type { PopulationFacts, VisitHistory } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { sum } from '../maths/statistics.ts';
import { monthOf, noVisits } from '../venue-mix.ts';
import { habitShares, preferredChoice } from './behavior-shares.ts';

export interface MonthTrend {
  /** 1 = January. */
  readonly month: number;
  readonly visits: number;
  /** Share of the guest's visits, 0 to 1, had every month come equally often. */
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
  /** Days from the first to the last visit; 0 without visits. */
  readonly spanDays: number;
  readonly insufficientData: InsufficientData | null;
}

function lackOf(firstDay: number | undefined, span: number, visits: number, config: ScoringConfig): InsufficientData | null {
  const { seasonDays, seasonVisits } = config.behavior;
  if (firstDay === undefined) return insufficient('NO_VISITS', 'Seasons need visits; there is none on record.', 0, seasonVisits);
  if (span < seasonDays) {
    const message = `Seasons need ${seasonDays} days from the first to the last visit; there are ${span}.`;
    return insufficient('TOO_SHORT_HISTORY', message, span, seasonDays, firstDay + seasonDays);
  }
  if (visits >= seasonVisits) return null;
  const message = `Seasons need ${seasonVisits} visits; there are ${visits}.`;
  return insufficient('TOO_FEW_VISITS', message, visits, seasonVisits);
}

/** Days of each month, January first, from the first to the last day, both included. */
function exposureDays(firstDay: number, lastDay: number): number[] {
  const days = [...noVisits.months];
  let day = firstDay;
  while (day <= lastDay) {
    const date = new Date(day * dayMs);
    const month = date.getUTCMonth();
    const end = Math.min(Date.UTC(date.getUTCFullYear(), month + 1, 1) / dayMs, lastDay + 1);
    days[month] = (days[month] ?? 0) + end - day;
    day = end;
  }
  return days;
}

/**
 * The guest's months against the venue's, per day of the month from the first to the last visit: a month that came twice does not count
 * double, and who left in autumn did not avoid the winter.
 */
export function seasonalTrends({ visits }: VisitHistory, venue: PopulationFacts, config: ScoringConfig): SeasonalTrends {
  const { monthWeight } = config.behavior;
  const dataPoints = visits.length;
  const [firstDay, lastDay] = [visits[0]?.day, visits.at(-1)?.day ?? 0];
  const spanDays = firstDay === undefined ? 0 : lastDay - firstDay;
  const insufficientData = lackOf(firstDay, spanDays, dataPoints, config);
  if (firstDay === undefined || insufficientData !== null) {
    return { months: [], peakMonth: null, dataPoints, spanDays, insufficientData };
  }
  const counts = [...noVisits.months];
  for (const { day } of visits) counts[monthOf(day)] = (counts[monthOf(day)] ?? 0) + 1;
  const exposure = exposureDays(firstDay, lastDay);
  const rates = counts.map((count, index) => count / (exposure[index] || 1));
  const shares = rates.map((rate) => rate / sum(rates));
  const equalised = shares.map((share) => share * dataPoints); // visits, had every month come equally often
  const found = preferredChoice(habitShares(equalised, venue.monthShares, config), config);
  const peak = found !== null && (counts[found] ?? 0) >= config.behavior.preferenceVisits ? found : null; // as counted
  const months = counts.map((count, index): MonthTrend => {
    const share = shares[index] ?? 0;
    const venueShare = venue.monthShares[index] ?? 0;
    const ownIndex = venueShare === 0 ? 1 : share / venueShare;
    const shrunken = (dataPoints * ownIndex + monthWeight) / (dataPoints + monthWeight);
    return { month: index + 1, visits: count, share, venueShare, index: shrunken };
  });
  return { months, peakMonth: peak === null ? null : peak + 1, dataPoints, spanDays, insufficientData: null };
}
