import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bin, countsByTenth, judged, type Origin, shareInterval, toldBin } from '../../../client/model/card.ts';

const bin = (predicted: number, guests = 100, observed = predicted): Bin => ({
  __typename: 'ReliabilityBin',
  guests,
  predicted,
  observed,
});

describe('the interval of a share', () => {
  test('of 50 in 100 reaches from 42 % to 58 %, and of none in 100 up to 2.6 %', () => {
    expect(shareInterval(0.5, 100).lower).toBeCloseTo(0.4189, 3);
    expect(shareInterval(0.5, 100).upper).toBeCloseTo(0.5811, 3);
    expect(shareInterval(0, 100)).toEqual({ lower: 0, upper: expect.closeTo(0.0263, 4) });
  });

  test('holds the share, stays within 0 and 1 and narrows with more guests; of nobody it is everything', () => {
    expect(shareInterval(0.3, 0)).toEqual({ lower: 0, upper: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 100_000 }), (own, n) => {
        const { lower, upper } = shareInterval(own, n);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower <= own && own <= upper).toBe(true);
        const more = shareInterval(own, n * 2);
        expect(more.upper - more.lower).toBeLessThanOrEqual(upper - lower + 1e-12);
      }),
    );
  });
});

test('the verdict tells of the group nearest to 7 in 10', () => {
  expect(toldBin([])).toBeNull();
  expect(toldBin([bin(0.1), bin(0.64), bin(0.81)])?.predicted).toBe(0.64);
});

test('guests are counted by tenths of the chance, and none is lost', () => {
  expect(countsByTenth([bin(0, 5), bin(0.05, 7), bin(0.1, 1), bin(1, 3)])).toEqual([12, 1, 0, 0, 0, 0, 0, 0, 0, 3]);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(1_000))), (groups) => {
      const counts = countsByTenth(groups.map(([predicted, guests]) => bin(predicted, guests)));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(groups.reduce((sum, [, guests]) => sum + guests, 0));
    }),
  );
});

describe('ours against simple rules', () => {
  const origin = (originDate: string, guests: number, ours: number, recency: number | null): Origin => ({
    __typename: 'OriginBackTest',
    originDate,
    horizonDays: 30,
    guests,
    champion: { __typename: 'ProbabilityScore', brier: ours, auc: 0.9 },
    baselines: [
      { __typename: 'BaselineScore', name: 'BASE_RATE', brier: 0.25, auc: 0.5 },
      { __typename: 'BaselineScore', name: 'RECENCY_ONLY', brier: recency, auc: null },
    ],
    models: [],
  });

  test('is judged on the same days: one on which a rule had nothing to learn from counts for none', () => {
    const { rows, days } = judged([
      origin('2026-07-10', 100, 0.9, null),
      origin('2026-08-10', 100, 0.1, 0.2),
      origin('2026-09-10', 300, 0.3, 0.2),
    ]);
    expect(days).toBe(2);
    expect(rows[0]).toEqual({ rule: null, error: expect.closeTo(0.25), best: 0.1, worst: 0.3, ranking: expect.closeTo(0.9) });
    expect(rows.map(({ rule }) => rule)).toEqual([null, 'BASE_RATE', 'RECENCY_ONLY']);
    expect(rows[2]).toMatchObject({ error: expect.closeTo(0.2), ranking: null });
  });

  test('is not judged at all when no day will do', () => {
    expect(judged([origin('2026-07-10', 100, 0.1, null)])).toEqual({ rows: [], days: 0 });
    expect(judged([])).toEqual({ rows: [], days: 0 });
  });
});
