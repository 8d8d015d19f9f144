import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { daysVariation, gapsOf, gapVariation, regularity, rhythm, visitDays } from '../../server/engine/rhythm.ts';
import { historyOf, visitOn } from './histories.ts';

const venue = { typicalGapDays: 20, returnShare: 0.5 };

test('several visits on one day are one visit day', () => {
  expect(visitDays({ visits: [visitOn(10, 1, 'a'), visitOn(10, 1, 'b'), visitOn(12)] })).toEqual([10, 12]);
});

describe('rhythm by hand', () => {
  // 4 visit days over 30 days: 3 gaps of 10; ĝ = (3·10 + 3·20)/6 = 15; ρ = (3 + 1)/(3 + 2) = 0.8
  const span = { count: 4, firstDay: 100, lastDay: 130 };

  test('within the expected gap a guest is fully active', () => {
    expect(rhythm(span, 145, venue, defaultScoring)).toEqual({
      silentDays: 15,
      expectedGapDays: 15,
      returnChance: 0.8,
      active: 1,
      visitsPer30Days: 1.6,
    });
  });

  test('two gaps beyond it halve the activity', () => {
    expect(rhythm(span, 130 + 15 + 30, venue, defaultScoring).active).toBeCloseTo(0.5, 12);
  });

  test('a guest who came once is expected in the venue’s rhythm', () => {
    const once = rhythm({ count: 1, firstDay: 100, lastDay: 100 }, 100, venue, defaultScoring);
    expect(once.expectedGapDays).toBe(20);
    expect(once.returnChance).toBe(0.5);
  });
});

describe('regularity', () => {
  test('needs five gaps', () => {
    expect(regularity([7, 7, 7, 7], 1, defaultScoring)).toBeNull();
  });

  test('of clockwork is shrunk to the fleet: 5 gaps of CV² 0 with weight 8 on 1 give 100/(1 + 8/13)', () => {
    expect(gapVariation([7, 7, 7, 7, 7], defaultScoring)).toBe(0);
    expect(regularity([7, 7, 7, 7, 7], 1, defaultScoring)).toBeCloseTo(100 / (1 + 8 / 13), 12);
  });

  test('of days is that of the gaps between them, to the last bit', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -10_000, max: 30_000 }), { maxLength: 60 }), (found) => {
        const days = found.sort((a, b) => a - b);
        expect(daysVariation(days, defaultScoring)).toBe(gapVariation(gapsOf(days), defaultScoring));
      }),
    );
  });

  test('of bursts is below that of clockwork', () => {
    const bursts = gapsOf(visitDays(historyOf([0, 1, 2, 60, 61, 62, 120, 121])));
    expect(regularity(bursts, 1, defaultScoring) ?? 0).toBeLessThan(
      regularity([17, 17, 17, 17, 17, 17, 18], 1, defaultScoring) ?? 0,
    );
  });
});
