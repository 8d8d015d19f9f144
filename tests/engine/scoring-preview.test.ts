import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../server/engine/calendar.ts';
import { defaultScoring, type ScoringConfig } from '../../server/engine/config.ts';
import { configuredScoring, type SavedSettings, settingProblems } from '../../server/engine/configuration.ts';
import { scoringSettings } from '../../server/engine/configuration-settings.ts';
import { weigh } from '../../server/engine/health/weighing.ts';
import { guestHash } from '../../server/engine/predictions/visit-log.ts';
import { fitWeek } from '../../server/engine/predictions/week-fit.ts';
import { type ComparedGuest, comparison } from '../../server/engine/scoring-preview.ts';
import { collectWeek, weekOf, weekTask } from '../../server/engine/week.ts';
import { fadingGuests, noSales } from './fitted-venue.ts';
import { clicked, feedbackOn, guestWith, member, transaction } from './health/guests.ts';
import { today } from './histories.ts';

const componentNames = Object.keys(defaultScoring.weights) as (keyof typeof defaultScoring.weights)[];

/** Six whole weights that add up to 100. */
const sixWeights = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 5 })
  .map((cuts) => [0, ...cuts.sort((a, b) => a - b), 100])
  .map((cuts) => componentNames.map((_, index) => (cuts[index + 1] ?? 0) - (cuts[index] ?? 0)));

/** Any value of every setting outside of the weights, as far as they go together. */
const otherSettings = fc
  .record(
    Object.fromEntries(
      scoringSettings
        .filter(({ name }) => !/weights\.|measures\./.test(name))
        .map(({ name, minimum, maximum, whole }) => [
          name,
          whole ? fc.integer({ min: minimum, max: maximum }) : fc.double({ min: minimum, max: maximum, noNaN: true }),
        ]),
    ),
    { requiredKeys: [] },
  )
  .map((settings) => settings as SavedSettings) // a setting that is left out is not there
  .filter((settings) => settingProblems(defaultScoring, settings).length === 0);

const settings = fc.tuple(sixWeights, otherSettings).map(([weights, others]) => ({
  ...others,
  ...Object.fromEntries(componentNames.map((name, index) => [`weights.${name}`, weights[index] ?? 0])),
}));

describe('whatever is set', () => {
  const guests = fadingGuests(today, 60).map((visits, index) => {
    const last = visits.visits.at(-1)?.day ?? today;
    const facts = guestWith({
      visits,
      loyalty: index % 3 === 0 ? member(visits.visits.map(({ day }) => transaction(day, 'EARN', 10))) : null,
      feedback: { entries: index % 4 === 0 ? [feedbackOn(last, { nps: index % 11 })] : [] },
      sends: { sends: index % 2 === 0 ? [clicked(last)] : [] },
    });
    return { hash: guestHash(`guest ${index}`), facts: { ...facts, segment: `S${index % 2}` } };
  });
  const earlierDay = today - defaultScoring.scoreBackTest.horizonDays;
  const taskBy = (config: ScoringConfig) => {
    const week = collectWeek(today, { day: earlierDay, asOf: (earlierDay + 1) * dayMs - 1 }, config);
    for (const guest of guests) week.add(guest);
    return { week, task: weekTask(week, noSales, config) };
  };
  const fitted = fitWeek(taskBy(defaultScoring).task);
  const factsBy = (config: ScoringConfig) => {
    const {
      healthScores: _scores,
      configVersion: _version,
      ...facts
    } = weekOf({ week: '2024-09-30', guests: taskBy(config).week.close(), sales: noSales, fitted, config }).facts;
    return facts;
  };

  test('property: the facts of a week and what is fitted stay the same, but for the distribution of the scores', () => {
    const [facts, { task }] = [factsBy(defaultScoring), taskBy(defaultScoring)];
    fc.assert(
      fc.property(settings, (set) => {
        const config = configuredScoring(defaultScoring, set, 2);
        expect(factsBy(config)).toEqual(facts);
        expect(taskBy(config).task).toEqual(task);
      }),
      { numRuns: 20 },
    );
  });

  test('property: contributions add up to the score, under any weights and with any components missing', () => {
    const score = fc.option(fc.double({ min: 0, max: 100, noNaN: true }));
    fc.assert(
      fc.property(sixWeights, fc.tuple(score, score, score, score, score, score), (weights, scores) => {
        const named = <Value>(values: readonly Value[]) =>
          Object.fromEntries(componentNames.map((name, index) => [`${name}`, values[index]]));
        const set = Object.fromEntries(componentNames.map((name, index) => [`weights.${name}`, weights[index] ?? 0]));
        const config = configuredScoring(defaultScoring, set, 2);
        const { exactScore, contributions } = weigh(named(scores) as unknown as Parameters<typeof weigh>[0], config);
        if (exactScore === null || contributions === null) return;
        const total = Object.values(contributions).reduce<number>((sum, part) => sum + (part ?? 0), 0);
        expect(total).toBeCloseTo(exactScore, 9);
        expect(exactScore).toBeGreaterThanOrEqual(-1e-9);
        expect(exactScore).toBeLessThanOrEqual(100 + 1e-9);
      }),
    );
  });
});

describe('a comparison', () => {
  const scored = (exactScore: number | null, healthLevel: ComparedGuest['present']['healthLevel']) => ({
    exactScore,
    healthLevel,
    healthScore: exactScore === null ? null : Math.round(exactScore),
  });
  const guests: ComparedGuest[] = [
    { customerId: 'A', present: scored(30, 'POOR'), previewed: scored(45, 'FAIR') },
    { customerId: 'B', present: scored(50, 'FAIR'), previewed: scored(52, 'FAIR') },
    { customerId: 'C', present: scored(85, 'EXCELLENT'), previewed: scored(65, 'GOOD') },
    { customerId: 'D', present: scored(null, null), previewed: scored(null, null) },
    { customerId: 'E', present: scored(10, 'POOR'), previewed: scored(null, null) },
  ];

  test('counts moves by level, worst first, and names the largest movers that may be named', () => {
    expect(comparison(guests, (id) => id !== 'C')).toEqual({
      sampledGuests: 5,
      movedGuests: 3,
      levels: [
        { from: 'POOR', to: 'FAIR', guests: 1 },
        { from: 'POOR', to: null, guests: 1 },
        { from: 'FAIR', to: 'FAIR', guests: 1 },
        { from: 'EXCELLENT', to: 'GOOD', guests: 1 },
        { from: null, to: null, guests: 1 },
      ],
      meanChange: -1,
      largestMovers: [
        { customerId: 'A', before: 30, after: 45, change: 15 },
        { customerId: 'B', before: 50, after: 52, change: 2 },
      ],
    });
  });

  test('of nobody says nothing', () => {
    expect(comparison([], () => true)).toEqual({
      sampledGuests: 0,
      movedGuests: 0,
      levels: [],
      meanChange: null,
      largestMovers: [],
    });
  });
});
