import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestOf, byLevel, directionOf, doingWell, sumsOf } from '../../../client/portfolio/figures.ts';
import { topMove, trendsOf } from '../../../client/portfolio/groups.ts';
import { daysBefore, monthsBefore } from '../../../client/portfolio/instants.ts';

const level = fc.constantFrom('POOR', 'FAIR', 'GOOD', 'EXCELLENT', null);

describe('figures of the overview', () => {
  test('three of four scored guests are good or better; those without a score are left out', () => {
    const levels = [
      { level: 'POOR', customers: 1 },
      { level: 'GOOD', customers: 2 },
      { level: 'EXCELLENT', customers: 1 },
      { level: null, customers: 9 },
    ] as const;
    expect(doingWell(levels)).toBe(0.75);
    expect(byLevel(levels).map(({ customers }) => customers)).toEqual([1, 0, 2, 1, 9]);
  });

  test('a share is not told from withheld counts, nor from nobody', () => {
    expect(doingWell([{ level: 'POOR', customers: null }])).toBeNull();
    expect(doingWell([{ level: null, customers: 3 }])).toBeNull();
  });

  test('who rose, fell, stayed, or lacked a score is counted apart', () => {
    expect(
      sumsOf([
        { from: 'POOR', to: 'GOOD', customers: 2 },
        { from: 'EXCELLENT', to: 'FAIR', customers: 3 },
        { from: 'GOOD', to: 'GOOD', customers: 5 },
        { from: null, to: 'POOR', customers: 7 },
        { from: 'FAIR', to: null, customers: null },
      ]),
    ).toEqual({ up: 2, down: 3, stayed: 5, other: 7, isPartial: true });
  });

  test('every guest with a known move is counted once, but for those without a score at both times', () => {
    const moves = fc.array(fc.record({ from: level, to: level, customers: fc.nat(1000) }));
    fc.assert(
      fc.property(moves, (cells) => {
        const { up, down, stayed, other } = sumsOf(cells);
        const unscored = cells.filter(({ from, to }) => from === null && to === null);
        const sum = (some: typeof cells) => some.reduce((total, { customers }) => total + customers, 0);
        expect(up + down + stayed + other).toBe(sum(cells) - sum(unscored));
      }),
    );
  });

  test('less than a point holds still', () => {
    expect([0.9, -0.9, 1, -1, null].map(directionOf)).toEqual(['STEADY', 'STEADY', 'UP', 'DOWN', null]);
  });

  test('what is worth most comes first, what is of unknown worth last', () => {
    const items = [3, null, 9].map((net) => ({ guest: 'G', net }));
    expect(bestOf(items, 2).map(({ net }) => net)).toEqual([9, 3]);
    expect(bestOf(items, 5).at(-1)?.net).toBeNull();
  });
});

describe('groups over months', () => {
  const month = (meanScore: number, segment: string) => ({
    meanScore,
    segments: [{ segment, customers: 30, meanScore }],
  });

  test('a group that was not there yet has a gap, and its change is that of the same guests', () => {
    const moves = new Map([['A', { guests: 25, change: -4 }]]);
    const { groups, base } = trendsOf([month(50, 'B'), month(60, 'A')], [1, 2], moves, 12);
    expect(base).toEqual([
      { at: 1, value: 50 },
      { at: 2, value: 60 },
    ]);
    expect(groups).toEqual([
      {
        group: 'A',
        customers: 30,
        now: 60,
        change: -4,
        compared: 25,
        points: [
          { at: 1, value: null },
          { at: 2, value: 60 },
        ],
      },
    ]);
    expect(topMove(groups)).toEqual({ group: 'A', change: -4 });
  });

  test('a few guests, or less than a point, are no move', () => {
    const of = (compared: number | null, change: number | null) => ({
      group: 'A',
      customers: 30,
      now: 5,
      points: [],
      compared,
      change,
    });
    expect(topMove([of(19, 40), of(20, 0.9), of(null, 5), of(20, null)])).toBeNull();
    expect(topMove([of(20, 2), of(20, -3)])?.change).toBe(-3);
  });
});

test('months end at local midnights, also across a change of the clock', () => {
  expect(daysBefore('2026-03-01', 1)).toBe('2026-02-28');
  expect(monthsBefore('2026-11-23', 2, 'Europe/Berlin')).toEqual(['2026-09-24T21:59:59.999Z', '2026-10-24T21:59:59.999Z']);
});
