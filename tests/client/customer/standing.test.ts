import { expect, test } from 'vitest';
import { daysBetween, standingOf } from '../../../client/customer/standing.ts';

test('silence is judged by the guest’s own rhythm', () => {
  expect(standingOf(null, null)).toBe('none');
  expect(standingOf(40, null)).toBe('once');
  expect(standingOf(11, 11)).toBe('within');
  expect(standingOf(38, 11)).toBe('slipping');
  expect(standingOf(38, 90)).toBe('within');
  expect(standingOf(129, 10)).toBe('lost');
  expect(standingOf(3, 0)).toBe('slipping'); // several visits a day count as one a day
});

test('a silence that the score still takes as usual is not called slipping', () => {
  expect(standingOf(8, 5, 99)).toBe('within');
  expect(standingOf(38, 11, 12)).toBe('slipping');
  expect(standingOf(129, 10, 0)).toBe('lost');
  expect(standingOf(null, null, null)).toBe('none');
});

test('days are those of the venue’s calendar', () => {
  // 23:30 on the 1st and 00:30 on the 2nd in Berlin
  expect(daysBetween('2026-11-01T22:30:00Z', '2026-11-01T23:30:00Z', 'Europe/Berlin')).toBe(1);
  expect(daysBetween('2026-11-01T22:30:00Z', '2026-11-01T23:30:00Z', 'UTC')).toBe(0);
});
