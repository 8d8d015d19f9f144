import { expect, test } from 'vitest';
import { currencyDecimals, demoOptions } from '../../server/demo/options.ts';
import { isoDay } from '../../server/engine/calendar.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const asked = (more: Partial<Parameters<typeof demoOptions>[0]> = {}) => demoOptions({ currency: 'EUR', now, ...more });

test('without arguments the demo has 2,000 guests and 24 months until yesterday', () => {
  const { untilDay, ...rest } = asked();
  expect(rest).toEqual({ customers: 2000, seed: 7, months: 24, decimals: 2 });
  expect(isoDay(untilDay)).toBe('2026-11-21');
});

test('shortly after midnight the day that is still running is not taken for over', () => {
  expect(isoDay(asked({ now: Date.parse('2026-11-22T01:30:00Z') }).untilDay)).toBe('2026-11-20');
});

test.each([
  [{ until: '2026-11-22' }, '--until: expected a day from 2000-01-01 to 2026-11-21 (yesterday), got "2026-11-22"'],
  [{ until: '2026-02-30' }, '--until: expected a day from 2000-01-01'],
  [{ customers: '0' }, '--customers: expected a whole number from 1 to 1000000, got "0"'],
  [{ months: '1.5' }, '--months: expected a whole number from 1 to 120, got "1.5"'],
  [{ seed: '-1' }, '--seed: expected a whole number from 0 to 4294967295, got "-1"'],
])('%j is refused with what is expected', (wrong, message) => {
  expect(() => asked(wrong)).toThrow(message);
});

test('amounts have the decimals of the currency', () => {
  expect(['EUR', 'JPY', 'KWD'].map(currencyDecimals)).toEqual([2, 0, 3]);
});
