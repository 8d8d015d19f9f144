import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountStep } from '../../../../client/ui/charts/amount-step.ts';
import { dayMs, monthMarks, placeOf } from '../../../../client/ui/charts/timeline.ts';

const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

describe('a line of dates', () => {
  test('two years are marked by quarters, every second of them minor', () => {
    const marks = monthMarks(at('2024-11-23'), at('2026-11-23'));
    expect(marks.map((mark) => mark.at.slice(0, 7))).toEqual([
      '2025-01',
      '2025-04',
      '2025-07',
      '2025-10',
      '2026-01',
      '2026-04',
      '2026-07',
      '2026-10',
    ]);
    expect(marks.map(({ minor }) => minor)).toEqual([false, true, false, true, false, true, false, true]);
  });

  test('half a year is marked by months', () => {
    expect(monthMarks(at('2026-01-15'), at('2026-06-15')).map((mark) => mark.at.slice(5, 7))).toEqual([
      '02',
      '03',
      '04',
      '05',
      '06',
    ]);
  });

  test('marks lie on the line, in order, and are few', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 7000 }), (first, days) => {
        const from = at('2000-01-01') + first * dayMs;
        const places = monthMarks(from, from + days * dayMs).map(({ x }) => x);
        expect(places.every((x) => x >= 0 && x <= 100)).toBe(true);
        expect(places).toEqual(places.toSorted((left, right) => left - right));
        expect(places.length).toBeLessThanOrEqual(21);
      }),
    );
  });

  test('what lies outside stays at the edge, and a line without length has one place', () => {
    expect([placeOf(5, 0, 10), placeOf(-5, 0, 10), placeOf(15, 0, 10), placeOf(3, 3, 3)]).toEqual([50, 0, 100, 0]);
  });
});

describe('the step of an amount', () => {
  test('nothing has no step, the most has the seventh', () => {
    expect([amountStep(0, 9), amountStep(1, 9), amountStep(9, 9), amountStep(0, 0)]).toEqual([undefined, 1, 7, undefined]);
  });

  test('more never has a lower step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }), (left, right) => {
        const [less, more] = left < right ? [left, right] : [right, left];
        expect(amountStep(less, 99)).toBeLessThanOrEqual(amountStep(more, 99) ?? 0);
      }),
    );
  });
});
