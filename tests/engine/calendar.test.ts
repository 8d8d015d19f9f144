import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  businessDay,
  dayMs,
  dayOfIso,
  endOfBusinessDay,
  instantOfLocal,
  isoDay,
  noonOf,
  utcOffset,
  weekOf,
} from '../../server/engine/calendar.ts';

const berlin = { timeZone: 'Europe/Berlin', dayStartMinutes: 240 };
const at = (text: string) => Date.parse(text);

describe('business days', () => {
  test('a visit at one in the morning belongs to the evening before', () => {
    expect(isoDay(businessDay(at('2024-07-06T01:00:00+02:00'), berlin))).toBe('2024-07-05');
    expect(isoDay(businessDay(at('2024-07-06T04:00:00+02:00'), berlin))).toBe('2024-07-06');
  });

  test('the day is the local one, not that of UTC', () => {
    expect(isoDay(businessDay(at('2024-01-01T22:30:00Z'), { timeZone: 'Asia/Tokyo', dayStartMinutes: 240 }))).toBe('2024-01-02');
  });

  test('noon and the last millisecond of a day belong to it, the next one does not', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/Sao_Paulo',
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30_000 }),
        zones,
        fc.integer({ min: 0, max: 12 * 60 }),
        (day, timeZone, dayStartMinutes) => {
          const calendar = { timeZone, dayStartMinutes };
          expect(businessDay(noonOf(day, timeZone), calendar)).toBe(day);
          expect(businessDay(endOfBusinessDay(day, calendar), calendar)).toBe(day);
          expect(businessDay(endOfBusinessDay(day, calendar) + 1, calendar)).toBe(day + 1);
        },
      ),
    );
  });
});

describe('local times', () => {
  test('the hour that spring skips does not exist', () => {
    expect(instantOfLocal(at('2024-03-31T02:30:00Z'), 'Europe/Berlin')).toBeNull();
  });

  test('the doubled hour of autumn is taken the first time', () => {
    expect(instantOfLocal(at('2024-10-27T02:30:00Z'), 'Europe/Berlin')).toBe(at('2024-10-27T02:30:00+02:00'));
  });

  test('an ordinary time is found', () => {
    expect(instantOfLocal(at('1997-01-01T12:00:00Z'), 'America/New_York')).toBe(at('1997-01-01T12:00:00-05:00'));
  });
});

describe('weeks', () => {
  test('begin on Monday at local midnight', () => {
    expect(weekOf(at('2024-10-06T23:59:59+02:00'), 'Europe/Berlin')).toEqual({
      week: '2024-09-30',
      startsAt: at('2024-09-30T00:00:00+02:00'),
    });
    expect(weekOf(at('2024-10-07T00:00:00+02:00'), 'Europe/Berlin').week).toBe('2024-10-07');
    expect(weekOf(at('1969-12-31T12:00:00Z'), 'UTC').week).toBe('1969-12-29');
  });

  test('an instant lies within its week', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000_000, max: 4_000_000_000_000 }), (instant) => {
        const { startsAt } = weekOf(instant, 'Europe/Berlin');
        expect(startsAt).toBeLessThanOrEqual(instant);
        expect(instant - startsAt).toBeLessThan(7 * dayMs + 3_600_000);
      }),
    );
  });
});

test('only real days are days', () => {
  expect(dayOfIso('2024-02-29')).toBe(19_782);
  for (const text of ['2023-02-29', '2024-13-01', '24-01-01', '2024-1-1', '']) expect(dayOfIso(text)).toBeNull();
});

test('a summer time of one week is not overlooked', () => {
  const offsets = ['2000-10-07', '2000-10-08', '2000-10-11', '2000-10-14', '2000-10-16'].map(
    (day) => utcOffset(at(`${day}T15:00:00Z`), 'America/Recife') / 3_600_000,
  );
  expect(offsets).toEqual([-3, -2, -2, -2, -3]);
});

test('the offset of any instant is the one that the clocks of the zone show', () => {
  const zones = [
    'Europe/Berlin',
    'Africa/Casablanca',
    'Africa/Cairo',
    'Australia/Lord_Howe',
    'America/Caracas',
    'Asia/Gaza',
    'Pacific/Apia',
  ];
  const formats = new Map(
    zones.map((zone) => [zone, new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })]),
  );
  const instants = fc.integer({ min: Date.UTC(1990, 0, 1) / 1_000, max: Date.UTC(2037, 0, 1) / 1_000 });
  fc.assert(
    fc.property(instants, fc.constantFrom(...zones), (seconds, zone) => {
      const local = Date.parse(
        `${formats
          .get(zone)
          ?.format(seconds * 1_000)
          .replace(' ', 'T')}Z`,
      );
      expect(utcOffset(seconds * 1_000, zone)).toBe(local - seconds * 1_000);
    }),
    { numRuns: 1_000 },
  );
});
