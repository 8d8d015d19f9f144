import fc from 'fast-check';
import { expect, test } from 'vitest';
import { downAfter, holdOf, nextWait, retryDelays } from '../../server/outbound/backoff.ts';

test('fifteen attempts take three days and more', () => {
  const waits = Array.from({ length: 14 }, (_, index) => nextWait(index + 1, 0, null) ?? 0);
  expect(waits[0]).toBe(5_000);
  expect(waits.at(-1)).toBe(12 * 3_600_000);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3 * 86_400_000);
  expect(nextWait(15, 0, null)).toBeNull();
});

test('a wait is never shorter than its place in the row, nor than the receiver wants, and not 30 % longer', () => {
  const chance = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 14 }), chance, fc.option(fc.nat(86_400_000)), (attempts, share, retryAfter) => {
      const [wait, delay] = [nextWait(attempts, share, retryAfter) ?? 0, retryDelays[attempts - 1] ?? 0];
      expect(wait).toBeGreaterThanOrEqual(Math.max(delay, retryAfter ?? 0));
      expect(wait).toBeLessThanOrEqual(Math.max(delay * 1.3, retryAfter ?? 0));
    }),
  );
});

test('a receiver that fails again and again is left alone, for five minutes at most', () => {
  expect(holdOf(downAfter - 1)).toBe(0);
  expect(holdOf(downAfter)).toBe(5_000);
  expect(holdOf(1_000)).toBe(300_000);
});
