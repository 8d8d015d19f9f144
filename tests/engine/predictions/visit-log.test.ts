import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  guestHash,
  type LoggedDay,
  type LoggedGuest,
  loggedDays,
  type VisitLog,
  visitLog,
  visitLogWriter,
} from '../../../server/engine/predictions/visit-log.ts';
import { anyHistory, visitOn } from '../histories.ts';

const logged = (day: number, netMinor: number | null = 1_000, paidVisits = 1): LoggedDay => ({ day, netMinor, paidVisits });

/** As it would be written without a thought of speed. */
function naive(guests: readonly LoggedGuest[]): VisitLog {
  const there = guests.filter(({ days }) => days.length > 0);
  const all = there.flatMap(({ days }) => days);
  const starts = [0];
  for (const { days } of there) starts.push((starts.at(-1) ?? 0) + days.length);
  return {
    starts: Int32Array.from(starts),
    days: Int32Array.from(all, ({ day }) => day),
    netMinor: Float64Array.from(all, ({ netMinor }) => netMinor ?? Number.NaN),
    paidVisits: Int32Array.from(all, ({ paidVisits }) => paidVisits),
    hashes: Uint32Array.from(there, ({ hash }) => hash),
  };
}

describe('packing', () => {
  test('worked by hand: three guests, one of whom never came', () => {
    const log = visitLog([
      { hash: 7, days: [logged(3), logged(5, null, 0)] },
      { hash: 8, days: [] },
      { hash: 4_294_967_295, days: [logged(4, 250)] },
    ]);
    expect(log).toEqual({
      starts: Int32Array.of(0, 2, 3),
      days: Int32Array.of(3, 5, 4),
      netMinor: Float64Array.of(1_000, Number.NaN, 250),
      paidVisits: Int32Array.of(1, 0, 1),
      hashes: Uint32Array.of(7, 4_294_967_295),
    });
  });

  test('nobody is an empty log', () => {
    expect(visitLog([])).toEqual(naive([]));
  });

  test('equals plain packing for any guests', () => {
    const day = fc.record({ day: fc.nat(30_000), netMinor: fc.option(fc.nat(100_000)), paidVisits: fc.nat(3) });
    const guest = fc.record({ hash: fc.nat(0xff_ff_ff_ff), days: fc.array(day, { maxLength: 12 }) });
    fc.assert(
      fc.property(fc.array(guest), (guests) => {
        expect(visitLog(guests)).toEqual(naive(guests));
      }),
    );
  });

  test('grows with the guests, and with one guest of very many days', () => {
    const many = Array.from({ length: 2_500 }, (_, hash) => ({
      hash,
      days: Array.from({ length: 1 + (hash % 9) }, (__, place) => logged(place, hash)),
    }));
    const one = { hash: 1, days: Array.from({ length: 20_000 }, (_, day) => logged(day, day)) };
    for (const guests of [[one], [...many, one]]) expect(visitLog(guests)).toEqual(naive(guests));
  });

  test('a closed log stays as it was when the writer goes on', () => {
    const writer = visitLogWriter();
    writer.add({ hash: 1, days: [logged(1)] });
    const log = writer.close();
    writer.add({ hash: 2, days: [logged(2)] });
    expect(log).toEqual(naive([{ hash: 1, days: [logged(1)] }]));
  });
});

describe('the visit days of a history', () => {
  test('add up the money of a day; unknown money is nothing beside known', () => {
    const visits = [
      visitOn(1, 500, 'a'),
      visitOn(1, null, 'b'),
      visitOn(1, 700, 'c'),
      visitOn(2, null, 'd'),
      visitOn(2, null, 'e'),
      visitOn(3, 0, 'f'),
      visitOn(4, null, 'g'),
      visitOn(4, 300, 'h'),
    ];
    expect(loggedDays(visits)).toEqual([logged(1, 1_200, 2), logged(2, null, 0), logged(3, 0, 0), logged(4, 300, 1)]);
  });

  test('hold every day once in order, and all the money', () => {
    fc.assert(
      fc.property(anyHistory, ({ visits }) => {
        const days = loggedDays(visits);
        expect(days.map(({ day }) => day)).toEqual([...new Set(visits.map(({ day }) => day))]);
        const total = visits.reduce((sum, { netMinor }) => sum + (netMinor ?? 0), 0);
        expect(days.reduce((sum, { netMinor }) => sum + (netMinor ?? 0), 0)).toBe(total);
        expect(days.reduce((sum, { paidVisits }) => sum + paidVisits, 0)).toBe(
          visits.filter(({ netMinor }) => (netMinor ?? 0) > 0).length,
        );
      }),
    );
  });
});

test('the hash of a guest is the same for the same id, a whole number of 32 bits, and differs for others', () => {
  const hashes = Array.from({ length: 1_000 }, (_, id) => guestHash(`guest-${id}`));
  expect(hashes).toEqual(hashes.map((_, id) => guestHash(`guest-${id}`)));
  expect(new Set(hashes).size).toBe(1_000);
  for (const hash of hashes) expect(hash).toBe(hash >>> 0);
  expect(hashes.filter((hash) => hash < 2 ** 31).length).toBeGreaterThan(430);
});
