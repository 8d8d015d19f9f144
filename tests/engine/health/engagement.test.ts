import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { Identity } from '../../../server/engine/facts.ts';
import { engagementAnalysis, engagementLevel } from '../../../server/engine/health/engagement.ts';
import { type GuestFacts, traitsOf } from '../../../server/engine/health/traits.ts';
import { componentScores, engagementOf } from '../../../server/engine/health/weighing.ts';
import { percentileRank } from '../../../server/engine/maths/statistics.ts';
import { everyDays, historyOf, momentOn, today, venueOn } from '../histories.ts';
import { nobody } from '../nobody.ts';
import { anyGuest, clicked, guestWith, livelyVenue, member, sendOn, transaction } from './guests.ts';

function analysis(guest: GuestFacts, population = livelyVenue, identity: Identity = nobody) {
  return engagementAnalysis.compute({ ...guest, population, identity }, momentOn(today));
}

const scoresOf = (guest: GuestFacts) =>
  componentScores(traitsOf(guest, today, defaultScoring), livelyVenue, today, defaultScoring);

describe('engagement', () => {
  test('begins MEDIUM at 25, HIGH at 60, EXCEPTIONAL at 90', () => {
    expect([0, 24.9, 25, 59.9, 60, 89.9, 90, 100].map((score) => engagementLevel(score, defaultScoring))).toEqual([
      'LOW',
      'LOW',
      'MEDIUM',
      'MEDIUM',
      'HIGH',
      'HIGH',
      'EXCEPTIONAL',
      'EXCEPTIONAL',
    ]);
  });

  test('is the percentile of the mean of loyalty and communication', () => {
    const guest = guestWith({
      visits: historyOf([today - 2]),
      loyalty: member([transaction(today - 2, 'EARN', 5)]),
      sends: { sends: [clicked(today - 3)] },
    });
    const value = engagementOf(scoresOf(guest)) ?? -1;
    expect(analysis(guest)).toMatchObject({
      score: percentileRank(livelyVenue.engagement ?? [], value),
      percentileSource: 'BASE',
      insufficientData: null,
    });
  });

  test('rests on visits only where there is neither', () => {
    const guest = guestWith({ visits: historyOf(everyDays(today - 60, 10, 7)) });
    const frequency = scoresOf(guest).visitFrequency ?? -1;
    const answer = analysis(guest);
    expect(answer.score).toBe(percentileRank(livelyVenue.components.visitFrequency ?? [], frequency));
    expect(answer.evidence.map(({ name }) => name)).toEqual(['loyalty engagement', 'communication response', 'visit frequency']);
  });

  test('of a guest of whom nothing is known is not judged', () => {
    expect(analysis(guestWith())).toMatchObject({
      overallLevel: null,
      score: null,
      channels: [],
      loyalty: null,
      insufficientData: { reason: 'NO_ENGAGEMENT' },
    });
  });

  test('in a small venue is the mean itself, and says so', () => {
    const guest = guestWith({ sends: { sends: [clicked(today)] } });
    expect(analysis(guest, venueOn(today, 3)).percentileSource).toBe('PRIOR');
  });

  test('counts messages, campaigns and visits of the last 180 days', () => {
    const sends = [
      clicked(today - 300),
      clicked(today - 30, { campaignId: 'A', visitId: 'v0' }),
      sendOn(today - 20, { campaignId: 'A' }),
      sendOn(today - 10, { campaignId: 'B', channel: 'SMS', deliveredAt: null }),
    ];
    const answer = analysis(guestWith({ visits: historyOf([today - 28]), sends: { sends } }));
    expect(answer.campaigns).toEqual({
      campaigns: 1,
      sent: 3,
      delivered: 2,
      opened: 0,
      actions: 1,
      attributedVisits: 1,
      responseRate: 0.5,
      lastAnsweredSentAt: sends[1]?.at,
    });
    expect(answer.channels).toMatchObject([{ channel: 'EMAIL', deliveries: 2, actions: 1, responseRate: 0.5 }]);
  });

  test('in the loyalty programme names points, tier and the last activity', () => {
    const redeemed = transaction(today - 4, 'REDEEM', 5);
    const loyalty = member([transaction(today - 9, 'EARN', 20, 'GOLD'), redeemed, transaction(today - 1, 'EXPIRE', 3)], 'SILVER');
    expect(analysis(guestWith({ loyalty })).loyalty).toEqual({
      tier: 'GOLD',
      memberSince: null,
      pointsEarned: 20,
      pointsRedeemed: 5,
      redeemedShare: 0.25,
      earnings: 1,
      lastActivityAt: redeemed.at,
      tierMovement: 'FLAT',
    });
  });

  test('tells a guest who opted out everywhere from one who was never asked', () => {
    const refused = { ...nobody, consentEmail: false, consentSms: false, consentPush: false };
    expect(analysis(guestWith(), livelyVenue, refused).optedOutEverywhere).toBe(true);
    expect(analysis(guestWith(), livelyVenue, { ...refused, consentPush: null }).optedOutEverywhere).toBe(false);
  });
});

test('for random guests the score lies within 0 and 100 and comes with a level or a reason', () => {
  fc.assert(
    fc.property(anyGuest, (guest) => {
      const { score, overallLevel, insufficientData, campaigns } = analysis(guest);
      expect(score === null).toBe(insufficientData !== null);
      expect(score === null).toBe(overallLevel === null);
      if (score !== null) expect(score >= 0 && score <= 100).toBe(true);
      expect(campaigns.actions <= campaigns.delivered && campaigns.delivered <= campaigns.sent).toBe(true);
    }),
  );
});
