import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { traitsOf } from '../../server/engine/health/traits.ts';
import { componentScores, weigh } from '../../server/engine/health/weighing.ts';
import { channelFacts, loyaltyAndFeedback } from '../../server/engine/population-scores.ts';
import {
  anyGuest,
  clicked,
  feedbackOn,
  guestWith,
  livelyGuests,
  livelyVenue,
  member,
  opened,
  populationOf,
  sendOn,
  transaction,
} from './health/guests.ts';
import { everyDays, today } from './histories.ts';

const traits = (more: Parameters<typeof guestWith>[0]) => traitsOf(guestWith(more), today, defaultScoring);

describe('what the base shows of loyalty and feedback', () => {
  test('is nothing without members and feedback', () => {
    expect(loyaltyAndFeedback([traits({})])).toEqual({ fleetEarningVariation: 1, redeemedShare: null, feedbackMean: null });
  });

  test('is points redeemed of points earned by all members: 30 of 120', () => {
    const earner = traits({ loyalty: member(everyDays(today - 50, 10, 6).map((day) => transaction(day, 'EARN', 20))) });
    const redeemer = traits({ loyalty: member([transaction(today, 'REDEEM', 30)]) });
    expect(loyaltyAndFeedback([earner, redeemer])).toMatchObject({ redeemedShare: 0.25, fleetEarningVariation: 0 });
  });

  test('is the mean of all feedback, newer counting more: (100 + 0.5·40)/1.5', () => {
    const saying = (day: number, nps: number) => traits({ feedback: { entries: [feedbackOn(day, { nps })] } });
    expect(loyaltyAndFeedback([saying(today, 10), saying(today - 180, 4)]).feedbackMean).toBeCloseTo(80, 12);
  });
});

test('a channel’s mean is that of all its messages with 20 assumed ones: (2 + 0.2 + 20·0.1)/(6 + 20)', () => {
  const guests = [
    traits({ sends: { sends: [clicked(today - 1), clicked(today - 2), opened(today - 3), sendOn(today - 4)] } }),
    traits({ sends: { sends: [sendOn(today - 1), sendOn(today - 2), sendOn(today - 3, { channel: 'SMS' })] } }),
  ];
  const [email, sms] = channelFacts(guests, defaultScoring);
  expect(email).toMatchObject({ channel: 'EMAIL', deliveries: 6, rates: null });
  expect(email?.responseRate).toBeCloseTo(4.2 / 26, 12);
  expect(sms?.responseRate).toBeCloseTo(2 / 21, 12);
});

describe('the scores of the base', () => {
  test('are those of its guests one by one', () => {
    const scores = livelyGuests(today - 3)
      .map((guest) => traitsOf(guest, today - 3, defaultScoring))
      .flatMap((guest) => weigh(componentScores(guest, livelyVenue, today - 3, defaultScoring), defaultScoring).exactScore ?? [])
      .sort((a, b) => a - b);
    const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(livelyVenue.healthScores).toMatchObject({ guests: 120 });
    expect(livelyVenue.healthScores?.mean).toBeCloseTo(meanOf(scores), 10);
    expect(livelyVenue.healthScores?.topMean).toBeCloseTo(meanOf(scores.slice(-12)), 10);
    expect(livelyVenue.healthScores?.sketch[100]).toBeCloseTo(((scores[59] ?? 0) + (scores[60] ?? 0)) / 2, 10);
  });

  test('by segment add up to the whole', () => {
    const { mean, segments } = livelyVenue.healthScores ?? { mean: 0, segments: [] };
    expect(segments.map(({ segment, guests }) => [segment, guests])).toEqual([
      ['S0', 60],
      ['S1', 60],
    ]);
    expect(segments.reduce((sum, segment) => sum + segment.mean, 0) / 2).toBeCloseTo(mean, 10);
  });

  test('are not given below 20 guests', () => {
    const few = populationOf(livelyGuests(today - 3, 19), today - 3);
    expect(few).toMatchObject({ healthScores: null, engagement: null, components: { visitFrequency: null } });
  });
});

test('the order of the guests is irrelevant', () => {
  fc.assert(
    fc.property(fc.array(anyGuest, { minLength: 25, maxLength: 40 }), (guests) => {
      const facts = populationOf(guests, today, () => 'all');
      expect(populationOf([...guests].reverse(), today, () => 'all')).toEqual(facts);
    }),
    { numRuns: 30 },
  );
});
