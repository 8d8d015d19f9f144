import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { Facts } from '../../../server/engine/facts.ts';
import { healthScore, levelOf } from '../../../server/engine/health/score.ts';
import { momentAfter, supposing } from '../../../server/engine/what-if/events.ts';
import { pathToLevel } from '../../../server/engine/what-if/path.ts';
import { fittedVenueOn } from '../fitted-venue.ts';
import { anyGuest, livelyVenue } from '../health/guests.ts';
import { everyDays, historyOf, momentOn, today } from '../histories.ts';
import { guest } from '../insights/guests.ts';

const moment = momentOn(today);
const pathOf = (facts: Facts, level: 'POOR' | 'FAIR' | 'GOOD' | 'EXCELLENT') => pathToLevel(level).compute(facts, moment);
const levels = ['POOR', 'FAIR', 'GOOD', 'EXCELLENT'] as const;

describe('a path to a level', () => {
  const fading = guest({ visits: historyOf(everyDays(today - 60 - 14 * 9, 14, 10)) });

  test('is the smallest change: one visit fewer would not do', () => {
    const { status, paths } = pathOf(fading, 'GOOD');
    expect(status).toBe('REACHABLE');
    const visits = paths.find(({ changes }) => changes.every(({ kind }) => kind === 'VISITS'));
    const [step] = visits?.changes ?? [];
    if (step?.kind !== 'VISITS') throw new Error('expected a way of visits');
    expect(visits?.exactScore).toBeGreaterThanOrEqual(59.5);
    expect(step.spendMinor).toBe(2_000);
    expect(visits?.reachedDay).toBe(today + step.count * (step.everyDays ?? 0));
  });

  test('is not needed by whom is there already', () => {
    const regular = guest({ visits: historyOf(everyDays(today - 7 * 51, 7, 52)) });
    expect(pathOf(regular, 'GOOD')).toMatchObject({ status: 'ALREADY_THERE', paths: [] });
  });

  test('is told when there is none within 90 days', () => {
    const rare = guest({
      visits: historyOf(everyDays(today - 700, 350, 2), 10),
      feedback: {
        entries: Array.from({ length: 40 }, (_, index) => ({
          feedbackId: `f${index}`,
          at: 0,
          day: today,
          source: null,
          nps: 0,
          rating: 1,
          sentiment: null,
        })),
      },
    });
    const found = pathOf(rare, 'EXCELLENT');
    expect(found).toMatchObject({ status: 'NOT_REACHABLE', paths: [] });
    expect(found.bestScore).toBeLessThan(79.5);
  });

  test('writes to nobody who did not consent', () => {
    const facts = guest({ ...fading, identity: { ...fading.identity, consentEmail: false } });
    for (const level of levels)
      for (const { changes } of pathOf(facts, level).paths)
        expect(changes.some(({ kind }) => kind === 'CAMPAIGN_RESPONSE')).toBe(false);
  });

  test('reaches the level by the score itself, in order of effort, within 90 days, of whomever and by fitted models', () => {
    const venues = [livelyVenue, fittedVenueOn(today - 3)];
    fc.assert(
      fc.property(anyGuest, fc.constantFrom(...venues), fc.constantFrom(...levels), (someone, population, level) => {
        const facts = { ...guest(), ...someone, population, earlierPopulation: population };
        const { status, paths } = pathOf(facts, level);
        expect(paths.length > 0).toBe(status === 'REACHABLE');
        expect(paths.length).toBeLessThanOrEqual(3);
        expect(paths.map(({ effort }) => effort)).toEqual(paths.map(({ effort }) => effort).sort((a, b) => a - b));
        for (const { events, exactScore } of paths) {
          const answer = healthScore.compute(supposing(facts, events), momentAfter(moment, events));
          expect(answer.exactScore).toBe(exactScore);
          expect(levels.indexOf(levelOf(answer.healthScore ?? 0))).toBeGreaterThanOrEqual(levels.indexOf(level));
          expect(events.days).toBeLessThanOrEqual(defaultScoring.path.days);
        }
      }),
      { numRuns: 40 },
    );
  });
});
