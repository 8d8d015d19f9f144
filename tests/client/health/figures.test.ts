import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldedDrivers } from '../../../client/health/drivers.ts';
import { newestChanges, spanStart } from '../../../client/health/history.ts';
import { segmentName } from '../../../client/health/segments.ts';
import { shownDirection } from '../../../client/health/trends.ts';
import { stacksOf } from '../../../client/ui/charts/Dotplot.tsx';
import { lanesOf } from '../../../client/ui/charts/lanes.ts';
import { stepPath } from '../../../client/ui/charts/Steps.tsx';
import { spansOf } from '../../../client/ui/charts/Waterfall.tsx';

describe('drivers of a risk', () => {
  const driver = (factor: string, effect: number) => ({ factor, effect });
  test('come strongest first, those without effect are left out', () => {
    const rows = foldedDrivers([driver('a', 0.1), driver('b', -0.3), driver('c', 0.001)], 5);
    expect(rows.map(({ key }) => key)).toEqual(['b', 'a']);
  });
  test('beyond the most are summed up', () => {
    const rows = foldedDrivers([driver('a', 0.4), driver('b', 0.3), driver('c', 0.2), driver('d', 0.1)], 3);
    expect(rows.map(({ key }) => key)).toEqual(['a', 'b', 'rest']);
    expect(rows.at(-1)?.effect).toBeCloseTo(0.3, 12);
    expect(rows.at(-1)?.count).toBe(2);
  });
  test('still add up to the same, but for what nobody would feel', () => {
    const effects = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 8 });
    fc.assert(
      fc.property(effects, (values) => {
        const rows = foldedDrivers(
          values.map((effect, index) => driver(String(index), effect)),
          5,
        );
        const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
        return rows.length <= 5 && Math.abs(sum(rows.map(({ effect }) => effect)) - sum(values)) < 0.005 + 1e-9;
      }),
    );
  });
});

describe('a history', () => {
  const day = 86_400_000;
  const entry = (at: number, isSignificant: boolean) => ({
    scoredAt: new Date(at * day).toISOString(),
    significantChange: isSignificant ? {} : null,
  });
  test('tells a change once, though the nights after it are far from the same score too', () => {
    const told = newestChanges([entry(1, false), entry(2, true), entry(3, true), entry(9, true), entry(30, true)]);
    expect(told.map(({ scoredAt }) => Date.parse(scoredAt) / day)).toEqual([30, 2]);
  });
  test('shows at least 30 days, and its whole length when asked for all', () => {
    expect(spanStart('All', 95 * day, 100 * day)).toBe(70 * day);
    expect(spanStart('All', 10 * day, 100 * day)).toBe(10 * day);
    expect(spanStart('90', 10 * day, 100 * day)).toBe(10 * day);
  });
  test('is a line of steps that breaks where there is no score', () => {
    const points = [
      { at: 0, value: 40 },
      { at: 50, value: 60 },
      { at: 75, value: null },
      { at: 80, value: 20 },
    ];
    expect(stepPath(points, 0, 100)).toBe('M0,60H50V40H75M80,80H100');
  });
  test('holds the score that began before the period', () => {
    expect(stepPath([{ at: 0, value: 40 }], 50, 100)).toBe('M0,60H100');
  });
});

test('each bar of a waterfall begins where the one before ended', () => {
  expect(spansOf(10, [5, -20, 1])).toEqual([
    [10, 15],
    [15, -5],
    [-5, -4],
  ]);
});

test('outcomes stand in the column of their day, later ones in none', () => {
  const stacks = stacksOf([0, 0.5, 89, null, 120], 90);
  expect(stacks[0]).toBe(2);
  expect(stacks[17]).toBe(1);
  expect(stacks.reduce((sum, count) => sum + count, 0)).toBe(3);
});

describe('labels of a strip', () => {
  test('share a row while they do not touch', () => {
    expect(
      lanesOf([
        { at: 10, width: 10 },
        { at: 50, width: 10 },
        { at: 52, width: 10 },
      ]),
    ).toEqual([0, 0, 1]);
  });
  test('of a row never overlap', () => {
    const labels = fc.array(fc.record({ at: fc.integer({ min: 0, max: 100 }), width: fc.integer({ min: 1, max: 60 }) }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(labels, (given) => {
        const lanes = lanesOf(given);
        const begin = ({ at, width }: (typeof given)[number]) => Math.min(Math.max(at - width / 2, 0), 100 - width);
        return given.every((a, i) =>
          given.every(
            (b, j) => i >= j || lanes[i] !== lanes[j] || begin(a) + a.width <= begin(b) || begin(b) + b.width <= begin(a),
          ),
        );
      }),
    );
  });
});

test('an arrow stands only for a change that is one', () => {
  expect(shownDirection(null)).toBeNull();
  expect(shownDirection({ change: -4, direction: 'DOWN' }, false)).toBe('STEADY');
  expect(shownDirection({ change: -4, direction: 'DOWN' }, true)).toBe('DOWN');
  expect(shownDirection({ change: 9.9, direction: 'UP' })).toBe('STEADY');
  expect(shownDirection({ change: 10, direction: 'UP' })).toBe('UP');
});

test('a segment in capitals is written as people write, a CRM’s own as it is', () => {
  expect(segmentName('NEEDS_ATTENTION')).toBe('Needs attention');
  expect(segmentName('Stammgäste')).toBe('Stammgäste');
  expect(segmentName(null)).toBe('');
});
