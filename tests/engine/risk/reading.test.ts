import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { PopulationFacts, VisitHistory } from '../../../server/engine/facts.ts';
import { sum } from '../../../server/engine/maths/statistics.ts';
import { outlookOn, predictorOf } from '../../../server/engine/outlook.ts';
import { guestTiming } from '../../../server/engine/predictions/guest-timing.ts';
import { visitDays } from '../../../server/engine/rhythm.ts';
import { churnRisk } from '../../../server/engine/risk/churn.ts';
import { engagementRisk } from '../../../server/engine/risk/engagement.ts';
import { type Reading, readingOf } from '../../../server/engine/risk/reading.ts';
import type { Risk } from '../../../server/engine/risk/risk.ts';
import { valueRisk } from '../../../server/engine/risk/value.ts';
import { allShares } from '../../../server/engine/visit-shares.ts';
import { fittedVenueOn } from '../fitted-venue.ts';
import { anyHistory, everyDays, historyOf, today, venueOn } from '../histories.ts';
import { guest, sendOn } from '../insights/guests.ts';

const config = defaultScoring;
const fitted = fittedVenueOn(today);
const someone = anyHistory.filter(({ visits }) => visits.length > 0);
const methods: [string, PopulationFacts][] = [
  ['RHYTHM', venueOn(today)],
  ['CHAMPION', fitted],
];

function read(days: readonly number[], venue: PopulationFacts): Reading {
  const reading = readingOf(days, today, venue, config);
  if (reading === null) throw new Error('a guest with a visit can be read');
  return reading;
}

function risksOf(visits: VisitHistory, population: PopulationFacts): Risk[] {
  const sends = { sends: [sendOn(today - 200, { clickedAt: today }), sendOn(today - 20)] };
  return [
    churnRisk(visits, population, today, config),
    engagementRisk({ ...guest({ visits, sends }), population }, today, config),
    valueRisk(visits, population, today, config),
  ];
}

describe.each(methods)('by %s', (_, venue) => {
  test('a guest without a visit cannot be read', () => {
    expect(readingOf([], today, venue, config)).toBeNull();
  });

  test('the chance of a return is that of the outlook', () => {
    fc.assert(
      fc.property(someone, fc.integer({ min: 1, max: 400 }), (history, within) => {
        const days = visitDays(history);
        const { own, returnWithin } = read(days, venue);
        expect(returnWithin(own, within)).toBe(outlookOn(days, today, venue, config)?.returnWithin(within));
      }),
      { numRuns: 50 },
    );
  });

  test('shares of visits add up to 1, and that of none is the chance of no return', () => {
    fc.assert(
      fc.property(someone, fc.integer({ min: 7, max: 400 }), (history, within) => {
        const { own, returnWithin, visitShares } = read(visitDays(history), venue);
        const shares = allShares(visitShares(own, within));
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
        expect(sum(shares)).toBeCloseTo(1, 9);
        expect(shares[0]).toBeCloseTo(1 - returnWithin(own, within), 9);
        expect(shares.at(-1)).toBeLessThan(0.02);
      }),
      { numRuns: 50 },
    );
  });

  test('drivers add up to what sets a guest apart from the typical one, for every risk', () => {
    fc.assert(
      fc.property(someone, (history) => {
        for (const { probability, typicalProbability, drivers, insufficientData } of risksOf(history, venue)) {
          expect(probability === null).toBe(insufficientData !== null);
          if (probability === null || typicalProbability === null) continue;
          for (const chance of [probability, typicalProbability]) {
            expect(chance).toBeGreaterThanOrEqual(0);
            expect(chance).toBeLessThanOrEqual(1);
          }
          expect(sum(drivers.map(({ effect }) => effect))).toBeCloseTo(probability - typicalProbability, 10);
          for (const { value, typicalValue } of drivers) expect(Number.isFinite(value + typicalValue)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the typical guest is the same for all whose gaps say something', () => {
    const guests = [everyDays(today - 60, 10, 7), everyDays(today - 400, 31, 9), [today - 300, today - 290, today - 90, today]];
    const typical = guests.map((days) => {
      const { own, typical: middle, order, returnWithin } = read(days, venue);
      expect(order.every(({ input }) => input in own && input in middle)).toBe(true);
      return returnWithin({ ...own, ...middle }, venue.horizonDays);
    });
    expect(new Set(typical).size).toBe(1);
  });
});

describe('with fitted models', () => {
  const weekly = everyDays(today - 63, 7, 10);

  test('a weekly guest is read as she is', () => {
    expect(read(weekly, fitted).own).toEqual({
      silentGaps: 0,
      recentVisits: 10,
      lately: 4,
      gapDays: 7,
      repeats: 9,
      variation: 0,
    });
  });

  test('who came once has the typical gap, and no variation to be replaced', () => {
    const { own, order } = read([today - 5], fitted);
    expect(own).toEqual({
      silentGaps: 5 / fitted.typicalGapDays,
      recentVisits: 1,
      lately: 1,
      gapDays: fitted.typicalGapDays,
      repeats: 0,
    });
    expect(order.map(({ factor }) => factor)).toEqual(['SILENCE', 'RECENT_VISITS', 'VISIT_GAP', 'RETURN_CHANCE']);
  });

  test('inputs that are copied mean the same guest', () => {
    fc.assert(
      fc.property(someone, (history) => {
        const { own, returnWithin, staying } = read(visitDays(history), fitted);
        expect(returnWithin({ ...own }, 60)).toBeCloseTo(returnWithin(own, 60), 9);
        expect(staying({ ...own })).toBeCloseTo(staying(own), 9);
      }),
      { numRuns: 50 },
    );
  });

  test('staying is the chance to be still a customer, not that of a return', () => {
    const days = weekly.map((day) => day - 20);
    const { own, staying, returnWithin } = read(days, fitted);
    const timing = guestTiming(days, today);
    expect(staying(own)).toBe(timing === null ? null : predictorOf(fitted.predictions)?.stillCustomer(timing));
    expect(staying(own)).toBeGreaterThan(returnWithin(own, 14));
  });

  test('engagement falls with the chance of staying alone: with endless actions it is 1 less that', () => {
    const days = everyDays(today - 90, 10, 10);
    const visits = historyOf(days);
    const sends = Array.from({ length: 3_000 }, (_, place) => sendOn(today - 300 + (place % 300), { clickedAt: today }));
    const facts = { ...guest({ visits, sends: { sends } }), population: fitted };
    const { own, staying } = read(days, fitted);
    expect(engagementRisk(facts, today, config).probability).toBeCloseTo(1 - staying(own), 9);
  });

  test('silence is the strongest driver of a regular who stopped, counted in own gaps', () => {
    const stopped = [
      [7, 30],
      [7, 90],
      [14, 60],
      [30, 120],
    ] as const;
    for (const [gap, silent] of stopped) {
      const { drivers } = churnRisk(historyOf(everyDays(today - silent - 9 * gap, gap, 10)), fitted, today, config);
      const strongest = drivers.toSorted((a, b) => b.effect - a.effect)[0];
      expect(strongest).toMatchObject({ factor: 'SILENCE', unit: 'gaps' });
      expect(strongest?.value).toBeCloseTo(silent / gap, 12);
    }
  });
});
