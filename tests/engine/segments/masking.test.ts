import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskedCounts, maskedPart } from '../../../server/engine/segments/masking.ts';

test('small counts are left out, and one more where their sum would tell', () => {
  expect(maskedCounts([10, 20, 0])).toEqual([10, 20, 0]);
  expect(maskedCounts([10, 3, 20])).toEqual([null, null, 20]);
  expect(maskedCounts([3, 2, 20])).toEqual([null, null, 20]);
  expect(maskedCounts([4])).toEqual([null]);
});

test('what is left out adds up to nobody or to five at least, wherever there are five', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 8 }), (counts) => {
      const shown = maskedCounts(counts);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const hidden = total - shown.reduce<number>((sum, count) => sum + (count ?? 0), 0);
      for (const count of shown) expect(count === null || count === 0 || count >= 5).toBe(true);
      expect(hidden === 0 || hidden >= 5 || total < 5).toBe(true);
    }),
  );
});

test('a part is told only when neither it nor the rest is a few', () => {
  expect([0, 1, 4, 5, 15, 16, 19, 20].map((part) => maskedPart(part, 20))).toEqual([0, null, null, 5, 15, null, null, 20]);
});
