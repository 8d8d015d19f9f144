import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../../server/engine/calendar.ts';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { LoyaltyHistory, LoyaltyTransaction, PopulationFacts, Visit } from '../../../server/engine/facts.ts';
import { behavioralPreferences } from '../../../server/engine/profile/behavior.ts';
import { breakageRisk } from '../../../server/engine/profile/loyalty-behavior.ts';
import { daypartOf, noVisits, venueMix, weekdayOf } from '../../../server/engine/venue-mix.ts';
import { anyHistory, anyVenue, everyDays, historyOf, momentOn, today, venueOn, visitOn } from '../histories.ts';

const venue = venueOn(today); // a venue without any mix of its own: even shares

function habits(visits: readonly Visit[], options: { day?: number; loyalty?: LoyaltyHistory | null; of?: PopulationFacts } = {}) {
  const { day = today, loyalty = null, of = venue } = options;
  return behavioralPreferences.compute({ visits: { visits }, loyalty, population: of }, momentOn(day));
}
const onDays = (days: readonly number[], change: Partial<Visit> = {}) =>
  historyOf(days).visits.map((visit): Visit => ({ ...visit, ...change }));

describe('visit frequency', () => {
  test('is visit days per 30 days since the first visit', () => {
    expect(habits(onDays([today - 60, today - 30, today])).visitPatterns.visitsPer30Days).toBeCloseTo(1.5, 12);
  });
  test('counts a short history as 30 days, two visits on a day as one day', () => {
    const visits = [...onDays([today - 20]), { ...visitOn(today - 20), visitId: 'w' }, ...onDays([today - 3])];
    expect(habits(visits).visitPatterns).toMatchObject({ visits: 3, visitDays: 2, visitsPer30Days: 2, meanGapDays: 17 });
  });
  test('needs 14 days, and says from when on', () => {
    expect(habits(onDays([today - 13])).visitPatterns).toMatchObject({
      visitsPer30Days: null,
      insufficientRateData: { reason: 'TOO_SHORT_HISTORY', have: 13, need: 14, expectedReadyOn: '2024-10-05' },
    });
  });
  test('of a guest without visits is unknown, not zero', () => {
    expect(habits([]).visitPatterns).toMatchObject({
      visits: 0,
      visitsPer30Days: null,
      insufficientRateData: { reason: 'NO_VISITS' },
      insufficientRegularityData: { reason: 'NO_VISITS' },
      preferredDay: null,
      insufficientDayData: { reason: 'NO_VISITS' },
    });
  });
});

describe('regularity', () => {
  test('of clockwork is high, with more confidence from more gaps', () => {
    const weekly = (count: number) => habits(onDays(everyDays(today - 7 * (count - 1), 7, count))).visitPatterns;
    expect(weekly(5)).toMatchObject({ regularity: null, insufficientRegularityData: { have: 5, need: 6 } });
    expect([6, 8, 11].map((count) => weekly(count).regularityConfidence)).toEqual(['LOW', 'MEDIUM', 'HIGH']);
    expect(weekly(20).regularity).toBeGreaterThan(80);
  });
});

describe('preferred day and daypart', () => {
  const friday = today; // 2024-10-04
  test('a weekly guest has the day of the week as the preferred one', () => {
    expect(weekdayOf(friday)).toBe(4);
    const patterns = habits(onDays(everyDays(friday - 70, 7, 11))).visitPatterns;
    expect(patterns).toMatchObject({ preferredDay: 'FRIDAY', insufficientDayData: null });
    // (11 + 4/7) / (11 + 4)
    expect(patterns.days[4]).toMatchObject({ day: 'FRIDAY', visits: 11 });
    expect(patterns.days[4]?.share).toBeCloseTo(0.7714, 4);
  });
  test('three visits on a day are too few, and a day that everybody prefers is no habit of one’s own', () => {
    expect(habits(onDays([friday - 14, friday - 7, friday])).visitPatterns).toMatchObject({
      preferredDay: null,
      insufficientDayData: { reason: 'TOO_FEW_VISITS', have: 3, need: 4 },
    });
    const fridays = venueMix({ ...noVisits, weekdays: [0, 0, 0, 0, 5_000, 0, 0] }, defaultScoring);
    const patterns = habits(onDays(everyDays(friday - 70, 7, 11)), { of: { ...venue, ...fridays } }).visitPatterns;
    expect(patterns).toMatchObject({ preferredDay: null, insufficientDayData: null });
  });
  test('lunch begins at eleven and ends at three, and after midnight it is still late', () => {
    const at = (hour: number, minute = 0) => daypartOf(hour * 60 + minute, defaultScoring);
    expect([at(4, 59), at(5), at(10, 59), at(11), at(14, 59), at(15), at(17), at(22), at(0)]).toEqual([
      4, 0, 0, 1, 1, 2, 3, 4, 4,
    ]);
  });
  test('visits without a known time say nothing about the daypart', () => {
    const visits = onDays(everyDays(today - 100, 5, 20));
    expect(habits(visits).visitPatterns).toMatchObject({ preferredDaypart: null, insufficientDaypartData: { have: 0, need: 4 } });
    const lunches = visits.map((visit, index) => (index % 2 === 0 ? { ...visit, localMinute: 750 } : visit));
    expect(habits(lunches).visitPatterns).toMatchObject({ preferredDaypart: 'LUNCH', insufficientDaypartData: null });
  });
});

