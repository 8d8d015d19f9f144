import { expect, test } from 'vitest';
import { flowOf, inOrder, newest } from '../../../client/segments/history.ts';

const day = (on: string, members: number, entered = 0, departed = 0) => ({ day: on, version: 1, members, entered, departed });
const history = [day('2026-11-03', 12, 3, 1), day('2026-11-02', 10, 2, 4), day('2026-10-01', 12)];

test('counted days come oldest first', () => {
  expect(inOrder(history).map((counted) => counted.day)).toEqual(['2026-10-01', '2026-11-02', '2026-11-03']);
});

test('only days near the newest are looked at', () => {
  expect(newest(history, 30).map((counted) => counted.day)).toEqual(['2026-11-02', '2026-11-03']);
  expect(newest([], 30)).toEqual([]);
});

test('who came in and left is added up; one count alone is no movement', () => {
  expect(flowOf(history, 30)).toEqual({ entered: 5, departed: 5, days: 2 });
  expect(flowOf(history, 1)).toBeNull();
  expect(flowOf([], 30)).toBeNull();
});
