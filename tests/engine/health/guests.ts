import fc from 'fast-check';
import { dayMs } from '../../../server/engine/calendar.ts';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { FeedbackEntry, LoyaltyHistory, LoyaltyTransaction, PopulationFacts, Send } from '../../../server/engine/facts.ts';
import type { GuestFacts } from '../../../server/engine/health/traits.ts';
import { guestSummary, populationFacts } from '../../../server/engine/population.ts';
import { noVisits } from '../../../server/engine/venue-mix.ts';
import { anyHistory, everyDays, historyOf, today, unfitted } from '../histories.ts';

const noon = (day: number) => day * dayMs + dayMs / 2;

export function transaction(
  day: number,
  kind: string,
  points: number | null,
  tier: string | null = null,
  transactionId = `${kind}${day}`,
): LoyaltyTransaction {
  return { transactionId, at: noon(day), day, kind, points, tier };
}

export function member(transactions: readonly LoyaltyTransaction[], tier: string | null = null): LoyaltyHistory {
  return { tier, joinedAt: null, transactions: [...transactions].sort((a, b) => a.at - b.at) };
}

export function feedbackOn(day: number, answers: Partial<FeedbackEntry>, feedbackId = `f${day}`): FeedbackEntry {
  return { feedbackId, at: noon(day), day, source: null, nps: null, rating: null, sentiment: null, ...answers };
}

/** A message delivered within the minute. */
export function sendOn(day: number, more: Partial<Send> = {}): Send {
  return {
    campaignId: `c${day}`,
    campaignName: 'Summer',
    kind: null,
    channel: 'EMAIL',
    at: noon(day),
    day,
    deliveredAt: noon(day) + 60_000,
    openedAt: null,
    clickedAt: null,
    repliedAt: null,
    visitId: null,
    ...more,
  };
}

export const clicked = (day: number, more: Partial<Send> = {}) => sendOn(day, { clickedAt: noon(day) + 3_600_000, ...more });
export const opened = (day: number, more: Partial<Send> = {}) => sendOn(day, { openedAt: noon(day) + 3_600_000, ...more });

/** A guest of no visit, no membership, no feedback and no message, but for what is given. */
export function guestWith(more: Partial<GuestFacts> = {}): GuestFacts {
  return { visits: { visits: [] }, loyalty: null, feedback: { entries: [] }, sends: { sends: [] }, ...more };
}

/** The guests of a venue where every second is a member, every third says something and every guest is written to. */
export function livelyGuests(day: number, count = 120): GuestFacts[] {
  return Array.from({ length: count }, (_, index) => {
    const gap = 7 + (index % 5) * 4;
    const days = everyDays(day - gap * (6 + (index % 3)) - (index % 9), gap, 7 + (index % 3));
    const earnings = days.map((visitDay) => transaction(visitDay, 'EARN', 10 + (index % 4)));
    const redemptions = days.slice(0, index % 4).map((visitDay) => transaction(visitDay, 'REDEEM', 12));
    const answer = index % 6 === 0 ? { nps: index % 11 } : { rating: 1 + (index % 5) };
    const channel = index % 4 === 0 ? 'SMS' : 'EMAIL';
    const sends = days.map((visitDay, place) => (place < index % 7 ? clicked : sendOn)(visitDay, { channel }));
    return {
      visits: historyOf(days, 1_000 + (index % 10) * 300),
      loyalty: index % 2 === 0 ? member([...earnings, ...redemptions]) : null,
      feedback: { entries: index % 3 === 0 ? [feedbackOn(day - index, answer)] : [] },
      sends: { sends },
    };
  });
}

export function populationOf(
  guests: readonly GuestFacts[],
  day: number,
  segmentOf = (index: number) => `S${index % 2}`,
): PopulationFacts {
  const summaries = guests.flatMap(
    ({ visits, ...others }, index) => guestSummary(visits, day, defaultScoring, { ...others, segment: segmentOf(index) }) ?? [],
  );
  const sales = { venueType: null, itemShares: {}, categoryShares: {}, visitCounts: noVisits };
  return populationFacts('2024-09-30', day, summaries, sales, unfitted, defaultScoring);
}

export const livelyVenue = populationOf(livelyGuests(today - 3), today - 3);

const ago = fc.integer({ min: 0, max: 800 });
const later = fc.option(fc.integer({ min: 0, max: 40 * 24 }).map((hours) => hours * 3_600_000));

const anySend: fc.Arbitrary<Send> = fc
  .record({
    ago,
    channel: fc.constantFrom('EMAIL', 'SMS', 'constructor'),
    delivered: later,
    opened: later,
    clicked: later,
    replied: later,
    visit: fc.option(fc.nat(45)),
  })
  .map((send) => {
    const day = today - send.ago;
    const after = (delay: number | null) =>
      delay === null || noon(day) + delay > (today + 1) * dayMs - 1 ? null : noon(day) + delay;
    return sendOn(day, {
      channel: send.channel,
      deliveredAt: after(send.delivered),
      openedAt: after(send.opened),
      clickedAt: after(send.clicked),
      repliedAt: after(send.replied),
      visitId: send.visit === null ? null : `v${send.visit}`,
    });
  });

const anyTransaction: fc.Arbitrary<LoyaltyTransaction> = fc
  .record({
    ago,
    kind: fc.constantFrom('EARN', 'EARN', 'REDEEM', 'TIER', 'EXPIRE'),
    points: fc.option(fc.integer({ min: 0, max: 500 })),
    tier: fc.option(fc.constantFrom('BRONZE', 'silver', 'GOLD', 'Friend')),
    id: fc.uuid(),
  })
  .map(({ ago: days, kind, points, tier, id }) => transaction(today - days, kind, points, tier, id));

const anyFeedback: fc.Arbitrary<FeedbackEntry> = fc
  .record({
    ago,
    nps: fc.option(fc.integer({ min: 0, max: 10 })),
    rating: fc.option(fc.integer({ min: 1, max: 5 })),
    sentiment: fc.option(fc.double({ min: -1, max: 1, noNaN: true })),
  })
  .map(({ ago: days, ...answers }) => feedbackOn(today - days, answers));

const inOrder = <Event extends { readonly at: number }>(events: readonly Event[]) => [...events].sort((a, b) => a.at - b.at);

/** Guests of any history up to the end of `today`. A visit of an attributed message may be unknown or later than the message. */
export const anyGuest: fc.Arbitrary<GuestFacts> = fc.record({
  visits: anyHistory,
  loyalty: fc.option(
    fc
      .record({ transactions: fc.array(anyTransaction, { maxLength: 25 }), joined: fc.option(ago) })
      .map(({ transactions, joined }) => ({
        tier: null,
        joinedAt: joined === null ? null : noon(today - joined),
        transactions: inOrder(transactions),
      })),
  ),
  feedback: fc.array(anyFeedback, { maxLength: 8 }).map((entries) => ({ entries: inOrder(entries) })),
  sends: fc.array(anySend, { maxLength: 15 }).map((sends) => ({ sends: inOrder(sends) })),
});