test('dining habits are what clearly more than half of the visits chose', () => {
  const visits = onDays(everyDays(today - 90, 10, 10)).map((visit, index) => ({
    ...visit,
    locationId: index === 0 ? 'B' : 'A',
    seating: index % 2 === 0 ? 'BAR' : 'WINDOW',
    serviceType: index === 9 ? null : 'DINE_IN',
    partySize: index < 6 ? 2 : null,
  }));
  const { diningPreferences: dining, visitPatterns } = habits(visits);
  expect(dining.serviceType).toEqual({ usual: 'DINE_IN', choices: [{ value: 'DINE_IN', visits: 9, share: 1 }], dataPoints: 9 });
  expect(dining.seating).toMatchObject({ usual: null, dataPoints: 10 });
  expect(dining.partySize).toEqual({ median: 2, sizes: [{ people: 2, visits: 6, share: 1 }], dataPoints: 6 });
  expect(visitPatterns.preferredLocationId).toBe('A');
});

test('nobody comes by halves: of an even number of parties the lower middle is the median', () => {
  const sized = (...sizes: readonly number[]) =>
    habits(onDays(everyDays(today - 90, 10, sizes.length)).map((visit, index) => ({ ...visit, partySize: sizes[index] ?? null })))
      .diningPreferences.partySize.median;
  expect(sized(1, 2)).toBe(1);
  expect(sized(7, 2, 4)).toBe(4);
});

describe('seasons', () => {
  test('a guest of July has July as the peak, against an even venue', () => {
    const july = (year: number) => everyDays(Date.UTC(year, 6, 2) / dayMs, 4, 7);
    const { seasonalTrends: seasons } = habits(onDays([...july(2023), ...july(2024)]), { day: Date.UTC(2025, 6, 3) / dayMs });
    expect(seasons).toMatchObject({ peakMonth: 7, dataPoints: 14, spanDays: 390, insufficientData: null });
    expect(seasons.months[6]?.index).toBeCloseTo((14 * 12 + 6) / (14 + 6), 12);
    expect(seasons.months[0]?.index).toBeCloseTo(6 / (14 + 6), 12);
  });
  test('a month that came twice does not count double, and silence after the last visit is no season', () => {
    const first = Date.UTC(2022, 0, 1) / dayMs;
    const daily = habits(onDays(everyDays(first, 1, 500)), { day: first + 2_000 }).seasonalTrends;
    for (const { share } of daily.months) expect(share).toBeCloseTo(1 / 12, 12);
    expect(daily.peakMonth).toBeNull();
  });
  test('three visits make no peak, though their month was seen once and all others twice', () => {
    const dates = ['2022-03-01', '2023-02-03', '2023-02-10', '2023-02-17', '2024-01-31'];
    const spread = ['2022-04-05', '2022-05-05', '2022-06-05', '2022-07-05', '2022-08-05', '2022-09-05', '2022-10-05'];
    const peakOf = (iso: readonly string[]) =>
      habits(onDays(iso.map((date) => Date.parse(date) / dayMs)), { day: Date.UTC(2024, 2, 1) / dayMs }).seasonalTrends.peakMonth;
    expect(peakOf([...dates, ...spread].sort())).toBeNull();
    expect(peakOf([...dates, ...spread, '2023-02-24'].sort())).toBe(2);
  });
  test('need a year and twelve visits', () => {
    expect(habits(onDays(everyDays(today - 300, 10, 30))).seasonalTrends.insufficientData).toMatchObject({
      reason: 'TOO_SHORT_HISTORY',
      have: 290,
    });
    expect(habits(onDays(everyDays(today - 400, 100, 5))).seasonalTrends).toMatchObject({
      months: [],
      insufficientData: { reason: 'TOO_FEW_VISITS', have: 5, need: 12 },
    });
  });
});

