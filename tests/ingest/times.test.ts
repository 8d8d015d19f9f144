import fc from 'fast-check';
import { expect, test } from 'vitest';
import { businessDay, dayMs } from '../../server/engine/calendar.ts';
import { dayOf, instantOf, writtenTime } from '../../server/ingest/times.ts';

function instant(text: string, timeZone: string): string {
  const time = writtenTime(text);
  if ('fault' in time) return time.fault;
  const at = instantOf(time, timeZone);
  return typeof at === 'number' ? new Date(at).toISOString() : at.fault;
}
function day(text: string, timeZone: string): number | string {
  const time = writtenTime(text);
  return 'fault' in time ? time.fault : dayOf(time, timeZone, 240);
}

test('ISO 8601 is read with T or a space, with or without seconds and offset', () => {
  expect(instant('2026-07-01T19:30:00+02:00', 'UTC')).toBe('2026-07-01T17:30:00.000Z');
  expect(instant('2026-07-01 19:30', 'Europe/Berlin')).toBe('2026-07-01T17:30:00.000Z');
  expect(instant('2026-07-01t19:30:15.250z', 'Europe/Berlin')).toBe('2026-07-01T19:30:15.250Z');
  expect(instant('2026-07-01 19:30:15 +0530', 'Europe/Berlin')).toBe('2026-07-01T14:00:15.000Z');
});
test('a day without a time is its business day, at 12:00 local', () => {
  expect(instant('2026-07-01', 'Europe/Berlin')).toBe('2026-07-01T10:00:00.000Z');
  expect(day('2026-07-01', 'Pacific/Auckland')).toBe(Date.UTC(2026, 6, 1) / dayMs);
});
test('one in the morning belongs to the evening before', () => {
  expect(day('2026-07-02 01:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 6, 1) / dayMs);
  expect(day('2026-07-01T23:00:00Z', 'Europe/Berlin')).toBe(Date.UTC(2026, 6, 1) / dayMs);
});
test('the hour that spring skips is refused, the doubled hour of autumn takes the first', () => {
  expect(instant('2026-03-29 02:30', 'Europe/Berlin')).toContain('which the clocks skipped');
  expect(instant('2026-10-25 02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
});
test('what is no time says which form is expected', () => {
  for (const text of [
    '01/02/2026',
    '2026-02-30',
    '2026-13-01',
    '2026-01-01 24:00',
    '1899-12-31',
    'yesterday',
    '2026-01-01T10:00+19:00',
    '20260101',
  ])
    expect(instant(text, 'UTC'), text).toContain('expected');
});
test('the quick way over steady days agrees with the calendar', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca'];
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2030, 0, 1) }),
      fc.constantFrom(...zones),
      (ms, timeZone) => {
        const text = new Date(ms).toISOString();
        expect(day(text, timeZone)).toBe(businessDay(ms, { timeZone, dayStartMinutes: 240 }));
        const time = writtenTime(text.slice(0, -1));
        if ('fault' in time) throw new Error(time.fault);
        const at = instantOf(time, timeZone);
        if (typeof at === 'number') expect(dayOf(time, timeZone, 240)).toBe(businessDay(at, { timeZone, dayStartMinutes: 240 }));
      },
    ),
    { numRuns: 2000 },
  );
});
