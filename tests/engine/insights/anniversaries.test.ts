import { expect, test } from 'vitest';
import { dayOfIso } from '../../../server/engine/calendar.ts';
import { daysToAnniversary } from '../../../server/engine/insights/anniversaries.ts';

const between = (of: string, on: string) => daysToAnniversary(dayOfIso(of) ?? 0, dayOfIso(on) ?? 0);

test('days to the next return of a date, over the turn of the year, 0 on the date', () => {
  expect(between('1980-03-10', '2024-03-01')).toBe(9);
  expect(between('1980-03-10', '2024-03-10')).toBe(0);
  expect(between('1980-01-02', '2023-12-30')).toBe(3);
  expect(between('1980-03-10', '2024-03-11')).toBe(364);
});

test('29 February returns on 1 March in common years', () => {
  expect(between('1980-02-29', '2023-02-27')).toBe(2);
  expect(between('1980-02-29', '2024-02-27')).toBe(2);
});
