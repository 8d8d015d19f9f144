import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, dayOfIso, isoDay } from '../../../server/engine/calendar.ts';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { FeedbackEntry, LoyaltyHistory, VisitHistory } from '../../../server/engine/facts.ts';
import { type MilestoneKind, milestones } from '../../../server/engine/profile/milestones.ts';
import { anyHistory, everyDays, historyOf, today, visitOn } from '../histories.ts';

const day = (iso: string) => dayOfIso(iso) ?? Number.NaN;

interface More {
  readonly loyalty?: LoyaltyHistory;
  readonly entries?: readonly FeedbackEntry[];
  readonly on?: number;
}

function told(visits: VisitHistory, { loyalty, entries = [], on = today }: More = {}) {
  return milestones({ visits, loyalty: loyalty ?? null, feedback: { entries } }, on, defaultScoring);
}

function ofKind(kind: MilestoneKind, ...asked: Parameters<typeof told>) {
  return told(...asked).filter((milestone) => milestone.kind === kind);
}

function feedbackOn(on: number, change: Partial<FeedbackEntry> = {}): FeedbackEntry {
  return { feedbackId: `f${on}`, at: on * dayMs, day: on, source: null, nps: null, rating: null, sentiment: null, ...change };
}

function tiersOn(...steps: readonly (readonly [number, string])[]): LoyaltyHistory {
  const transactions = steps.map(([on, tier], index) => {
    return { transactionId: `t${index}`, at: on * dayMs, day: on, kind: 'TIER', points: null, tier };
  });
  return { tier: null, joinedAt: null, transactions };
}

describe('visits', () => {
  test('the first visit is told with what followed', () => {
    expect(told(historyOf([today - 20, today - 10, today]))).toMatchObject([
      {
        kind: 'FIRST_VISIT',
        date: isoDay(today - 20),
        number: null,
        title: 'First visit',
        impact: 'Spent EUR 20.00; 2 visit days since.',
        impactValue: 2,
        impactUnit: 'visit days since',
      },
    ]);
  });

  test('the 10th and 25th visit day are told with how long they took and what they brought', () => {
    const [later, tenth] = ofKind('VISITS', historyOf(everyDays(today - 29 * 7, 7, 30)));
    expect(tenth).toEqual({
      kind: 'VISITS',
      date: isoDay(today - 29 * 7 + 63),
      number: 10,
      title: '10th visit day',
      impact: '10 visit days in 64 days, worth EUR 200.00; 20 visit days since.',
      impactValue: 20,
      impactUnit: 'visit days since',
    });
    expect(later).toMatchObject({ number: 25, impactValue: 5 });
  });

  test('visits of unknown spend are told without money', () => {
    expect(told(historyOf([today - 1], null))).toMatchObject([{ impact: 'On record: no visit since.' }]);
  });
});

describe('anniversaries', () => {
  test('are told for the years in which the guest came', () => {
    const visits = historyOf([day('2021-03-10'), day('2021-06-01'), day('2022-03-10'), day('2024-02-01')]);
    expect(ofKind('ANNIVERSARY', visits, { on: day('2024-03-10') })).toMatchObject([
      {
        date: '2024-03-10',
        number: 3,
        title: '3 years a guest',
        impact: '1 visit day in that year, worth EUR 20.00.',
        impactValue: 1,
      },
      { date: '2022-03-10', number: 1, title: '1 year a guest', impactValue: 2 },
    ]);
    expect(ofKind('ANNIVERSARY', visits, { on: day('2024-03-09') }).map(({ number }) => number)).toEqual([1]);
  });

  test('are not told of who had left: no visit in the 90 days before', () => {
    const until = (last: string) => historyOf([day('2024-08-09'), day(last)]);
    expect(ofKind('ANNIVERSARY', until('2025-05-12'), { on: day('2025-09-01') })).toHaveLength(1);
    expect(ofKind('ANNIVERSARY', until('2025-05-10'), { on: day('2025-09-01') })).toEqual([]);
  });

  test('of 29 February are on the 28th where there is none', () => {
    const visits = historyOf([day('2020-02-29'), day('2020-12-31'), day('2024-02-01')]);
    const dates = ofKind('ANNIVERSARY', visits, { on: day('2024-03-01') }).map(({ date }) => date);
    expect(dates).toEqual(['2024-02-29', '2021-02-28']);
  });
});

describe('a comeback', () => {
  test('is a visit after more than 60 days and more than three own gaps', () => {
    const before = everyDays(today - 200, 14, 4);
    const last = today - 200 + 42;
    expect(ofKind('COMEBACK', historyOf([...before, last + 100, last + 110]))).toEqual([
      {
        kind: 'COMEBACK',
        date: isoDay(last + 100),
        number: 1,
        title: 'Came back',
        impact: 'After 100 days of silence, against a usual gap of 14.0 days; 1 visit day since.',
        impactValue: 1,
        impactUnit: 'visit days since',
      },
    ]);
    expect(ofKind('COMEBACK', historyOf([...before, last + 60]))).toEqual([]);
    expect(ofKind('COMEBACK', historyOf([...before, last + 61]))).toHaveLength(1);
    const seldom = everyDays(today - 400, 40, 4);
    expect(ofKind('COMEBACK', historyOf([...seldom, today - 400 + 120 + 120]))).toEqual([]);
    expect(ofKind('COMEBACK', historyOf([...seldom, today - 400 + 120 + 121]))).toHaveLength(1);
  });

  test('needs a rhythm to come back to: two gaps', () => {
    expect(ofKind('COMEBACK', historyOf([today - 210, today - 200, today]))).toEqual([]);
    expect(ofKind('COMEBACK', historyOf([today - 220, today - 210, today - 200, today]))).toHaveLength(1);
  });
});

