import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benchmarkComparison } from '../../../server/engine/health/benchmark.ts';
import { healthScore } from '../../../server/engine/health/score.ts';
import type { GuestFacts } from '../../../server/engine/health/traits.ts';
import { percentileRank } from '../../../server/engine/maths/statistics.ts';
import { momentOn, today, venueOn } from '../histories.ts';
import { nobody } from '../nobody.ts';
import { anyGuest, guestWith, livelyGuests, livelyVenue, populationOf } from './guests.ts';

function comparison(guest: GuestFacts, segment: string | null = 'S0', population = livelyVenue) {
  return benchmarkComparison.compute({ ...guest, population, identity: { ...nobody, segment } }, momentOn(today));
}

const [first = guestWith()] = livelyGuests(today);
const scores = livelyVenue.healthScores;

describe('a comparison', () => {
  test('sets the score beside segment, base and best tenth, and names its source', () => {
    expect(comparison(first)).toEqual({
      segment: 'S0',
      segmentAverage: scores?.segments[0]?.mean,
      segmentGuests: 60,
      industryAverage: scores?.mean,
      industryAverageSource: 'Mean of the 120 guests of this restaurant’s current base',
      topPerformerAverage: scores?.topMean,
      percentileRank: expect.any(Number),
      guests: 120,
      insufficientData: null,
    });
  });

  test('has no segment mean below 20 guests', () => {
    const few = populationOf(livelyGuests(today - 3), today - 3, (index) => (index < 19 ? 'VIP' : 'ALL'));
    expect(comparison(first, 'VIP', few)).toMatchObject({ segmentAverage: null, segmentGuests: 19 });
    expect(comparison(first, 'ALL', few).segmentAverage).not.toBeNull();
    expect(comparison(first, 'unheard of', few)).toMatchObject({ segmentAverage: null, segmentGuests: 0 });
  });

  test('takes the RFM group where the CRM states no segment', () => {
    expect(comparison(first, null).segment).toMatch(/^[A-Z_]+$/);
  });

  test('is refused below 20 guests', () => {
    expect(comparison(first, 'S0', venueOn(today, 3))).toMatchObject({
      segmentAverage: null,
      industryAverage: null,
      industryAverageSource: null,
      topPerformerAverage: null,
      percentileRank: null,
      insufficientData: { reason: 'TOO_FEW_GUESTS', need: 20 },
    });
  });
});

test('ranks the very score that the health score says', () => {
  fc.assert(
    fc.property(anyGuest, (guest) => {
      const facts = { ...guest, population: livelyVenue, earlierPopulation: livelyVenue };
      const { exactScore } = healthScore.compute(facts, momentOn(today));
      const rank = comparison(guest).percentileRank;
      expect(rank).toBe(exactScore === null ? null : percentileRank(scores?.sketch ?? [], exactScore));
    }),
  );
});
