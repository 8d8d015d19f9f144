import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bucket, filled, perMinute, secondsUntil, taken } from '../../server/access/bucket.ts';

const sixty = perMinute(60); // a point a second

test('a bucket is full at first, gives what it has and fills up evenly', () => {
  const first = taken(null, 45, sixty, 1_000);
  expect(first).toEqual({ bucket: { left: 15, at: 1_000 }, waitSeconds: 0 });
  expect(taken(first.bucket, 20, sixty, 1_000)).toEqual({ bucket: { left: 15, at: 1_000 }, waitSeconds: 5 });
  expect(taken(first.bucket, 20, sixty, 6_000)).toEqual({ bucket: { left: 0, at: 6_000 }, waitSeconds: 0 });
  expect(filled(first.bucket, sixty, 1_000_000).left).toBe(60);
});

test('a clock that is set back gives nothing twice', () => {
  const spent: Bucket = { left: 0, at: 100_000 };
  const back = filled(spent, sixty, 10_000);
  expect(back).toEqual(spent);
  expect(filled(back, sixty, 101_000).left).toBe(1);
});

const wishes = fc.array(fc.record({ gap: fc.integer({ min: 0, max: 20_000 }), amount: fc.integer({ min: 1, max: 60 }) }), {
  minLength: 1,
  maxLength: 80,
});

test('no window gives more than the bucket and what comes in it; a refusal takes nothing and its wait is enough', () => {
  fc.assert(
    fc.property(wishes, (all) => {
      let bucket: Bucket | null = null;
      let now = 0;
      const given: { at: number; amount: number }[] = [];
      for (const { gap, amount } of all) {
        now += gap;
        const result: ReturnType<typeof taken> = taken(bucket, amount, sixty, now);
        bucket = result.bucket;
        expect(bucket.left).toBeGreaterThanOrEqual(0);
        if (result.waitSeconds === 0) given.push({ at: now, amount });
        else {
          expect(taken(bucket, amount, sixty, now + result.waitSeconds * 1_000).waitSeconds).toBe(0);
          expect(secondsUntil(bucket, amount, sixty)).toBe(result.waitSeconds);
        }
      }
      for (const { at: from } of given) {
        for (const { at: to } of given.filter(({ at }) => at >= from)) {
          const sum = given.filter(({ at }) => at >= from && at <= to).reduce((total, { amount }) => total + amount, 0);
          expect(sum).toBeLessThanOrEqual(60 + (to - from) / 1_000 + 1e-6);
        }
      }
    }),
    { numRuns: 60 },
  );
});
