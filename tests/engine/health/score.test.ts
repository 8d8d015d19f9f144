import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { PopulationFacts, VisitHistory } from '../../../server/engine/facts.ts';
import { healthScore, levelOf } from '../../../server/engine/health/score.ts';
import { anyHistory, anyVenue, everyDays, historyOf, momentOn, today, venueOn, visitOn } from '../histories.ts';
import { clicked, feedbackOn, livelyVenue, member, transaction } from './guests.ts';

const venue = venueOn(today);
/** Neither loyalty, feedback nor campaigns. */
const silent = { loyalty: null, feedback: { entries: [] }, sends: { sends: [] } };

function score(visits: VisitHistory, population: PopulationFacts = venue, day = today) {
  return healthScore.compute({ ...silent, visits, population, earlierPopulation: population }, momentOn(day));
}

describe('worked examples', () => {
  test('300 weekly visits and then 90 silent days are POOR or FAIR', () => {
    const gone = score(historyOf(everyDays(today - 90 - 299 * 7, 7, 300)));
    expect(['POOR', 'FAIR']).toContain(gone.healthLevel);
  });

  test('and stay so whatever they said, earned and clicked before: nobody is praised for an old love', () => {
    const days = everyDays(today - 90 - 299 * 7, 7, 300);
    const loyalty = member([
      ...days.flatMap((day) => [transaction(day, 'EARN', 10), transaction(day, 'REDEEM', 10)]),
      transaction(today - 600, 'TIER', null, 'SILVER'),
      transaction(today - 100, 'TIER', null, 'GOLD'),
    ]);
    const feedback = { entries: days.slice(-20).map((day) => feedbackOn(day, { nps: 10 })) };
    const sends = { sends: days.slice(-10).map((day) => clicked(day)) };
    const facts = { visits: historyOf(days), loyalty, feedback, sends, population: livelyVenue, earlierPopulation: livelyVenue };
    const gone = healthScore.compute(facts, momentOn(today));
    expect(gone.coverage).toBe(1);
    expect(gone.components.feedbackSentiment.score).toBeGreaterThan(85);
    expect(['POOR', 'FAIR']).toContain(gone.healthLevel);
  });

  test('a weekly regular who came yesterday is EXCELLENT in frequency and recency', () => {
    const regular = score(historyOf(everyDays(today - 1 - 51 * 7, 7, 52)));
    expect(levelOf(Math.round(regular.components.visitFrequency.score ?? 0))).toBe('EXCELLENT');
    expect(levelOf(Math.round(regular.components.recencyFactor.score ?? 0))).toBe('EXCELLENT');
    expect(regular.healthLevel).toBe('EXCELLENT');
  });

  test('one visit a year ago is POOR with LOW confidence', () => {
    const once = score(historyOf([today - 365]));
    expect(once.healthLevel).toBe('POOR');
    expect(once.confidence).toBe('LOW');
  });

  test('two visits a day apart are not clockwork: regularity is not claimed', () => {
    const pair = score(historyOf([today - 1, today]));
    const regularity = pair.components.visitFrequency.evidence.find(({ name }) => name === 'regularity');
    expect(regularity?.value).toBeNull();
  });

  test('visits alone give 55 % coverage and medium confidence at most', () => {
    const regular = score(historyOf(everyDays(today - 100, 5, 20)));
    expect(regular.coverage).toBe(0.55);
    expect(regular.confidence).toBe('MEDIUM');
  });

  test('without a visit there is no score but a reason', () => {
    const nobody = score({ visits: [] });
    expect(nobody).toMatchObject({
      healthScore: null,
      healthLevel: null,
      exactScore: null,
      coverage: 0,
      confidence: 'LOW',
      insufficientData: { reason: 'NO_VISITS', message: 'Insufficient data for health score calculation', have: 0, need: 1 },
    });
    expect(nobody.components.visitFrequency).toMatchObject({ score: null, weight: 25, contribution: null });
  });

  test('visits of unknown spend are scored without spending: 35 of 100 points are present', () => {
    const unpaid = score(historyOf(everyDays(today - 60, 10, 7), null));
    expect(unpaid.coverage).toBe(0.35);
    expect(unpaid.components.spendingBehavior.insufficientData?.reason).toBe('NO_SPEND');
    expect(unpaid.healthScore).not.toBeNull();
  });

  test('a small venue is compared with its type and says so', () => {
    const alone = score(historyOf([today - 20, today - 10]), venueOn(today, 3));
    expect(alone.components.visitFrequency.percentileSource).toBe('PRIOR');
    expect(score(historyOf([today - 20, today - 10])).components.visitFrequency.percentileSource).toBe('BASE');
  });

  test('the bands begin at 40, 60 and 80', () => {
    expect([0, 39, 40, 59, 60, 79, 80, 100].map(levelOf)).toEqual([
      'POOR',
      'POOR',
      'FAIR',
      'FAIR',
      'GOOD',
      'GOOD',
      'EXCELLENT',
      'EXCELLENT',
    ]);
  });

  test('the nominal weights add up to 100 and are shown for absent components', () => {
    expect(Object.values(defaultScoring.weights).reduce((sum, weight) => sum + weight, 0)).toBe(100);
    expect(score(historyOf([today])).components.loyaltyEngagement.weight).toBe(15);
  });
});