describe('tiers and feedback', () => {
  const weekly = historyOf(everyDays(today - 300, 10, 20)); // until today − 110

  test('compare the 90 days from then on with the 90 before', () => {
    const [reached] = ofKind('TIER_REACHED', weekly, { loyalty: tiersOn([today - 150, 'GOLD']) });
    expect(reached).toEqual({
      kind: 'TIER_REACHED',
      date: isoDay(today - 150),
      number: null,
      title: 'Reached the tier GOLD',
      impact: '5 visit days in the 90 days from then on, 9 in the 90 days before.',
      impactValue: -4,
      impactUnit: 'visit days more in 90 days',
    });
  });

  test('say nothing before 90 days have passed', () => {
    const [reached] = ofKind('TIER_REACHED', weekly, { loyalty: tiersOn([today - 88, 'GOLD']) });
    expect(reached).toMatchObject({ impactValue: null, impact: 'Cannot be said before 90 days have passed.' });
    const [passed] = ofKind('TIER_REACHED', weekly, { loyalty: tiersOn([today - 89, 'GOLD']) });
    expect(passed).toMatchObject({ impactValue: -7 });
  });

  test('do not compare with days on which the guest was not known yet', () => {
    const impactOf = (day: number) => ofKind('TIER_REACHED', weekly, { loyalty: tiersOn([day, 'GOLD']) })[0];
    expect(impactOf(today - 211)).toMatchObject({
      impact: '9 visit days in the 90 days from then on; too new a guest to compare with before.',
      impactValue: null,
    });
    expect(impactOf(today - 210)).toMatchObject({ impactValue: 0 });
  });

  test('a tier is reached once, and a fall reaches none', () => {
    const loyalty = tiersOn(
      [today - 50, 'Silver'],
      [today - 40, 'Gold'],
      [today - 30, 'Silver'],
      [today - 20, 'Bronze'],
      [today - 10, 'Friends'],
    );
    expect(ofKind('TIER_REACHED', weekly, { loyalty }).map(({ title }) => title)).toEqual([
      'Reached the tier Friends',
      'Reached the tier Gold',
      'Reached the tier Silver',
    ]);
  });

  test('the first feedback says what was answered', () => {
    const told = (change: Partial<FeedbackEntry>) =>
      ofKind('FIRST_FEEDBACK', weekly, { entries: [feedbackOn(today - 10, change), feedbackOn(today - 5)] })[0]?.title;
    expect([told({ nps: 9, rating: 1 }), told({ rating: 4.5 }), told({})]).toEqual([
      'First feedback: 9 of 10',
      'First feedback: 4.5 of 5 stars',
      'First feedback',
    ]);
  });
});

test('the highest bill is told against the usual one, from three bills on, the first of equals', () => {
  const bills = [2_000, 9_000, 3_000, 9_000].map((net, index) => visitOn(today - 10 + index, net));
  expect(ofKind('HIGHEST_BILL', { visits: bills.slice(0, 2) })).toEqual([]);
  expect(ofKind('HIGHEST_BILL', historyOf([today - 2, today - 1, today]))).toEqual([]);
  expect(ofKind('HIGHEST_BILL', { visits: bills })).toEqual([
    {
      kind: 'HIGHEST_BILL',
      date: isoDay(today - 9),
      number: null,
      title: 'Highest bill: EUR 90.00',
      impact: '1.5 times the usual bill of EUR 60.00.',
      impactValue: 1.5,
      impactUnit: 'times the median bill',
    },
  ]);
});

test('without a visit there is no relation to tell of', () => {
  expect(told({ visits: [] }, { entries: [feedbackOn(today)], loyalty: tiersOn([today, 'GOLD']) })).toEqual([]);
});

describe('properties for random histories', () => {
  test('they come newest first, none is of the future, and every one is told in words', () => {
    fc.assert(
      fc.property(anyHistory, (visits) => {
        const found = told(visits);
        const dates = found.map(({ date }) => date);
        expect(dates).toEqual([...dates].sort().reverse());
        for (const { date, title, impact } of found) {
          expect(date <= isoDay(today)).toBe(true);
          expect(title.length > 0 && impact.endsWith('.')).toBe(true);
        }
      }),
    );
  });

  test('a milestone that was once reached stays one, but for the highest bill', () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 0, max: 700 }), (visits, ago) => {
        const known = { visits: visits.visits.filter((visit) => visit.day <= today - ago) };
        const names = (found: ReturnType<typeof told>) =>
          found.filter(({ kind }) => kind !== 'HIGHEST_BILL').map(({ kind, date, number }) => `${kind} ${date} ${number}`);
        expect(names(told(visits))).toEqual(expect.arrayContaining(names(told(known, { on: today - ago }))));
      }),
    );
  });
});

test('a large amount keeps its thousands apart', () => {
  const bills = [123_456, 290_660_00, 100_000].map((net, index) => visitOn(today - 10 + index, net));
  expect(ofKind('HIGHEST_BILL', { visits: bills })[0]?.title).toBe('Highest bill: EUR 290,660.00');
  expect(ofKind('HIGHEST_BILL', { visits: bills })[0]?.impact).toContain('usual bill of EUR 1,234.56.');
});
