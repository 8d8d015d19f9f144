import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BareVisit } from '../../server/engine/bare-visits.ts';
import { packOf, visitsIn } from '../../server/facts/visit-pack.ts';
import { plain } from './bare.ts';

const dayMicros = 86_400_000_000;

const amount = fc.option(
  fc.oneof(
    fc.integer({ min: 0, max: 20_000 }),
    fc.maxSafeInteger().map((n) => Math.floor(Math.abs(n) / 4)),
  ),
  { nil: null },
);
const time = fc.oneof(
  fc.integer({ min: -720, max: 2_880 }).map((minutes) => minutes * 60_000_000),
  fc.integer({ min: 0, max: 86_400_000 }).map((ms) => ms * 1_000),
  fc.integer({ min: 0, max: dayMicros }),
);

const visit = fc
  .record({
    day: fc.integer({ min: -3_000, max: 30_000 }),
    time,
    visitId: fc.string({ unit: 'binary', maxLength: 40 }),
    gross: amount,
    discount: amount,
    total: amount,
    refund: fc.nat(5_000),
  })
  .map(
    ({ day, time: ofDay, visitId, gross, discount, total, refund }): BareVisit => ({
      visitId,
      at: (day * dayMicros + ofDay) / 1_000,
      day,
      grossMinor: gross,
      discountMinor: discount,
      totalMinor: total,
      netMinor: total === null ? null : total - refund,
    }),
  );

describe('the visits of a guest as one value', () => {
  test('are the visits, and as of an instant those before it', () => {
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 60 }), fc.nat(60), (visits, place) => {
        const pack = packOf(visits);
        expect(visitsIn(pack, Number.POSITIVE_INFINITY).map(plain)).toEqual(visits);
        const asOf = visits[place]?.at ?? 0;
        expect(visitsIn(pack, asOf).map(plain)).toEqual(visits.filter(({ at }) => at <= asOf));
      }),
    );
  });

  test('take some nine bytes beside the id, at whole minutes and with amounts of a restaurant', () => {
    const visits = Array.from({ length: 30 }, (_unused, index): BareVisit => {
      const day = 20_000 + 9 * index;
      return {
        visitId: '',
        at: (day * dayMicros + 19 * 3_600_000_000) / 1_000,
        day,
        grossMinor: 4_210,
        discountMinor: null,
        totalMinor: 4_210,
        netMinor: 4_210,
      };
    });
    expect((packOf(visits).length - 30) / visits.length).toBeLessThan(10);
  });

  test('are none of who never came', () => {
    expect(visitsIn(packOf([]), Number.POSITIVE_INFINITY)).toEqual([]);
  });
});
