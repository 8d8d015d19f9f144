import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../server/engine/calendar.ts';
import { defaultScoring, type ScoringConfig } from '../../server/engine/config.ts';
import type { VisitHistory } from '../../server/engine/facts.ts';
import { noBills } from '../../server/engine/insights/item-pairs.ts';
import { guestHash } from '../../server/engine/predictions/visit-log.ts';
import { fitWeek } from '../../server/engine/predictions/week-fit.ts';
import {
  type CollectedGuests,
  collectWeek,
  type KnownGuest,
  type SeenByWeek,
  type Week,
  weekOf,
  weekTask,
} from '../../server/engine/week.ts';
import { fadingGuests, noSales } from './fitted-venue.ts';
import { clicked, feedbackOn, guestWith, member, transaction } from './health/guests.ts';
import { historyOf, today } from './histories.ts';

const config = defaultScoring;
const earlierDay = today - config.scoreBackTest.horizonDays;
const earlier = { day: earlierDay, asOf: (earlierDay + 1) * dayMs - 1 };

function known(visits: VisitHistory, index: number): KnownGuest {
  const last = visits.visits.at(-1)?.day ?? today;
  const facts = guestWith({
    visits,
    loyalty: index % 3 === 0 ? member(visits.visits.map(({ day }) => transaction(day, 'EARN', 10))) : null,
    feedback: { entries: index % 4 === 0 ? [feedbackOn(last, { nps: index % 11 })] : [] },
    sends: { sends: index % 2 === 0 ? [clicked(last)] : [] },
  });
  return { hash: guestHash(`guest ${index}`), facts: { ...facts, segment: `S${index % 2}` } };
}

const base = fadingGuests(today, 100).map(known);

function collected(guests: readonly KnownGuest[], mostGuests: number = config.scoreBackTest.mostGuests) {
  const week = collectWeek(today, earlier, { ...config, scoreBackTest: { ...config.scoreBackTest, mostGuests } });
  for (const guest of guests) week.add(guest);
  return week;
}

function madeOf(week: CollectedGuests, by: ScoringConfig, seen?: SeenByWeek): Week {
  const fitted = fitWeek(weekTask(week, noSales, by));
  return weekOf({ week: '2024-09-30', guests: week.close(), sales: noSales, fitted, config: by, ...(seen && { seen }) });
}

function weekFor(guests: readonly KnownGuest[]): Week {
  const week = collected(guests);
  return madeOf(week, config);
}

const whole = weekFor(base);

describe('a week', () => {
  test('has facts, a fit, its back-test and that of the score', () => {
    expect(whole.facts).toMatchObject({
      week: '2024-09-30',
      guests: 100,
      predictions: { tier: 'FITTED', customers: 100, day: today },
    });
    expect(whole.card.backTest.origins.length).toBeGreaterThan(2);
    expect(whole.card.score).toMatchObject({ originDay: earlierDay, horizonDays: 90 });
    expect(whole.facts.healthScores?.guests).toBe(whole.facts.currentBase);
  });

  test('is the same in any order of the guests, to the byte', () => {
    expect(JSON.stringify(weekFor(base))).toBe(JSON.stringify(whole));
    expect(weekFor([...base].reverse())).toEqual(whole);
  });

  test('leaves out who never came', () => {
    const nobody: KnownGuest = { hash: 5, facts: { ...guestWith(), segment: null } };
    expect(weekFor([...base, nobody])).toEqual(whole);
  });

  test('of an empty venue is told by the venue type, without a card', () => {
    const { facts, card } = weekFor([]);
    expect(facts).toMatchObject({ guests: 0, currentBase: 0, predictions: { tier: 'INSUFFICIENT' }, typicalTiming: null });
    expect(card).toEqual({ backTest: { origins: [], horizons: [], sampledGuests: 0 }, score: null });
  });
});

describe('a week of a larger base than it has room for', () => {
  const [first, room] = [base.slice(0, 60), 60];
  const small = { ...config, base: { ...config.base, mostGuests: room } };
  const days = base.map(({ facts }) => facts.visits.visits.at(-1)?.day ?? 0);
  const everybody = [...new Set(days)].map((day) => ({ day, guests: days.filter((other) => other === day).length }));

  test('is made of the first guests, and counts everybody', () => {
    const week = collectWeek(today, earlier, small);
    expect(base.map((guest) => week.add(guest))).toEqual(base.map((_, index) => index < room - 1));
    const seen = { everybody, tried: [], counts: noBills };
    const made = madeOf(week, small, seen);
    const { guests, currentBase } = whole.facts;
    const ofFirst = weekFor(first);
    expect(currentBase).toBeGreaterThan(ofFirst.facts.currentBase);
    expect(made).toEqual({ ...ofFirst, facts: { ...ofFirst.facts, guests, currentBase } });
  });

  test('says of a base that fills it to the last guest what it says without a limit', () => {
    const week = collectWeek(today, earlier, { ...config, base: { ...config.base, mostGuests: base.length } });
    for (const guest of base) week.add(guest);
    expect(madeOf(week, config)).toEqual(whole);
  });
});

