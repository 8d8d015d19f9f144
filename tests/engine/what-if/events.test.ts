import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../../server/engine/calendar.ts';
import type { Facts } from '../../../server/engine/facts.ts';
import { healthScore } from '../../../server/engine/health/score.ts';
import { eventsOf, type HypotheticalChange, habitsOf, momentAfter, supposing } from '../../../server/engine/what-if/events.ts';
import { anyGuest, livelyVenue } from '../health/guests.ts';
import { everyDays, historyOf, momentOn, today } from '../histories.ts';
import { ada, guest } from '../insights/guests.ts';

const moment = momentOn(today);
const habits = { everyDays: 10, spendMinor: 2_000, channel: 'SMS' };

const visits = (more: Partial<HypotheticalChange & { kind: 'VISITS' }> = {}): HypotheticalChange => ({
  kind: 'VISITS',
  count: 2,
  days: null,
  everyDays: null,
  spendMinor: null,
  ...more,
});
const feedback: HypotheticalChange = { kind: 'FEEDBACK', rating: 5, nps: null, day: null };
const reply: HypotheticalChange = { kind: 'CAMPAIGN_RESPONSE', response: 'REPLIED', channel: null, day: null };
const silence = (days: number): HypotheticalChange => ({ kind: 'SILENCE', days });

function scoreWith(facts: Facts, changes: readonly HypotheticalChange[]) {
  const events = eventsOf(changes, habitsOf(facts, moment), moment);
  return healthScore.compute(supposing(facts, events), momentAfter(moment, events));
}

describe('changes become events', () => {
  test('one after the other', () => {
    const events = eventsOf([visits(), silence(5), feedback, visits({ count: 1, everyDays: 3 }), reply], habits, moment);
    expect(events.visits.map(({ day }) => day - today)).toEqual([10, 20, 28]);
    expect(events.feedback.map(({ day }) => day - today)).toEqual([25]);
    expect(events.sends).toMatchObject([
      { day: today + 28, channel: 'SMS', clickedAt: null, repliedAt: moment.asOf + 28 * dayMs },
    ]);
    expect(events).toMatchObject({ days: 28, asOf: moment.asOf + 28 * dayMs });
  });

  test('on given days, whatever their order', () => {
    const { visits: made, days } = eventsOf([visits({ days: [today + 9, today], spendMinor: 100 })], habits, moment);
    expect(made.map(({ day, netMinor }) => [day - today, netMinor])).toEqual([
      [0, 100],
      [9, 100],
    ]);
    expect(days).toBe(9);
  });

  test('at the own gap and spend of the guest, else those of the venue', () => {
    const facts = guest({ visits: historyOf(everyDays(today - 7 * 60, 7, 60), 3_300), identity: ada });
    expect(habitsOf(facts, moment)).toEqual({ everyDays: 8, spendMinor: 3_300, channel: 'EMAIL' });
    expect(habitsOf(guest(), moment)).toEqual({ everyDays: 20, spendMinor: 2_000, channel: 'EMAIL' });
  });
});

describe('what if', () => {
  const facts = guest({ visits: historyOf(everyDays(today - 40 - 14 * 9, 14, 10)) });
  const plain = healthScore.compute(facts, moment);

  test('she came twice: the score rises', () => {
    const with2 = scoreWith(facts, [visits()]);
    expect(with2.exactScore).toBeGreaterThan((plain.exactScore ?? 0) + 10);
    expect(with2.dataPoints).toBe(12);
  });

  test('she stayed away: it falls', () => {
    expect(scoreWith(facts, [silence(30)]).exactScore).toBeLessThan(plain.exactScore ?? 0);
  });

  test('she complained: the component is there, and low', () => {
    const bad = scoreWith(facts, [{ kind: 'FEEDBACK', rating: 1, nps: null, day: null }]);
    expect(plain.components.feedbackSentiment.score).toBeNull();
    expect(bad.components.feedbackSentiment.score).toBeLessThan(50);
  });

  test('nothing happened: whoever it is, the answer is the same', () => {
    fc.assert(
      fc.property(anyGuest, (someone) => {
        const all = { ...guest(), ...someone, population: livelyVenue, earlierPopulation: livelyVenue };
        expect(scoreWith(all, [])).toEqual(healthScore.compute(all, moment));
      }),
      { numRuns: 60 },
    );
  });

  test('a stay away of a then b days is one of both', () => {
    fc.assert(
      fc.property(anyGuest, fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }), (someone, a, b) => {
        const all = { ...guest(), ...someone, population: livelyVenue, earlierPopulation: livelyVenue };
        expect(scoreWith(all, [silence(a), silence(b)])).toEqual(scoreWith(all, [silence(a + b)]));
      }),
      { numRuns: 40 },
    );
  });
});
