import { expect, test } from 'vitest';
import { Lag } from '../../server/db/lag.ts';

test('a replica that has everything is not behind, however long nobody wrote', () => {
  const lag = new Lag();
  for (const at of [0, 60_000, 3_600_000]) lag.note({ position: 100n, at }, 100n);
  expect([lag.seconds(7_200_000), lag.bytes]).toEqual([0, 0]);
});

test('the oldest position that the replica has not reached tells since when it is behind', () => {
  const lag = new Lag();
  lag.note({ position: 100n, at: 1_000 }, 100n);
  lag.note({ position: 200n, at: 2_000 }, 100n);
  lag.note({ position: 300n, at: 3_000 }, 100n);
  expect([lag.seconds(5_000), lag.bytes]).toEqual([3, 200]);
  lag.note({ position: 300n, at: 5_000 }, 200n);
  expect([lag.seconds(5_000), lag.bytes]).toEqual([2, 100]);
});

test('a replica that never comes back is remembered from the beginning, within bounds', () => {
  const lag = new Lag();
  for (let at = 1; at <= 5_000; at += 1) lag.note({ position: BigInt(at), at }, 0n);
  expect([lag.seconds(5_001), lag.bytes]).toEqual([5, 5_000]);
});
