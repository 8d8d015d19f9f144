import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { FeedbackEntry, PopulationFacts } from '../../../server/engine/facts.ts';
import { feedbackSentiment, feedbackTraits, signalOf } from '../../../server/engine/health/feedback-sentiment.ts';
import { today, venueOn } from '../histories.ts';
import { anyGuest, feedbackOn, livelyVenue } from './guests.ts';

/** Nobody said anything here yet: 75 points are assumed. */
const venue = venueOn(today);
const saying = (feedbackMean: number): PopulationFacts => ({ ...venue, feedbackMean });

function sentiment(entries: readonly FeedbackEntry[], population: PopulationFacts = venue) {
  return feedbackSentiment({ entries }, feedbackTraits({ entries }, today, defaultScoring), population, defaultScoring);
}

describe('one feedback', () => {
  test.each([
    [{ nps: 0 }, 0, 1],
    [{ nps: 9 }, 90, 1],
    [{ rating: 1 }, 0, 1],
    [{ rating: 4 }, 75, 1],
    [{ sentiment: -1 }, 0, 0.5],
    [{ sentiment: 0.5 }, 75, 0.5],
    [{ nps: 10, rating: 1 }, 50, 1],
    [{ rating: 5, sentiment: -1 }, 100 / 1.5, 1],
  ])('%j is %d points of weight %d', (answers, points, weight) => {
    expect(signalOf(feedbackOn(today, answers), defaultScoring)).toEqual({ points, weight });
  });

  test('without a number says nothing', () => {
    expect(signalOf(feedbackOn(today, {}), defaultScoring)).toBeNull();
  });
});

describe('feedback sentiment', () => {
  test('is absent without feedback', () => {
    expect(sentiment([])).toMatchObject({ score: null, insufficientData: { reason: 'NO_FEEDBACK' } });
    expect(sentiment([feedbackOn(today, {})]).score).toBeNull();
  });

  test('of five stars today is half way to the venue’s mean of 60: (100 + 60)/2', () => {
    expect(sentiment([feedbackOn(today, { rating: 5 })], saying(60)).score).toBeCloseTo(80, 12);
  });

  test('weighs a feedback of 180 days ago half: (100 + 0.5·0 + 60)/2.5', () => {
    const entries = [feedbackOn(today - 180, { rating: 1 }), feedbackOn(today, { rating: 5 })];
    expect(sentiment(entries, saying(60)).score).toBeCloseTo(160 / 2.5, 12);
  });

  test('of the first guest who says anything is drawn to the assumed 75', () => {
    expect(sentiment([feedbackOn(today, { nps: 10 })]).score).toBeCloseTo(87.5, 12);
  });

  test('names the newest feedback', () => {
    const entries = [1, 2, 3, 4].map((ago) => feedbackOn(today - ago, { rating: 4 })).reverse();
    expect(sentiment(entries).evidence[0]).toMatchObject({
      value: 4,
      events: [`f${today - 3}`, `f${today - 2}`, `f${today - 1}`],
    });
  });

  test('is flagged where everybody gives five stars', () => {
    const flat = { ...livelyVenue, components: { ...livelyVenue.components, feedbackSentiment: [90, 90] } };
    expect(sentiment([feedbackOn(today, { rating: 5 })], flat).withoutSpread).toBe(true);
  });
});

test('a better word today never lowers it, and it stays within 0 and 100', () => {
  fc.assert(
    fc.property(anyGuest, ({ feedback }) => {
      const before = sentiment(feedback.entries, livelyVenue).score;
      const after = sentiment([...feedback.entries, feedbackOn(today, { rating: 5 })], livelyVenue).score ?? -1;
      if (before !== null) expect(after).toBeGreaterThanOrEqual(before - 1e-9);
      expect(after >= 0 && after <= 100).toBe(true);
    }),
  );
});
