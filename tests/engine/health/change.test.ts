import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { PopulationFacts } from '../../../server/engine/facts.ts';
import {
  changeBetween,
  changeCauses,
  type ScoreChange,
  scoreChange,
  significanceOf,
} from '../../../server/engine/health/change.ts';
import { recordedChange } from '../../../server/engine/health/recorded-change.ts';
import { healthScore } from '../../../server/engine/health/score.ts';
import type { GuestFacts } from '../../../server/engine/health/traits.ts';
import { fittedVenueOn } from '../fitted-venue.ts';
import { anyVenue, everyDays, historyOf, momentOn, today, venueOn } from '../histories.ts';
import { anyGuest, clicked, feedbackOn, guestWith, livelyVenue } from './guests.ts';

const moment = momentOn(today);
const venue = venueOn(today - 33);

function known<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('expected a value, got none');
  return value;
}

const facts = (guest: GuestFacts, population = venue, earlierPopulation = population) => ({
  ...guest,
  population,
  earlierPopulation,
});
const changeOf = (guest: GuestFacts, population?: PopulationFacts, earlier?: PopulationFacts) =>
  scoreChange.compute(facts(guest, population, earlier), moment);
const points = (change: ScoreChange) => Object.fromEntries(change.causes.map((cause) => [cause.cause, cause.points]));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('a guest who', () => {
  test('stays away loses by time alone', () => {
    const change = known(changeOf(guestWith({ visits: historyOf(everyDays(today - 31 - 7 * 20, 7, 21)) })));
    expect(change.change).toBeLessThan(-10);
    expect(points(change)).toEqual({ LATE_DATA: 0, BEHAVIOR: 0, TIME: change.change, BASE: 0, CONFIGURATION: 0 });
    expect(change).toMatchObject({ days: 30, significance: 'LARGE_MOVE', previousLevel: 'EXCELLENT' });
    expect(change.causes[2]?.evidence).toMatchObject([
      { name: 'days passed', value: 30 },
      { name: 'days since the last visit', value: 31, events: ['v20'] },
    ]);
  });

  test('comes back gains by behaviour, hardly by time', () => {
    const visits = historyOf([...everyDays(today - 100 - 14 * 9, 14, 10), today - 20, today - 10]);
    const change = known(changeOf(guestWith({ visits })));
    expect(points(change).BEHAVIOR).toBeGreaterThan(10);
    expect(Math.abs(known(points(change).TIME))).toBeLessThan(1); // the windows of the spending trend move on
    expect(change.causes[1]?.evidence[0]).toMatchObject({ name: 'visits since', value: 2, events: ['v10', 'v11'] });
  });

  test('complains loses in the component that says so, and by behaviour', () => {
    const visits = historyOf(everyDays(today - 35 - 7 * 20, 7, 25));
    const feedback = { entries: [feedbackOn(today - 60, { rating: 5 }), feedbackOn(today - 1, { rating: 1 })] };
    const change = known(changeOf(guestWith({ visits, feedback }), livelyVenue));
    const said = known(change.components.find(({ component }) => component === 'feedbackSentiment'));
    expect(said.byCause.BEHAVIOR).toBeLessThan(-3);
    expect(change.causes[1]?.evidence[1]).toMatchObject({ name: 'feedback since', value: 1, events: [`f${today - 1}`] });
  });

  test('does nothing in a week of other guests changes by the base', () => {
    const visits = historyOf(everyDays(today - 7 * 30, 7, 31));
    const other = { ...venue, week: '2024-01-29', typicalGapDays: venue.typicalGapDays * 3, returnShare: 0.9 };
    const before = { instant: moment, population: venue, config: defaultScoring };
    const change = known(changeBetween(guestWith({ visits }), before, { ...before, population: other }));
    expect(change.change).not.toBe(0);
    expect(points(change)).toMatchObject({ BEHAVIOR: 0, TIME: 0, BASE: change.change, CONFIGURATION: 0 });
    expect(change.causes[3]?.evidence[0]).toMatchObject({ value: 4, unit: 'weeks' });
  });

  test('is seen by other weights changes by the configuration', () => {
    const guest = guestWith({
      visits: historyOf(everyDays(today - 7 * 30, 7, 31)),
      feedback: { entries: [feedbackOn(today - 9, { nps: 1 })] },
    });
    const weights = { ...defaultScoring.weights, feedbackSentiment: 40, visitFrequency: 0.1 };
    const before = { instant: moment, population: venue, config: defaultScoring };
    const change = known(changeBetween(guest, before, { ...before, config: { ...defaultScoring, version: 9, weights } }));
    expect(change.change).toBeLessThan(-5);
    expect(points(change)).toMatchObject({ BEHAVIOR: 0, TIME: 0, BASE: 0, CONFIGURATION: change.change });
  });

  test('had no visit a month ago has no change', () => {
    expect(changeOf(guestWith({ visits: historyOf([today - 3]) }))).toBeNull();
  });
});

