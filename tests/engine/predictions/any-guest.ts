import fc from 'fast-check';
import type { RepeatHistory } from '../../../server/engine/predictions/model.ts';

/** Any history: also none but the first visit, a last visit today, and 1,500 visits. */
export const anyGuest: fc.Arbitrary<RepeatHistory> = fc
  .record({
    x: fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 1_500 })),
    T: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 520, noNaN: true })),
    part: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ x, T, part }) => ({ x, tx: x === 0 ? 0 : T * part, T }));

const size = (low: number, high: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp);

/** Parameters r, alpha, a, b as fits find them, and a near 1. */
export const anyParameters = fc.record({
  r: size(0.05, 20),
  alpha: size(0.1, 100),
  a: fc.oneof(size(0.02, 20), fc.constant(1), fc.double({ min: 1 - 3e-5, max: 1 + 3e-5, noNaN: true })),
  b: size(0.05, 50),
});

/** Parameters at the edges of what a search may try. */
export const wildParameters = fc.record({ r: size(1e-5, 1e5), alpha: size(1e-5, 1e5), a: size(1e-5, 1e5), b: size(1e-5, 1e5) });

/** From a minute to a century. */
export const anyWeeks = fc.oneof(size(1e-4, 5_200), size(1, 104));
