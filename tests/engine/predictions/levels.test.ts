import { expect, test } from 'vitest';
import { type Level, shiftOf } from '../../../server/engine/predictions/levels.ts';

const today = 1_000;
const level = (ago: number, value: number, variance = 1e-6): Level => ({ originDay: today - ago, level: value, variance });
const window = (days: number) => ({ days, day: today });

test('no levels: what was expected without them', () => {
  expect(shiftOf([], 0.3, window(90))).toEqual({ shift: 0.3, season: 0 });
});

test('one exact level, by hand: trusted by .35² / (.35² + .08²)', () => {
  const { shift, season } = shiftOf([level(90, 0.5)], 0.1, window(90));
  expect(shift).toBeCloseTo(0.1 + (0.4 * 0.1225) / (0.1225 + 0.0064), 4);
  expect(season).toBe(0);
});

test('a year ago the same days lay above the others: so they will again, by most of it', () => {
  const levels = [level(365, 0.4), level(270, -0.1), level(180, 0.05), level(90, -0.05)];
  const { shift, season } = shiftOf(levels, 0, window(90));
  expect(season).toBeGreaterThan(0.1);
  expect(shift + season).toBeLessThan(0.4);
  expect(shiftOf(levels, 0, window(365)).season).toBe(0); // a year has all seasons
  expect(shiftOf(levels, 0, window(180)).season).toBeLessThan(season);
});

test('half a year ago says nothing about the season, nor do levels that agree or are too uncertain', () => {
  const season = (levels: readonly Level[]) => shiftOf(levels, 0, window(90)).season;
  expect(Math.abs(season([level(180, 0.4), level(90, -0.2), level(250, 0)]))).toBeLessThan(0.01);
  expect(season([level(365, 0.2), level(180, 0.2), level(90, 0.2)])).toBe(0);
  expect(season([level(365, 0.4, 1), level(180, 0, 1), level(90, 0, 1)])).toBe(0);
});

test('equal data, equal answer; far outliers and equal days stay finite', () => {
  const levels = [level(365, 5), level(365, -5), level(1, 5, 1e-12)];
  const first = shiftOf(levels, 0, window(7));
  expect(shiftOf(levels, 0, window(7))).toEqual(first);
  expect(Number.isFinite(first.shift + first.season)).toBe(true);
});
