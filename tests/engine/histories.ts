import fc from 'fast-check';
import { dayMs } from '../../server/engine/calendar.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import type { Moment } from '../../server/engine/derivation.ts';
import type { PopulationFacts, Visit, VisitHistory } from '../../server/engine/facts.ts';
import { insufficient } from '../../server/engine/insufficient.ts';
import { type GuestSummary, guestSummary, populationFacts } from '../../server/engine/population.ts';
import type { NoFit } from '../../server/engine/predictions/prediction-fit.ts';
import { noVisits } from '../../server/engine/venue-mix.ts';

/** A visit at noon UTC of a day, paid in full. */
export function visitOn(day: number, netMinor: number | null = 2_000, visitId = `v${day}`): Visit {
  return {
    visitId,
    at: day * dayMs + dayMs / 2,
    day,
    localMinute: null,
    locationId: null,
    serviceType: null,
    seating: null,
    partySize: null,
    channel: null,
    campaignId: null,
    grossMinor: netMinor,
    discountMinor: netMinor === null ? null : 0,
    totalMinor: netMinor,
    netMinor,
    itemCount: null,
  };
}

export function historyOf(days: readonly number[], netMinor: number | null = 2_000): VisitHistory {
  return { visits: [...days].sort((a, b) => a - b).map((day, index) => visitOn(day, netMinor, `v${index}`)) };
}

/** The moment at the end of a day (UTC days from midnight to midnight). */
export function momentOn(day: number): Moment {
  const { trendDays } = defaultScoring;
  const asOf = (day + 1) * dayMs - 1;
  return { asOf, day, earlier: { asOf: asOf - trendDays * dayMs, day: day - trendDays }, config: defaultScoring };
}

export function everyDays(from: number, gap: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index * gap);
}

/** What a fit of too few guests is: such a venue is seen by the method RHYTHM. */
export const unfitted: NoFit = {
  version: 1,
  day: 0,
  horizonDays: 90,
  customers: 0,
  repeaters: 0,
  tier: 'INSUFFICIENT',
  insufficient: insufficient('TOO_FEW_GUESTS', 'Too few guests came twice to predict from', 0, 15),
};

/** A venue whose guests come every 7, 14, 28 or 56 days, some of them once, seen on a day by RHYTHM. */
export function venueOn(day: number, guests = 200): PopulationFacts {
  const gaps = [7, 14, 28, 56];
  const summaries = Array.from({ length: guests }, (_, index): GuestSummary | null => {
    const gap = gaps[index % gaps.length] ?? 28;
    const count = index % 5 === 0 ? 1 : 2 + (index % 12);
    const lastDay = day - ((index * 3) % (2 * gap));
    return guestSummary(
      historyOf(everyDays(lastDay - gap * (count - 1), gap, count), 1_500 + (index % 10) * 200),
      day,
      defaultScoring,
    );
  });
  const sales = { venueType: null, itemShares: {}, categoryShares: {}, visitCounts: noVisits };
  return populationFacts(
    '2024-01-01',
    day,
    summaries.flatMap((summary) => (summary === null ? [] : [summary])),
    sales,
    unfitted,
    defaultScoring,
  );
}

export const today = 20_000; // 2024-10-04

/** Histories of up to 40 visits within the three years before `today`, several a day included, some of unknown spend. */
export const anyHistory: fc.Arbitrary<VisitHistory> = fc
  .array(fc.record({ ago: fc.integer({ min: 0, max: 1_100 }), net: fc.option(fc.integer({ min: 0, max: 30_000 })) }), {
    maxLength: 40,
  })
  .map((events) => ({
    visits: events
      .map(({ ago, net }, index) => visitOn(today - ago, net, `v${index}`))
      .sort((a, b) => a.day - b.day || (a.visitId < b.visitId ? -1 : 1)),
  }));

/** Venues from a single guest to a few hundred, by the same construction. */
export const anyVenue: fc.Arbitrary<PopulationFacts> = fc
  .integer({ min: 1, max: 300 })
  .map((guests) => venueOn(today - 3, guests));