describe('loyalty behaviour', () => {
  const transaction = (daysAgo: number, kind: string, points: number | null, tier: string | null = null): LoyaltyTransaction => ({
    transactionId: `${daysAgo}${kind}`,
    at: (today - daysAgo) * dayMs,
    day: today - daysAgo,
    kind,
    points,
    tier,
  });
  const account = (...transactions: readonly LoyaltyTransaction[]): LoyaltyHistory => ({
    tier: 'GOLD',
    joinedAt: 0,
    transactions,
  });

  test('of no member says just that', () => {
    expect(habits(onDays([today - 100])).loyaltyBehavior).toMatchObject({ member: false, balance: null, breakageRisk: null });
  });
  test('adds up points and dates the tiers', () => {
    const transactions = [
      transaction(90, 'TIER', null, 'BRONZE'),
      transaction(90, 'EARN', 100),
      transaction(60, 'EARN', 100),
      transaction(40, 'TIER', null, 'SILVER'),
      transaction(30, 'EARN', 100),
      transaction(20, 'REDEEM', 100),
      transaction(10, 'EXPIRE', 50),
      transaction(5, 'ADJUST', 20),
    ];
    expect(habits(onDays(everyDays(today - 90, 30, 4)), { loyalty: account(...transactions) }).loyaltyBehavior).toMatchObject({
      member: true,
      tier: 'SILVER',
      tierPath: [
        { tier: 'BRONZE', at: (today - 90) * dayMs },
        { tier: 'SILVER', at: (today - 40) * dayMs },
      ],
      earnings: 3,
      earnedPoints: 300,
      meanEarnGapDays: 30,
      redemptions: 1,
      redeemedPoints: 100,
      meanRedeemGapDays: null,
      redemptionShare: 1 / 3,
      expiredPoints: 50,
      balance: 170,
    });
  });
  test('the risk of unused points is worked out from redemptions and activity', () => {
    // (180/360)^0.5 for who never redeemed; who has left uses none.
    const risk = (redemptionDays: number, observedDays: number, active: number) =>
      breakageRisk({ redemptionDays, observedDays, balance: 200, active }, defaultScoring);
    expect(risk(0, 0, 1).probability).toBeCloseTo(Math.sqrt(0.5), 12);
    expect(risk(0, 0, 1)).toMatchObject({ level: 'HIGH', withinDays: 180 });
    expect(risk(6, 180, 1)).toMatchObject({ level: 'LOW' });
    expect(risk(6, 180, 0)).toMatchObject({ probability: 1, pointsAtRisk: 200 });
  });
  test('the risk needs three earnings', () => {
    const few = account(transaction(30, 'EARN', 100), transaction(20, 'EARN', 100));
    expect(habits(onDays([today - 30]), { loyalty: few }).loyaltyBehavior).toMatchObject({
      breakageRisk: null,
      insufficientBreakageData: { reason: 'NO_EARNINGS', have: 2, need: 3 },
    });
  });
});

describe('of any guest', () => {
  test('all shares lie within 0 and 1 and add up to 1', () => {
    fc.assert(
      fc.property(anyHistory, anyVenue, ({ visits }, of) => {
        const { visitPatterns: patterns, seasonalTrends: seasons } = habits(visits, { of });
        const parts = [patterns.days, patterns.dayparts, ...(seasons.months.length === 0 ? [] : [seasons.months])];
        for (const shares of parts) {
          for (const { share } of shares) expect(share >= 0 && share <= 1).toBe(true);
          expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
        }
        expect(patterns.regularity ?? 50).toBeGreaterThanOrEqual(0);
        expect(patterns.regularity ?? 50).toBeLessThanOrEqual(100);
        expect(patterns.visitsPer30Days === null).toBe(patterns.insufficientRateData !== null);
        expect(patterns.regularity === null).toBe(patterns.insufficientRegularityData !== null);
      }),
    );
  });
  test('a preferred day is one of at least four visit days and above the venue’s share', () => {
    fc.assert(
      fc.property(anyHistory, ({ visits }) => {
        const { preferredDay, days } = habits(visits).visitPatterns;
        const found = days.find(({ day }) => day === preferredDay);
        expect(preferredDay === null || (found !== undefined && found.visits >= 4 && found.share > found.venueShare)).toBe(true);
      }),
    );
  });
  test('the same visits give the same habits whatever their names', () => {
    fc.assert(
      fc.property(anyHistory, ({ visits }) => {
        const renamed = visits.map((visit, index) => ({ ...visit, visitId: `x${index}` }));
        expect(habits(renamed)).toEqual(habits(visits));
      }),
    );
  });
  test('the risk of unused points lies within 0 and 1 and never grows with redemptions', () => {
    const habit = fc.record({
      redemptionDays: fc.nat(50),
      observedDays: fc.nat(2_000),
      balance: fc.integer({ min: 1, max: 5_000 }),
      active: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(habit, (one) => {
        const { probability } = breakageRisk(one, defaultScoring);
        expect(probability >= 0 && probability <= 1).toBe(true);
        const more = breakageRisk({ ...one, redemptionDays: one.redemptionDays + 1 }, defaultScoring);
        expect(more.probability).toBeLessThanOrEqual(probability + 1e-12);
      }),
    );
  });
});
