import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asVisits, countByDayAndPart, daypartOf, lastTwelveMonths } from '../../../../client/customer/profile/visit-figures.ts';

const visit = (visitedAt: string, total: string | null, refund: string | null = null, businessDay = visitedAt.slice(0, 10)) => ({
  id: visitedAt,
  visitedAt,
  businessDay,
  locationId: null,
  total: total === null ? null : { amount: total },
  refund: refund === null ? null : { amount: refund },
});

describe('the visits that count', () => {
  test('a refund is taken off, a visit refunded in full is none, an unknown amount stays unknown, the oldest comes first', () => {
    const visits = asVisits([
      visit('2026-03-03T12:00:00Z', '30.00', '10.00'),
      visit('2026-02-02T12:00:00Z', '20.00', '20.00'),
      visit('2026-01-01T12:00:00Z', null),
    ]);
    expect(visits.map(({ day, amount }) => [day, amount])).toEqual([
      ['2026-01-01', null],
      ['2026-03-03', 20],
    ]);
  });

  test('a free visit without a refund counts', () => {
    expect(asVisits([visit('2026-01-01T12:00:00Z', '0.00')])).toHaveLength(1);
  });
});

describe('the last twelve months', () => {
  test('the month of today is the last, and each visit falls into the month of its business day', () => {
    const visits = asVisits([
      visit('2026-03-01T01:00:00Z', '10.00', null, '2026-02-28'),
      visit('2026-01-31T12:00:00Z', '5.00'),
      visit('2025-01-31T12:00:00Z', '99.00'),
    ]);
    const months = lastTwelveMonths(visits, '2026-02-28');
    expect(months.map(({ month }) => month)).toEqual(
      ['03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map((month) => `2025-${month}`).concat('2026-01', '2026-02'),
    );
    expect(months.slice(-2)).toEqual([
      { month: '2026-01', visits: 1, amount: 5 },
      { month: '2026-02', visits: 1, amount: 10 },
    ]);
    expect(months.slice(0, 10).every(({ amount }) => amount === 0)).toBe(true);
  });
});

describe('weekdays and parts of the day', () => {
  test('the parts begin at 5, 11, 15, 17 and 22 o’clock', () => {
    expect([4, 5, 10, 11, 14, 15, 16, 17, 21, 22].map(daypartOf)).toEqual([
      'LATE',
      'BREAKFAST',
      'BREAKFAST',
      'LUNCH',
      'LUNCH',
      'AFTERNOON',
      'AFTERNOON',
      'DINNER',
      'DINNER',
      'LATE',
    ]);
  });

  test('a visit after midnight is late on the business day before, by the clock of its location', () => {
    // Friday 20 November in Berlin, half past midnight: still Thursday's business.
    const [late] = asVisits([visit('2026-11-19T23:30:00Z', '9.00', null, '2026-11-19')]);
    if (late === undefined) throw new Error('expected a visit');
    expect(countByDayAndPart([late], () => 'Europe/Berlin').LATE).toEqual([0, 0, 0, 1, 0, 0, 0]);
    expect(countByDayAndPart([late], () => 'America/New_York').DINNER).toEqual([0, 0, 0, 1, 0, 0, 0]);
  });

  test('every visit is counted once', () => {
    const instants = fc.date({ min: new Date('2024-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(instants, { maxLength: 40 }), (dates) => {
        const visits = asVisits(dates.map((at) => visit(at.toISOString(), '10.00')));
        const counts = Object.values(countByDayAndPart(visits, () => 'Europe/Lisbon')).flat();
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(visits.length);
      }),
    );
  });
});
