import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { type GuestSummary, guestSummary, populationFacts } from '../../server/engine/population.ts';
import { noVisits } from '../../server/engine/venue-mix.ts';
import { anyHistory, everyDays, historyOf, today, unfitted } from './histories.ts';

const noSales = { venueType: null, itemShares: {}, categoryShares: {}, visitCounts: noVisits };

function factsOf(guests: readonly GuestSummary[], venueType: string | null = null) {
  return populationFacts('2024-09-30', today, guests, { ...noSales, venueType }, unfitted, defaultScoring);
}

function summaryOf(days: readonly number[]): GuestSummary {
  const summary = guestSummary(historyOf(days), today, defaultScoring);
  if (summary === null) throw new Error('a guest with visits has a summary');
  return summary;
}

describe('the venue’s rhythm', () => {
  test('is the prior of the venue type under ten gaps', () => {
    expect(factsOf([summaryOf([today - 20, today])], 'CAFE')).toMatchObject({
      venueType: 'CAFE',
      typicalGapDays: defaultScoring.priors.CAFE.gapDays,
      horizonDays: 90,
    });
    expect(factsOf([], 'SPACE_STATION').venueType).toBe('CASUAL');
  });

  test('is the median of the guests’ mean gaps shrunk with weight 10: 40 guests every 14 days, CASUAL', () => {
    const guests = Array.from({ length: 40 }, (_, index) => summaryOf(everyDays(today - 90 - index, 14, 6)));
    const typical = (40 * 14 + 10 * 30) / 50;
    const facts = factsOf(guests);
    expect(facts.typicalGapDays).toBeCloseTo(typical, 12);
    expect(facts.horizonDays).toBe(Math.round((2 * typical) / 7) * 7);
    expect(facts.fleetGapVariation).toBe(0);
  });

  test('counts who returned within the horizon, of those seen long enough: (20·0.5 + 20·0.35)/40', () => {
    const returned = Array.from({ length: 10 }, () => summaryOf([today - 200, today - 190]));
    const once = Array.from({ length: 10 }, () => summaryOf([today - 200]));
    const tooNew = Array.from({ length: 10 }, () => summaryOf([today - 5]));
    expect(factsOf([...returned, ...once, ...tooNew]).returnShare).toBeCloseTo((20 * 0.5 + 20 * 0.35) / 40, 12);
  });
});

describe('the current base', () => {
  test('holds the guests of the last four horizons: 360 days at the default horizon of 90', () => {
    const facts = factsOf([summaryOf([today]), summaryOf([today - 359]), summaryOf([today - 360])]);
    expect(facts).toMatchObject({ guests: 3, currentBase: 2, currentBaseDays: 360 });
  });

  test('is shorter where guests come often: 120 days at a horizon of 30', () => {
    const daily = Array.from({ length: 60 }, () => summaryOf(everyDays(today - 20, 2, 11)));
    expect(factsOf([...daily, summaryOf([today - 120])])).toMatchObject({ currentBase: 60, currentBaseDays: 120 });
  });

  test('is not ranked below 20 guests', () => {
    const guests = Array.from({ length: 19 }, (_, index) => summaryOf([today - index]));
    expect(factsOf(guests).expectedVisitRate).toBeNull();
    expect(factsOf([...guests, summaryOf([today])]).expectedVisitRate).toHaveLength(201);
  });
});

test('the order of the guests is irrelevant', () => {
  fc.assert(
    fc.property(fc.array(anyHistory, { minLength: 25, maxLength: 40 }), (histories) => {
      const guests = histories.flatMap((history) => guestSummary(history, today, defaultScoring) ?? []);
      const facts = factsOf(guests);
      expect(factsOf([...guests].reverse())).toEqual(facts);
    }),
    { numRuns: 30 },
  );
});
