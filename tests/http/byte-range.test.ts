import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteRangeOf } from '../../server/http/byte-range.ts';

test.each([
  ['bytes=0-0', 10, { from: 0, to: 1 }],
  ['bytes=3-', 10, { from: 3, to: 10 }],
  ['bytes=3-100', 10, { from: 3, to: 10 }],
  ['bytes=-4', 10, { from: 6, to: 10 }],
  ['bytes=-40', 10, { from: 0, to: 10 }],
  ['bytes=10-', 10, 'UNSATISFIABLE'],
  ['bytes=-0', 10, 'UNSATISFIABLE'],
  ['bytes=0-', 0, 'UNSATISFIABLE'],
  ['bytes=5-3', 10, null],
  ['bytes=0-1,3-4', 10, null],
  ['lines=0-1', 10, null],
  ['bytes=-', 10, null],
  [undefined, 10, null],
] as const)('%s of %d bytes', (header, size, range) => {
  expect(byteRangeOf(header, size)).toEqual(range);
});

test('a range lies within the file and is never empty', () => {
  fc.assert(
    fc.property(fc.option(fc.nat(50)), fc.option(fc.nat(50)), fc.nat(40), (first, last, size) => {
      const range = byteRangeOf(`bytes=${first ?? ''}-${last ?? ''}`, size);
      if (range === null || range === 'UNSATISFIABLE') return;
      expect(range.from).toBeGreaterThanOrEqual(0);
      expect(range.to).toBeGreaterThan(range.from);
      expect(range.to).toBeLessThanOrEqual(size);
    }),
  );
});
