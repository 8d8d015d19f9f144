import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alertResponses,
  calibrationDrift,
  quantileOf,
  runFigures,
  type ScoreCounts,
  scoreCountsOf,
  scoreDrift,
  stabilityIndex,
} from '../../server/engine/monitoring.ts';
import type { OriginScore } from '../../server/engine/predictions/prediction-fit.ts';

describe('how fast alerts are answered', () => {
  test('the median and the ninth tenth rest on those that were acknowledged', () => {
    const counts = [
      { severity: 'HIGH', seconds: 60, count: 5 },
      { severity: 'HIGH', seconds: 600, count: 4 },
      { severity: 'HIGH', seconds: 7_200, count: 1 },
      { severity: 'HIGH', seconds: null, count: 3 },
    ];
    expect(alertResponses(counts)).toEqual([
      { severity: 'CRITICAL', raised: 0, acknowledged: 0, medianSeconds: null, p90Seconds: null },
      { severity: 'HIGH', raised: 13, acknowledged: 10, medianSeconds: 60, p90Seconds: 600 },
      { severity: 'MEDIUM', raised: 0, acknowledged: 0, medianSeconds: null, p90Seconds: null },
      { severity: 'LOW', raised: 0, acknowledged: 0, medianSeconds: null, p90Seconds: null },
    ]);
  });

  test('a quantile of counts is that of the values written out', () => {
    const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, share) => {
        const sorted = [...list].sort((a, b) => a - b);
        const counts = [...new Set(list)].map((value) => ({ value, count: list.filter((other) => other === value).length }));
        expect(quantileOf(counts, share)).toBe(sorted[Math.ceil(share * list.length) - 1]);
      }),
    );
    expect(quantileOf([], 0.5)).toBeNull();
  });
});

test('runs are counted by state, and only finished ones have a duration', () => {
  const runs = [
    { startedAt: null, finishedAt: null },
    { startedAt: 5_000, finishedAt: null },
    { startedAt: 1_000, finishedAt: 4_000 },
    { startedAt: 0, finishedAt: 10_000 },
  ];
  const durations = { lastSeconds: 3, medianSeconds: 3, p90Seconds: 10 };
  expect(runFigures(runs)).toEqual({ queued: 1, running: 1, finished: 2, ...durations });
  expect(runFigures([])).toMatchObject({ finished: 0, lastSeconds: null, medianSeconds: null, p90Seconds: null });
});

/** Guests of each level at one score each, and some without. */
function scoresOf(at: number, guests: Readonly<Record<string, number>>, unscored = 0): ScoreCounts {
  const score: Readonly<Record<string, number>> = { POOR: 20, FAIR: 50, GOOD: 70, EXCELLENT: 90 };
  const entries = Object.entries(guests);
  const scored = entries.reduce((sum, [, count]) => sum + count, 0);
  const scoreSum = entries.reduce((sum, [level, count]) => sum + count * (score[level] ?? 0), 0);
  return {
    at,
    totals: { known: scored + unscored, scored, scoreSum },
    counts: entries.flatMap(([level, count]) => [
      { dimension: 'HEALTH_LEVEL' as const, value: level, count },
      { dimension: 'SCORE' as const, value: String(score[level]), count },
    ]),
  };
}

describe('the drift of scores', () => {
  test('the index is 0 for the same shares and grows with the distance', () => {
    expect(stabilityIndex([10, 20, 30, 40, 0], [10, 20, 30, 40, 0])).toBe(0);
    const [p, q] = [10.5 / 12, 1.5 / 12];
    expect(stabilityIndex([10, 1], [1, 10])).toBeCloseTo(2 * (p - q) * Math.log(p / q), 12);
    const counts = fc.array(fc.nat(1_000), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(counts, counts, (before, now) => {
        expect(stabilityIndex(before, now)).toBeGreaterThanOrEqual(0);
        expect(stabilityIndex(before, now)).toBeCloseTo(stabilityIndex(now, before), 10);
      }),
    );
  });

  test('counts of levels and scores are summed over each other', () => {
    const counts = scoreCountsOf(7, [
      { level: 'POOR', score: 10, count: 2 },
      { level: 'POOR', score: 20, count: 3 },
      { level: 'GOOD', score: 70, count: 5 },
      { level: null, score: null, count: 4 },
    ]);
    expect(counts.totals).toEqual({ known: 14, scored: 10, scoreSum: 430 });
    expect(counts.counts).toContainEqual({ dimension: 'HEALTH_LEVEL', value: 'POOR', count: 5 });
    expect(scoreDrift(counts, counts, false)).toMatchObject({
      now: { meanScore: 43, quantiles: { p10: 10, p50: 20 } },
      stabilityIndex: 0,
    });
  });

  test('both instants have their figures, and guests without a score are a bin of their own', () => {
    const before = scoresOf(1, { POOR: 10, GOOD: 30 }, 10);
    const now = scoresOf(2, { POOR: 20, GOOD: 20 }, 10);
    const drift = scoreDrift(now, before, false);
    expect(drift.now).toMatchObject({ at: 2, customers: 50, scored: 40, meanScore: 45, quantiles: { p25: 20, p75: 70 } });
    expect(drift.before).toMatchObject({ at: 1, customers: 50, scored: 40, meanScore: 57.5, quantiles: { p10: 20, p50: 70 } });
    expect(drift.stabilityIndex).toBeCloseTo(stabilityIndex([10, 0, 30, 0, 10], [20, 0, 20, 0, 10]), 12);
  });

  test('without a record of then nothing is compared', () => {
    const now = scoresOf(2, { FAIR: 6 });
    expect(scoreDrift(now, scoresOf(1, {}), false)).toMatchObject({ before: null, stabilityIndex: null });
    expect(scoreDrift(now, null, false)).toMatchObject({ now: { meanScore: 50 }, before: null, stabilityIndex: null });
  });

  test('figures of fewer than five guests are kept from who may not read contact data', () => {
    const few = scoresOf(2, { FAIR: 3 });
    expect(scoreDrift(few, scoresOf(1, { FAIR: 9 }), true)).toMatchObject({
      now: { customers: null, meanScore: null, quantiles: null },
      before: { customers: 9, meanScore: 50 },
      stabilityIndex: null,
    });
  });
});

test('calibration takes the days at the horizon nearest to the venue’s, newest first', () => {
  const origin = (originDay: number, horizonDays: number, bins: readonly (readonly [number, number])[]) =>
    ({
      originDay,
      horizonDays,
      guests: bins.reduce((sum, [guests]) => sum + guests, 0),
      baseRate: 0.4,
      bins: bins.map(([guests, predicted]) => ({ guests, predicted, observed: 0.4 })),
    }) as unknown as OriginScore;
  const origins = [
    origin(100, 30, [[10, 0.5]]),
    origin(130, 30, [
      [10, 0.2],
      [30, 0.6],
    ]),
    origin(130, 90, [[10, 0.9]]),
  ];
  expect(calibrationDrift({ origins }, 40)).toEqual([
    { originDay: 130, horizonDays: 30, guests: 40, predicted: 0.5, observed: 0.4 },
    { originDay: 100, horizonDays: 30, guests: 10, predicted: 0.5, observed: 0.4 },
  ]);
  expect(calibrationDrift({ origins: [] }, 40)).toEqual([]);
});