describe('the guests whose scores are judged', () => {
  const started = base.filter(({ facts }) => (facts.visits.visits[0]?.day ?? today) <= earlierDay);

  test('are those with a visit up to the earlier day', () => {
    expect(collected(base).close().panel).toHaveLength(started.length);
    expect(started.length).toBeLessThan(base.length);
  });

  test('are of the lowest hashes, whatever the order they come in', () => {
    const lowest = started.toSorted((a, b) => a.hash - b.hash).slice(0, 20);
    const expected = lowest.map(({ facts }) => facts.visits.visits.filter(({ day }) => day <= earlierDay).length);
    fc.assert(
      fc.property(fc.shuffledSubarray(base, { minLength: base.length }), (guests) => {
        const panel = collected(guests, 20).close().panel;
        expect(panel.map(({ then }) => then.spend.visits)).toEqual(expected);
        expect(panel).toEqual(collected(base, 20).close().panel);
      }),
      { numRuns: 20 },
    );
  });

  test('returned if they came between the earlier day and the week', () => {
    const guest = (days: readonly number[], index: number) => known(historyOf(days), index);
    const panel = collected([
      guest([earlierDay - 5, earlierDay], 1),
      guest([earlierDay - 5, earlierDay + 1], 2),
      guest([earlierDay + 1, today], 3),
      guest([earlierDay - 300, today], 4),
    ]).close().panel;
    const byVisits = panel.map(({ then, returned }) => [then.span.lastDay - earlierDay, returned]);
    expect(byVisits.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
      [-300, true],
      [-5, true],
      [0, false],
    ]);
  });

  test('are seen as of the earlier day: later events change only whether they returned', () => {
    const cut = started.map((guest): KnownGuest => {
      const { visits, loyalty, feedback, sends, segment } = guest.facts;
      const upTo = <Event extends { readonly day: number }>(events: readonly Event[]) =>
        events.filter(({ day }) => day <= earlierDay);
      const transactions = upTo(loyalty?.transactions ?? []);
      return {
        hash: guest.hash,
        facts: {
          visits: { visits: upTo(visits.visits) },
          loyalty: loyalty === null || transactions.length === 0 ? null : { ...loyalty, transactions },
          feedback: { entries: upTo(feedback.entries) },
          sends: { sends: upTo(sends.sends) },
          segment,
        },
      };
    });
    const strip = (guests: readonly KnownGuest[]) =>
      collected(guests)
        .close()
        .panel.map(({ then }) => then);
    expect(strip(cut)).toEqual(strip(started));
    expect(
      collected(cut)
        .close()
        .panel.some(({ returned }) => returned),
    ).toBe(false);
  });
});

describe('what is fitted', () => {
  test('the earlier models know nothing of later visits', () => {
    const { log, options } = weekTask(collected(base), noSales, config);
    const later = base.map((guest, index): KnownGuest => {
      const { visits } = guest.facts.visits;
      const kept = visits.filter(({ day }) => day <= earlierDay || index % 2 === 0);
      return { ...guest, facts: { ...guest.facts, visits: { visits: kept.length > 0 ? kept : visits } } };
    });
    const changed = weekTask(collected(later), noSales, config);
    const [fitted, other] = [log, changed.log].map((each) => fitWeek({ log: each, day: today, earlierDay, options }));
    expect(other?.earlierFit).toEqual(fitted?.earlierFit);
    expect(other?.fit).not.toEqual(fitted?.fit);
    expect(fitted?.earlierFit).toMatchObject({ tier: 'FITTED', day: earlierDay });
  });

  test('visits after the week change neither fit nor back-test', () => {
    const task = weekTask(collected(base), noSales, config);
    const longer = weekTask(
      collected(
        base.map((guest, index) => {
          const { visits } = guest.facts.visits;
          const more = historyOf([today + 1 + (index % 9), today + 40]).visits;
          return { ...guest, facts: { ...guest.facts, visits: { visits: [...visits, ...more] } } };
        }),
      ),
      noSales,
      config,
    );
    expect(longer.log.days.length).toBe(task.log.days.length + 200);
    expect(fitWeek({ ...task, log: longer.log })).toEqual(fitWeek(task));
  });
});
