import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { PopulationFacts, Send, VisitHistory } from '../../../server/engine/facts.ts';
import {
  channelRank,
  channelTraits,
  communicationResponse,
  deliveriesOf,
} from '../../../server/engine/health/communication-response.ts';
import { percentileRank } from '../../../server/engine/maths/statistics.ts';
import { historyOf, today, venueOn } from '../histories.ts';
import { anyGuest, clicked, livelyVenue, opened, sendOn } from './guests.ts';

const nobodyVisits: VisitHistory = { visits: [] };

function traitsOf(sends: readonly Send[], visits = nobodyVisits) {
  return channelTraits(deliveriesOf({ sends }, visits, today, defaultScoring));
}

function response(sends: readonly Send[], population: PopulationFacts = livelyVenue, visits = nobodyVisits) {
  const deliveries = deliveriesOf({ sends }, visits, today, defaultScoring);
  return communicationResponse(deliveries, channelTraits(deliveries), population, defaultScoring);
}

describe('what became of messages', () => {
  test('a message counts at most one action, and an opening only when nothing followed', () => {
    const sends = [
      clicked(today - 5, { openedAt: 1, repliedAt: 2 }),
      opened(today - 4),
      sendOn(today - 3),
      sendOn(today - 2, { deliveredAt: null }),
    ];
    expect(traitsOf(sends)).toEqual([{ channel: 'EMAIL', deliveries: 3, actions: 1, onlyOpened: 1 }]);
  });

  test('a message without a delivery that was clicked has arrived all the same', () => {
    expect(traitsOf([clicked(today, { deliveredAt: null })])).toMatchObject([{ deliveries: 1, actions: 1 }]);
  });

  test('an attributed visit is an action unless it was refunded and is no visit', () => {
    const send = sendOn(today - 5, { visitId: 'v0' });
    expect(traitsOf([send], historyOf([today - 3]))).toMatchObject([{ actions: 1 }]);
    expect(traitsOf([send])).toMatchObject([{ actions: 0, deliveries: 1 }]);
  });

  test('messages of more than 180 days ago are forgotten', () => {
    expect(traitsOf([clicked(today - 180)])).toEqual([]);
    expect(traitsOf([clicked(today - 179)])).toHaveLength(1);
  });
});

describe('communication response', () => {
  test('is absent when nothing was delivered', () => {
    expect(response([])).toMatchObject({ score: null, insufficientData: { reason: 'NOTHING_DELIVERED' } });
    expect(response([sendOn(today, { deliveredAt: null })]).score).toBeNull();
  });

  test('of one channel is the percentile of the shrunken rate: 2 clicks, 1 opening of 5 among e-mails', () => {
    const sends = [clicked(today - 1), clicked(today - 2), opened(today - 3), sendOn(today - 4), sendOn(today - 5)];
    const email = livelyVenue.channels.find(({ channel }) => channel === 'EMAIL');
    const rate = (2.2 + 10 * (email?.responseRate ?? 0)) / 15;
    expect(response(sends).score).toBeCloseTo(percentileRank(email?.rates ?? [], rate), 10);
    expect(response(sends).percentileSource).toBe('BASE');
  });

  test('of two channels is weighted by deliveries', () => {
    const sends = [clicked(today - 1), sendOn(today - 2, { channel: 'SMS' }), sendOn(today - 3, { channel: 'SMS' })];
    const [email, sms] = traitsOf(sends).map((traits) => channelRank(traits, livelyVenue.channels, defaultScoring).percentile);
    expect(response(sends).score).toBeCloseTo(((email ?? 0) + 2 * (sms ?? 0)) / 3, 10);
  });

  test('on a channel that nobody used before stands in the prior, and says so', () => {
    const average = response([...Array.from({ length: 9 }, (_, ago) => sendOn(today - ago)), clicked(today - 9)], venueOn(today));
    expect(average.score).toBeCloseTo(50, 6); // 1 of 10, as is assumed
    expect(average.percentileSource).toBe('PRIOR');
    expect(average.evidence[1]).toMatchObject({ value: 1, events: [`c${today - 9}`] });
  });
});

test('an answer never lowers it, and it stays within 0 and 100', () => {
  fc.assert(
    fc.property(anyGuest, fc.nat(14), ({ sends, visits }, index) => {
      const before = response(sends.sends, livelyVenue, visits).score;
      const answered = sends.sends.map((send, place) =>
        place === index && send.deliveredAt !== null ? { ...send, clickedAt: send.at } : send,
      );
      const after = response(answered, livelyVenue, visits).score;
      if (before === null || after === null) return;
      expect(after).toBeGreaterThanOrEqual(before - 1e-9);
      expect(after >= 0 && after <= 100).toBe(true);
    }),
  );
});
