import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  distribution,
  movementOf,
  scoreChange,
  scoreQuantiles,
  segmentTrends,
} from '../../../server/engine/segments/portfolio.ts';

const scoreOf = (score: number, count: number) => ({ dimension: 'SCORE', value: String(score), count }) as const;

test('levels stand in their order with their shares, none last', () => {
  const counts = [
    { dimension: 'HEALTH_LEVEL', value: null, count: 2 },
    { dimension: 'HEALTH_LEVEL', value: 'GOOD', count: 5 },
    { dimension: 'CHURN_RISK', value: 'LOW', count: 9 },
    { dimension: 'HEALTH_LEVEL', value: 'POOR', count: 3 },
  ] as const;
  expect(distribution(counts, 'HEALTH_LEVEL', false)).toEqual([
    { level: 'POOR', customers: 3, share: 0.3 },
    { level: 'GOOD', customers: 5, share: 0.5 },
    { level: null, customers: 2, share: 0.2 },
  ]);
  expect(distribution(counts, 'HEALTH_LEVEL', true).map(({ share }) => share)).toEqual([null, 0.5, null]);
});

test('quantiles are those of the scores themselves', () => {
  expect(scoreQuantiles([scoreOf(90, 1), scoreOf(10, 1), scoreOf(50, 2)])).toEqual({
    p10: 10,
    p25: 10,
    p50: 50,
    p75: 50,
    p90: 90,
  });
  expect(scoreQuantiles([])).toBeNull();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1 }), (scores) => {
      const counts = [...new Set(scores)].map((score) => scoreOf(score, scores.filter((other) => other === score).length));
      const sorted = scores.toSorted((a, b) => a - b);
      expect(scoreQuantiles(counts)?.p50).toBe(sorted[Math.ceil(sorted.length / 2) - 1]);
    }),
  );
});

test('a change is that of the guests who had a score at both instants', () => {
  expect(scoreChange({ guests: 6, beforeSum: 300, nowSum: 360 }, true)).toEqual({
    guests: 6,
    meanBefore: 50,
    meanNow: 60,
    change: 10,
    insufficientData: null,
  });
  expect(scoreChange({ guests: 0, beforeSum: 0, nowSum: 0 }, false)).toMatchObject({
    guests: 0,
    change: null,
    insufficientData: { reason: 'NOT_RECORDED' },
  });
  expect(scoreChange({ guests: 4, beforeSum: 1, nowSum: 2 }, true)).toMatchObject({
    guests: null,
    change: null,
    insufficientData: { reason: 'TOO_SMALL_GROUP' },
  });
});

test('groups come largest first, and small ones tell nothing to who may not know', () => {
  const group = (segment: string | null, customers: number) => ({
    segment,
    customers,
    scored: customers,
    scoreSum: 50 * customers,
    guests: customers,
    beforeSum: 40 * customers,
    nowSum: 50 * customers,
  });
  const [first, second, third] = segmentTrends([group(null, 3), group('A', 30), group('B', 9)], true);
  expect(first).toMatchObject({ segment: 'A', customers: 30, meanScore: 50, trend: { change: 10 } });
  expect(second).toMatchObject({ segment: 'B', customers: null, meanScore: 50 });
  expect(third).toMatchObject({ segment: null, customers: null, meanScore: null, trend: { change: null } });
});

test('moves without any earlier level are not on record', () => {
  expect(movementOf([{ from: null, to: 'GOOD', count: 7 }], false).insufficientData?.reason).toBe('NOT_RECORDED');
  expect(
    movementOf(
      [
        { from: 'GOOD', to: 'POOR', count: 7 },
        { from: 'POOR', to: 'POOR', count: 2 },
      ],
      false,
    ),
  ).toEqual({
    cells: [
      { from: 'POOR', to: 'POOR', customers: 2 },
      { from: 'GOOD', to: 'POOR', customers: 7 },
    ],
    insufficientData: null,
  });
});