describe('a change is significant', () => {
  test.each([
    [70, 60, 'LARGE_MOVE'],
    [70, 60.1, null],
    [61, 58, 'LEVEL_CROSSED'],
    [61, 58.1, null],
    [59, 62, 'LEVEL_CROSSED'],
    [59, 61.9, null],
    [79.6, 78.4, null], // 79.6 was EXCELLENT by its integer: 1.6 points below
    [90, 97, null],
  ] as const)('from %d to %d: %s', (before, now, significance) => {
    expect(significanceOf(before, now, defaultScoring)).toBe(significance);
  });
});

describe('between records', () => {
  const guest = guestWith({
    visits: historyOf(everyDays(today - 35 - 7 * 20, 7, 22)),
    sends: { sends: [clicked(today - 70), clicked(today - 3)] },
    feedback: { entries: [feedbackOn(today - 50, { rating: 2 })] },
  });
  const record = (of: GuestFacts, at = moment, change: object = {}) => {
    const score = healthScore.compute(facts(of), at);
    const components = Object.fromEntries(
      Object.entries(score.components).map(([name, { score: value }]) => [name, value === null ? null : Math.round(value)]),
    );
    return {
      healthScore: score.healthScore,
      configVersion: defaultScoring.version,
      components,
      ...change,
    } as unknown as Parameters<typeof recordedChange>[0];
  };
  const then = momentOn(today - 30);
  const at = (of: GuestFacts) => ({ ...of, visits: { visits: of.visits.visits.filter(({ day }) => day <= today - 30) } });
  const early = { ...at(guest), sends: { sends: [clicked(today - 70)] } };

  test('that are what today would answer, nothing is late', () => {
    const change = known(recordedChange(record(early, then), record(guest)).compute(facts(guest), moment));
    const plain = known(changeOf(guest));
    expect(points(change)).toEqual(points(plain));
    expect(change.previous).toBe(plain.previous);
  });

  test('a feedback that arrived late is named late data', () => {
    const unheard = record({ ...early, feedback: { entries: [] } }, then);
    const change = known(recordedChange(unheard, record(guest)).compute(facts(guest), moment));
    expect(points(change).LATE_DATA).toBeLessThan(-2);
    expect(change.previous).toBeGreaterThan(known(changeOf(guest)).previous);
    expect(sum(change.causes.map((cause) => cause.points))).toBe(change.change);
    expect(points(change).TIME).toBe(points(known(changeOf(guest))).TIME);
  });

  test('what records of other weights differ by is the configuration', () => {
    const unheard = record({ ...early, feedback: { entries: [] } }, then, { configVersion: 2 });
    const change = known(recordedChange(unheard, record(guest)).compute(facts(guest), moment));
    expect(points(change).LATE_DATA).toBe(0);
    expect(points(change).CONFIGURATION).toBeLessThan(-2);
  });
});

describe('whatever a guest did', () => {
  const ends = fc.tuple(anyGuest, anyVenue, anyVenue);
  const fitted = [fittedVenueOn(today - 3), fittedVenueOn(today - 33)] as const;

  function addsUp(change: ScoreChange | null, score: number | null, previous: number | null) {
    if (change === null) return;
    expect(change.current).toBeCloseTo(known(score), 9);
    expect(change.previous).toBeCloseTo(known(previous), 9);
    expect(sum(change.causes.map((cause) => cause.points))).toBe(change.change);
    expect(sum(change.components.map((component) => component.change))).toBe(change.change);
    expect(change.current - change.previous).toBe(change.change);
    for (const { change: own, byCause } of change.components) expect(sum(changeCauses.map((cause) => byCause[cause]))).toBe(own);
    for (const { cause, points: given } of change.causes)
      expect(sum(change.components.map(({ byCause }) => byCause[cause]))).toBe(given);
  }

  test('the causes add up exactly, as a whole and per component', () => {
    fc.assert(
      fc.property(ends, ([guest, now, before]) => {
        const change = changeOf(guest, now, before);
        const score = healthScore.compute(facts(guest, now, before), moment);
        expect(change === null).toBe(score.trend === null);
        addsUp(change, score.exactScore, score.trend?.previous ?? null);
      }),
      { numRuns: 150 },
    );
  });

  test('so they do with fitted models, where no time is negative', () => {
    fc.assert(
      fc.property(anyGuest, (guest) => {
        const score = healthScore.compute(facts(guest, ...fitted), moment);
        addsUp(changeOf(guest, ...fitted), score.exactScore, score.trend?.previous ?? null);
      }),
      { numRuns: 60 },
    );
  });

  test('an answer against itself is no change at all', () => {
    fc.assert(
      fc.property(ends, ([guest, population]) => {
        const end = { instant: moment, population, config: defaultScoring };
        const change = changeBetween(guest, end, end);
        expect(change === null ? [] : change.causes.map((cause) => cause.points)).toEqual(change === null ? [] : [0, 0, 0, 0, 0]);
      }),
      { numRuns: 60 },
    );
  });
});
