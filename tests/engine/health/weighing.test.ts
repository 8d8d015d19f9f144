import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { healthScore } from '../../../server/engine/health/score.ts';
import { traitsOf } from '../../../server/engine/health/traits.ts';
import { componentScores, engagementOf, weigh } from '../../../server/engine/health/weighing.ts';
import { momentOn, today } from '../histories.ts';
import { anyGuest, livelyVenue } from './guests.ts';

const none = {
  visitFrequency: null,
  spendingBehavior: null,
  loyaltyEngagement: null,
  feedbackSentiment: null,
  communicationResponse: null,
  recencyFactor: null,
};

test('all six at hand: 25·80 + 20·60 + 15·40 + 15·100 + 15·20 + 10·50 of 100', () => {
  const scores = {
    visitFrequency: 80,
    spendingBehavior: 60,
    loyaltyEngagement: 40,
    feedbackSentiment: 100,
    communicationResponse: 20,
    recencyFactor: 50,
  };
  expect(weigh(scores, defaultScoring)).toMatchObject({ coverage: 1, exactScore: 61 });
});

test('the weight of an absent component goes to the others: (25·80 + 10·50 + 15·20)/50', () => {
  const { coverage, exactScore, contributions } = weigh(
    { ...none, visitFrequency: 80, recencyFactor: 50, communicationResponse: 20 },
    defaultScoring,
  );
  expect([coverage, exactScore]).toEqual([0.5, 56]);
  expect(contributions).toEqual({ visitFrequency: 40, communicationResponse: 6, recencyFactor: 10 });
});

test('loyalty, feedback and campaigns without visits are no health score', () => {
  const scores = { ...none, loyaltyEngagement: 90, feedbackSentiment: 90, communicationResponse: 90 };
  expect(weigh(scores, defaultScoring)).toEqual({ coverage: 0.45, contributions: null, exactScore: null });
});

test('engagement is the mean of loyalty and communication, or the one that is there', () => {
  expect(engagementOf({ ...none, loyaltyEngagement: 80, communicationResponse: 40 })).toBe(60);
  expect(engagementOf({ ...none, loyaltyEngagement: 80 })).toBe(80);
  expect(engagementOf({ ...none, communicationResponse: 40 })).toBe(40);
  expect(engagementOf({ ...none, visitFrequency: 99 })).toBeNull();
});

test('the base is scored by the numbers that an answer explains, all within 0 and 100 and adding up', () => {
  fc.assert(
    fc.property(anyGuest, (guest) => {
      const facts = { ...guest, population: livelyVenue, earlierPopulation: livelyVenue };
      const answer = healthScore.compute(facts, momentOn(today));
      const scores = componentScores(traitsOf(guest, today, defaultScoring), livelyVenue, today, defaultScoring);
      for (const [name, score] of Object.entries(scores)) {
        expect(answer.components[name as keyof typeof scores].score).toBe(score);
        if (score !== null) expect(score >= 0 && score <= 100).toBe(true);
      }
      expect(weigh(scores, defaultScoring).exactScore).toBe(answer.exactScore);
      const sum = Object.values(answer.components).reduce((total, { contribution }) => total + (contribution ?? 0), 0);
      expect(sum).toBeCloseTo(answer.exactScore ?? 0, 10);
    }),
  );
});
