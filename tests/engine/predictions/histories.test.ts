import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitBase, gapTerms, historiesAt } from '../../../server/engine/predictions/histories.ts';
import { type VisitLog, visitLog } from '../../../server/engine/predictions/visit-log.ts';

/** Guests by their visit days; the hash is the position, or as given. */
function logOfDays(guests: readonly (readonly number[])[], hashes: readonly number[] = []): VisitLog {
  return visitLog(
    guests.map((days, index) => ({
      hash: hashes[index] ?? index,
      days: days.map((day) => ({ day, netMinor: null, paidVisits: 0 })),
    })),
  );
}

test('a history counts the days after the first one, in weeks, up to the cut', () => {
  const log = logOfDays([[100, 107, 121, 135], [110], [140]]);
  expect(historiesAt(log, 128)).toEqual([{ x: 2, tx: 3, T: 4 }, { x: 0, tx: 0, T: 18 / 7 }, null]);
  expect(historiesAt(log, 135)[0]).toEqual({ x: 3, tx: 5, T: 5 });
});

test('guests of the same history are one group, and their gaps are told once each', () => {
  const base = fitBase(logOfDays([[100, 107, 121], [100, 114, 121], [100, 107, 121, 130], [90], [90], [200]]), 121);
  expect(base).toMatchObject({ customers: 5, repeaters: 3, gaps: 6 });
  expect(base.groups).toEqual([
    { x: 2, tx: 3, T: 3, guests: 3 },
    { x: 0, tx: 0, T: 31 / 7, guests: 2 },
  ]);
  expect(base.lnGapWeeks).toBeCloseTo(3 * Math.log(2), 12);
});

test('gap terms of two stages are the sum of the logarithms, of three also half of them', () => {
  const base = { gaps: 2, lnGapWeeks: Math.log(1) + Math.log(5) };
  expect(gapTerms(base, 1)).toBe(0);
  expect(gapTerms(base, 2)).toBeCloseTo(Math.log(5), 12);
  expect(gapTerms(base, 3)).toBeCloseTo(2 * Math.log(5) - 2 * Math.log(2), 12);
});

test('a guest of many hundred visits is a group of one', () => {
  const daily = Array.from({ length: 900 }, (_, index) => index);
  const base = fitBase(logOfDays([daily, daily]), 900);
  expect(base.groups).toEqual([
    { x: 899, tx: 899 / 7, T: 900 / 7, guests: 1 },
    { x: 899, tx: 899 / 7, T: 900 / 7, guests: 1 },
  ]);
});

test('a sample takes the lowest hashes among those who had come by the cut', () => {
  const log = logOfDays([[100], [101], [102, 110], [103], [300]], [40, 10, 20, 30, 0]);
  expect(fitBase(log, 120, 2)).toMatchObject({ customers: 2, repeaters: 1 });
  expect(fitBase(log, 120, 4)).toEqual(fitBase(log, 120));
});

const anyGuests = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 }), { maxLength: 30 });

test('every guest is in one group, later visits change nothing, nor does the order of the guests', () => {
  fc.assert(
    fc.property(anyGuests, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }), (drawn, cut, most) => {
      const guests = drawn.map((days) => days.toSorted((a, b) => a - b));
      const hashes = guests.map((_, index) => index * 7_919);
      const base = fitBase(logOfDays(guests, hashes), cut, most);
      expect(base.groups.reduce((sum, group) => sum + group.guests, 0)).toBe(base.customers);
      expect(base.groups.reduce((sum, group) => sum + group.guests * group.x, 0)).toBe(base.gaps);
      expect(base.customers).toBe(Math.min(most, guests.filter(([first]) => (first ?? 99) <= cut).length));
      const known = guests.map((days) => days.filter((day) => day <= cut));
      expect(fitBase(logOfDays(known, hashes), cut, most)).toEqual(base);
      expect(fitBase(logOfDays(guests.toReversed(), hashes.toReversed()), cut, most)).toEqual(base);
    }),
  );
});