describe('properties for random histories', () => {
  const histories = [anyHistory, anyVenue] as const;

  test('every score lies within 0 and 100, and the rounded one follows from the exact one', () => {
    fc.assert(
      fc.property(...histories, (history, population) => {
        const health = score(history, population);
        const scores = [
          health.exactScore,
          health.healthScore,
          ...Object.values(health.components).map((component) => component.score),
        ];
        for (const value of scores) if (value !== null) expect(value >= 0 && value <= 100).toBe(true);
        if (health.exactScore !== null) expect(health.healthScore).toBe(Math.round(health.exactScore));
        expect(health.healthScore === null).toBe(health.insufficientData !== null);
      }),
    );
  });

  test('the contributions add up to the exact score', () => {
    fc.assert(
      fc.property(...histories, (history, population) => {
        const health = score(history, population);
        if (health.exactScore === null) return;
        const sum = Object.values(health.components).reduce((total, component) => total + (component.contribution ?? 0), 0);
        expect(sum).toBeCloseTo(health.exactScore, 10);
      }),
    );
  });

  test('what happens later changes nothing: as-of equals truncation', () => {
    fc.assert(
      fc.property(...histories, fc.integer({ min: 0, max: 700 }), (history, population, ago) => {
        const day = today - ago;
        const known = { visits: history.visits.filter((visit) => visit.day <= day) };
        const later = { visits: [...known.visits, visitOn(day + 1), visitOn(day + 40)] };
        const before = score(known, population, day);
        const moment = momentOn(day);
        const truncated = { visits: later.visits.filter((visit) => visit.at <= moment.asOf) };
        expect(score(truncated, population, day)).toEqual(before);
      }),
    );
  });

  test('the trend compares with what would have been answered then', () => {
    fc.assert(
      fc.property(...histories, (history, population) => {
        const now = score(history, population);
        const then = score({ visits: history.visits.filter((visit) => visit.day <= today - 30) }, population, today - 30);
        expect(now.trend?.previous ?? null).toBe(now.exactScore === null ? null : then.exactScore);
      }),
    );
  });

  test('a visit today never lowers recency nor the expected rate', () => {
    fc.assert(
      fc.property(...histories, (history, population) => {
        fc.pre(history.visits.length > 0);
        const before = score(history, population);
        const after = score({ visits: [...history.visits, visitOn(today, 2_000, 'w')] }, population);
        const rate = (health: typeof before) =>
          health.components.visitFrequency.evidence.find(({ name }) => name === 'expected visits')?.value ?? 0;
        expect(after.components.recencyFactor.score ?? 0).toBeGreaterThanOrEqual(before.components.recencyFactor.score ?? 0);
        expect(rate(after)).toBeGreaterThanOrEqual(rate(before) - 1e-12);
      }),
      { numRuns: 500 },
    );
  });

  test('silence never raises recency', () => {
    fc.assert(
      fc.property(...histories, fc.integer({ min: 1, max: 400 }), (history, population, days) => {
        const now = score(history, population).components.recencyFactor.score ?? 0;
        const later = score(history, population, today + days).components.recencyFactor.score ?? 0;
        expect(later).toBeLessThanOrEqual(now);
      }),
    );
  });
});
