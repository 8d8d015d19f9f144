import { expect, test } from 'vitest';
import { judge, rivals } from '../../prove/champion/judge.ts';
import { demo } from '../../prove/champion/zoo.ts';

// The demo is lived on beyond the last known day, so what came is known and none of it was seen.
test.each([
  [3, 30],
  [13, 90],
])('what the demo of seed %i does within %i days falls into its intervals as often as it should', (seed, horizonDays) => {
  const verdict = judge(demo(seed, 900, horizonDays));
  if (typeof verdict === 'string') throw new Error(verdict);
  expect(verdict.guests).toBeGreaterThan(700);
  expect(verdict.coverage80).toBeGreaterThanOrEqual(0.75);
  expect(verdict.coverage80).toBeLessThanOrEqual(0.88);
  const best = Math.min(...rivals.map((name) => verdict.models.get(name)?.logLoss ?? Number.POSITIVE_INFINITY));
  expect(verdict.logLoss).toBeLessThan(best);
  expect(verdict.ece).toBeLessThanOrEqual(0.05);
});
