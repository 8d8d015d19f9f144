import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { LoyaltyHistory, PopulationFacts } from '../../../server/engine/facts.ts';
import { loyaltyEngagement, loyaltyTraits, tierMovement } from '../../../server/engine/health/loyalty-engagement.ts';
import { everyDays, today, venueOn } from '../histories.ts';
import { anyGuest, livelyVenue, member, transaction } from './guests.ts';

/** Nobody of this venue is a member: 0.5 of the points are assumed to be redeemed, rhythms to be random. */
const venue = venueOn(today);

function engagement(history: LoyaltyHistory | null, population: PopulationFacts = venue) {
  return loyaltyEngagement(history, loyaltyTraits(history, today, defaultScoring), population, defaultScoring);
}

const earningOn = (days: readonly number[]) => days.map((day) => transaction(day, 'EARN', 10));

describe('loyalty engagement', () => {
  test('of a guest who is no member is absent: that is no fault', () => {
    expect(engagement(null)).toMatchObject({ score: null, insufficientData: { reason: 'NOT_A_MEMBER' } });
  });

  test('of a member without earned points is absent', () => {
    expect(engagement(member([transaction(today, 'TIER', null, 'GOLD')]))).toMatchObject({
      score: null,
      insufficientData: { reason: 'NO_EARNINGS' },
    });
    expect(engagement(member([transaction(today, 'EARN', null)])).score).toBeNull();
  });

  test('of two earnings, half redeemed, rests on redeeming alone: (2·0.5 + 3·0.5)/5', () => {
    const history = member([...earningOn([today - 9, today - 2]), transaction(today, 'REDEEM', 10)]);
    expect(engagement(history).score).toBeCloseTo(50, 10);
  });

  test('of clockwork, everything redeemed, a tier up: 0.4·r + 0.4·(11·1 + 3·0.5)/14 + 0.2·100', () => {
    const history = member([
      ...earningOn(everyDays(today - 100, 10, 11)),
      transaction(today - 90, 'REDEEM', 200),
      transaction(today - 400, 'TIER', null, 'BRONZE'),
      transaction(today - 20, 'TIER', null, 'GOLD'),
    ]);
    const regularity = 100 / (1 + (8 * 1) / (10 + 8)); // ten gaps without variation, the fleet random
    const redeemed = (100 * (11 + 3 * 0.5)) / 14;
    expect(engagement(history).score).toBeCloseTo(0.4 * regularity + 0.4 * redeemed + 0.2 * 100, 10);
  });

  test('names the transactions it rests on', () => {
    const [earnings, , redeemed] = engagement(member([...earningOn([today - 9]), transaction(today, 'REDEEM', 5)])).evidence;
    expect(earnings?.events).toEqual([`EARN${today - 9}`]);
    expect(redeemed).toMatchObject({ value: 0.5, events: [`REDEEM${today}`] });
  });

  test('is flagged where every member has the same', () => {
    const flat = { ...livelyVenue, components: { ...livelyVenue.components, loyaltyEngagement: [50, 50, 50] } };
    expect(engagement(member(earningOn([today])), flat).withoutSpread).toBe(true);
    expect(engagement(member(earningOn([today])), livelyVenue).withoutSpread).toBe(false);
  });
});

describe('tier movement', () => {
  const moved = (...steps: readonly (readonly [number, string])[]) =>
    tierMovement(member(steps.map(([ago, tier]) => transaction(today - ago, 'TIER', null, tier))), today, defaultScoring);

  test('compares with the tier a year ago, whatever lay between', () => {
    expect(moved([800, 'BRONZE'], [300, 'GOLD'], [10, 'silver'])).toBe('UP');
    expect(moved([800, 'GOLD'], [10, 'SILVER'])).toBe('DOWN');
    expect(moved([800, 'GOLD'], [200, 'SILVER'], [10, 'GOLD'])).toBe('FLAT');
    expect(moved([800, 'BRONZE'], [400, 'GOLD'])).toBe('FLAT');
  });

  test('of a new member compares with the first tier', () => {
    expect(moved([100, 'BRONZE'])).toBe('FLAT');
    expect(moved([100, 'BRONZE'], [10, 'SILVER'])).toBe('UP');
  });

  test('is not known without a tier, or between names of unknown order', () => {
    expect(moved()).toBeNull();
    expect(moved([100, 'Friend'], [10, 'Family'])).toBeNull();
    expect(moved([100, 'Friend'], [10, 'Friend'])).toBe('FLAT');
  });
});

test('redeeming more never lowers it', () => {
  fc.assert(
    fc.property(anyGuest, fc.integer({ min: 1, max: 500 }), ({ loyalty }, points) => {
      fc.pre(loyalty !== null);
      const before = engagement(loyalty, livelyVenue).score;
      const after = engagement(member([...loyalty.transactions, transaction(today, 'REDEEM', points)]), livelyVenue).score;
      if (before !== null) expect(after).toBeGreaterThanOrEqual(before - 1e-9);
    }),
  );
});
