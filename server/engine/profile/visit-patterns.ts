/** When, how often and where a guest comes. Source: the product's definitions of frequency, regularity and preference. */
import type { ScoringConfig } from '../config.ts';
import type { PopulationFacts, Visit, VisitHistory } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { mean } from '../maths/statistics.ts';
import { gapsOf, regularity, spanOf, visitDays } from '../rhythm.ts';
import { type Daypart, daypartOf, dayparts, noVisits, type Weekday, weekdayOf, weekdays } from '../venue-mix.ts';
import { choicesOf, type HabitShare, habitShares, preferredChoice, usualChoice } from './behavior-shares.ts';

export type WeekdayShare = HabitShare & { readonly day: Weekday };
export type DaypartShare = HabitShare & { readonly daypart: Daypart };

export interface LocationShare {
  readonly locationId: string;
  readonly visits: number;
  readonly share: number;
}

export interface VisitPatterns {
  readonly visits: number;
  readonly visitDays: number;
  readonly firstVisitAt: number | null;
  readonly lastVisitAt: number | null;
  /** Visit days per 30 days since the first visit: the past, no forecast. */
  readonly visitsPer30Days: number | null;
  readonly insufficientRateData: InsufficientData | null;
  readonly meanGapDays: number | null;
  readonly regularity: number | null;
  readonly regularityConfidence: 'LOW' | 'MEDIUM' | 'HIGH' | null;
  readonly insufficientRegularityData: InsufficientData | null;
  readonly preferredDay: Weekday | null;
  readonly insufficientDayData: InsufficientData | null;
  readonly days: readonly WeekdayShare[];
  readonly preferredDaypart: Daypart | null;
  readonly insufficientDaypartData: InsufficientData | null;
  readonly dayparts: readonly DaypartShare[];
  readonly preferredLocationId: string | null;
  readonly locations: readonly LocationShare[];
}

type Frequency = Pick<VisitPatterns, 'visitsPer30Days' | 'insufficientRateData'>;

/** 30·visit days / days since the first visit, of which there are at least 30; needs 14 days. */
function frequency(days: readonly number[], day: number, { behavior }: ScoringConfig): Frequency {
  const { rateDays, ratePeriodDays } = behavior;
  const firstDay = days[0];
  if (firstDay === undefined) {
    const lack = insufficient('NO_VISITS', 'A visit rate needs visits; there is none on record.', 0, 1);
    return { visitsPer30Days: null, insufficientRateData: lack };
  }
  const age = day - firstDay;
  if (age < rateDays) {
    const message = `A visit rate needs ${rateDays} days since the first visit; there are ${age}.`;
    return {
      visitsPer30Days: null,
      insufficientRateData: insufficient('TOO_SHORT_HISTORY', message, age, rateDays, firstDay + rateDays),
    };
  }
  return { visitsPer30Days: (30 * days.length) / Math.max(ratePeriodDays, age), insufficientRateData: null };
}

type Regularity = Pick<VisitPatterns, 'meanGapDays' | 'regularity' | 'regularityConfidence' | 'insufficientRegularityData'>;

function regularityOf(days: readonly number[], venue: PopulationFacts, config: ScoringConfig): Regularity {
  const gaps = gapsOf(days);
  const meanGapDays = mean(gaps);
  const score = regularity(gaps, venue.fleetGapVariation, config);
  const need = config.rhythm.regularityGaps + 1;
  if (score === null) {
    const message = `Regularity needs ${need} visit days; there are ${days.length}.`;
    const reason = days.length === 0 ? 'NO_VISITS' : 'TOO_FEW_VISITS';
    const lack = insufficient(reason, message, days.length, need);
    return { meanGapDays, regularity: null, regularityConfidence: null, insufficientRegularityData: lack };
  }
  const { mediumGaps, highGaps } = config.behavior;
  const regularityConfidence = gaps.length >= highGaps ? 'HIGH' : gaps.length >= mediumGaps ? 'MEDIUM' : 'LOW';
  return { meanGapDays, regularity: score, regularityConfidence, insufficientRegularityData: null };
}

/** Why a preference cannot be judged; null when there is enough, whether or not a choice stands out. */
export function preferenceLack(known: number, what: string, { behavior }: ScoringConfig): InsufficientData | null {
  const need = behavior.preferenceVisits;
  if (known >= need) return null;
  const message = `A preferred ${what} needs ${need} visits with a known ${what}; there ${known === 1 ? 'is' : 'are'} ${known}.`;
  return insufficient(known === 0 ? 'NO_VISITS' : 'TOO_FEW_VISITS', message, known, need);
}

type Days = Pick<VisitPatterns, 'preferredDay' | 'insufficientDayData' | 'days'>;

/** A day counts once, however many visits it holds. */
function daysOf(visitDay: readonly number[], venue: PopulationFacts, config: ScoringConfig): Days {
  const counts = [...noVisits.weekdays];
  for (const day of visitDay) counts[weekdayOf(day)] = (counts[weekdayOf(day)] ?? 0) + 1;
  const shares = habitShares(counts, venue.weekdayShares, config);
  const preferred = preferredChoice(shares, config);
  return {
    preferredDay: preferred === null ? null : (weekdays[preferred] ?? null),
    insufficientDayData: preferenceLack(visitDay.length, 'day', config),
    days: weekdays.flatMap((day, index) => (shares[index] === undefined ? [] : [{ day, ...shares[index] }])),
  };
}

type Dayparts = Pick<VisitPatterns, 'preferredDaypart' | 'insufficientDaypartData' | 'dayparts'>;

/** Visits recorded with a day only say nothing of the time and do not count. */
function daypartsOf(visits: readonly Visit[], venue: PopulationFacts, config: ScoringConfig): Dayparts {
  const counts = [...noVisits.dayparts];
  let known = 0;
  for (const { localMinute } of visits) {
    if (localMinute === null) continue;
    const index = daypartOf(localMinute, config);
    counts[index] = (counts[index] ?? 0) + 1;
    known += 1;
  }
  const shares = habitShares(counts, venue.daypartShares, config);
  const preferred = preferredChoice(shares, config);
  return {
    preferredDaypart: preferred === null ? null : (dayparts[preferred] ?? null),
    insufficientDaypartData: preferenceLack(known, 'time', config),
    dayparts: dayparts.flatMap((daypart, index) => (shares[index] === undefined ? [] : [{ daypart, ...shares[index] }])),
  };
}

export function visitPatterns(history: VisitHistory, venue: PopulationFacts, day: number, config: ScoringConfig): VisitPatterns {
  const { visits } = history;
  const days = visitDays(history);
  const locations = choicesOf(visits.map(({ locationId }) => locationId));
  return {
    visits: visits.length,
    visitDays: spanOf(days)?.count ?? 0,
    firstVisitAt: visits[0]?.at ?? null,
    lastVisitAt: visits.at(-1)?.at ?? null,
    ...frequency(days, day, config),
    ...regularityOf(days, venue, config),
    ...daysOf(days, venue, config),
    ...daypartsOf(visits, venue, config),
    preferredLocationId: usualChoice(locations, config),
    locations: locations.map(({ value, visits: count, share }) => ({ locationId: value, visits: count, share })),
  };
}
