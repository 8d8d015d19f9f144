import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { gamma, randomStream } from '../../server/engine/maths/random.ts';
import { expectedSpend } from '../../server/engine/predictions/gamma-gamma.ts';
import {
  costsLess,
  expectedPerVisit,
  type SpendOutlook,
  spenderOf,
  spendingOf,
  spendOutlook,
} from '../../server/engine/spend-outlook.ts';
import { expectedSpendMinor, spendOf } from '../../server/engine/spending.ts';
import { fadingGuests, fittedVenueOn } from './fitted-venue.ts';
import { anyHistory, historyOf, today, unfitted, visitOn } from './histories.ts';

const config = defaultScoring;
const unknown = { predictions: unfitted, meanSpendMinor: null };
const known = { predictions: unfitted, meanSpendMinor: 2_000 };

describe('what the Gamma-Gamma model looks at', () => {
  test('is the mean of the paid visit days after the first, money of a day together', () => {
    const visits = [
      visitOn(1, 9_000),
      visitOn(2, 1_000, 'a'),
      visitOn(2, 2_000, 'b'),
      visitOn(3, null),
      visitOn(4, 0),
      visitOn(5, 1_000),
    ];
    expect(spenderOf(visits)).toEqual({ x: 2, mean: 2_000 });
  });

  test('is nothing of a guest who came on one day', () => {
    expect(spenderOf([])).toEqual({ x: 0, mean: 0 });
    expect(spenderOf([visitOn(1, 9_000, 'a'), visitOn(1, 9_000, 'b')])).toEqual({ x: 0, mean: 0 });
  });
});

describe('without a fitted model', () => {
  test('is unknown where neither guest nor venue has a spend', () => {
    expect(spendOutlook(historyOf([1, 2], null).visits, unknown, config)).toBeNull();
    expect(spendOutlook([], unknown, config)).toBeNull();
    expect(expectedPerVisit(spendOf([]), { x: 0, mean: 0 }, unknown, config)).toBeNull();
  });

  test('worked by hand: three visits of 10.00 in a venue of 20.00', () => {
    const outlook = spendOutlook(historyOf([1, 2, 3], 1_000).visits, known, config);
    // Mean (3·10 + 3·20)/6; spread (3·0 + 3·0.4)/6 = 0.2, so p = 25; weight 3 + 3.
    expect(outlook?.perVisitMinor).toBeCloseTo(1_500, 9);
    expect(outlook?.p).toBeCloseTo(25, 9);
    expect(outlook?.q).toBeCloseTo(1 + 25 * 6, 9);
    expect(outlook?.v).toBeCloseTo(1_500 * 6, 9);
  });

  test('expects the mean shrunk to the venue’s, and means it: p·v/(q − 1)', () => {
    fc.assert(
      fc.property(anyHistory, ({ visits }) => {
        const outlook = spendOutlook(visits, known, config);
        if (outlook === null) return false;
        expect(outlook.perVisitMinor).toBe(expectedSpendMinor(spendOf(visits), 2_000, config));
        expect((outlook.p * outlook.v) / (outlook.q - 1)).toBeCloseTo(outlook.perVisitMinor, 6);
        return outlook.p > 0 && outlook.q > 1;
      }),
    );
  });

  test('takes the guest’s own mean where the venue has none', () => {
    expect(spendOutlook(historyOf([1, 2], 1_200).visits, unknown, config)?.perVisitMinor).toBeCloseTo(1_200, 9);
  });
});

describe('with a fitted model', () => {
  const venue = fittedVenueOn(today);
  const { predictions } = venue;
  const model = predictions.tier === 'INSUFFICIENT' || predictions.spend.method === 'INSUFFICIENT' ? null : predictions.spend;
  if (model === null) throw new Error('expected the venue to have a spend model');

  test('expects what the model expects', () => {
    for (const { visits } of fadingGuests(today).slice(0, 60)) {
      const spender = spenderOf(visits);
      const outlook = spendOutlook(visits, venue, config);
      expect(outlook?.perVisitMinor).toBeCloseTo(expectedSpend(model, spender), 6);
      expect(expectedPerVisit(spendOf(visits), spender, venue, config)).toBe(outlook?.perVisitMinor);
    }
  });

  test('expects the usual of a guest without a paid repeat visit', () => {
    const once = spendOutlook(historyOf([today], 100_000).visits, venue, config)?.perVisitMinor;
    expect(once).toBeCloseTo(expectedSpend(model, { x: 0, mean: 0 }), 6);
  });

  test('takes the parameters of the third that the guest belongs to', () => {
    const terciles = [
      { p: 6, q: 4, v: 1_000, upTo: 3, customers: 50 },
      { p: 6, q: 4, v: 9_000, upTo: 20, customers: 50 },
    ];
    const split = { ...venue, predictions: { ...predictions, spend: { ...model, terciles } } } as typeof venue;
    const rare = spendOutlook(historyOf([1, 2], 1_500).visits, split, config);
    const frequent = spendOutlook(historyOf([1, 2, 3, 4, 5], 1_500).visits, split, config);
    expect(rare?.perVisitMinor).toBeCloseTo((6 * (1_000 + 1_500)) / (6 + 3), 9);
    expect(frequent?.perVisitMinor).toBeCloseTo((6 * (9_000 + 4 * 1_500)) / (4 * 6 + 3), 9);
  });
});

test('another expected spend leaves the shape as it is', () => {
  const outlook: SpendOutlook = { perVisitMinor: 2_000, p: 4, q: 9, v: 4_000 };
  expect(spendingOf(outlook, 2_000)).toEqual(outlook);
  expect(spendingOf(outlook, 500)).toEqual({ perVisitMinor: 500, p: 4, q: 9, v: 1_000 });
});

describe('the chance that visits cost less than a sum', () => {
  const share = (visits: number, minor: number, { p, q, v }: SpendOutlook, draws = 40_000) => {
    const random = randomStream('sums', visits, minor, p);
    let less = 0;
    for (let draw = 0; draw < draws; draw += 1) {
      const rate = gamma(random, q) / v;
      if (gamma(random, p * visits) / rate < minor) less += 1;
    }
    return less / draws;
  };

  test.each([
    [1, 1_500, { perVisitMinor: 2_000, p: 4, q: 9, v: 4_000 }],
    [3, 6_000, { perVisitMinor: 2_000, p: 4, q: 9, v: 4_000 }],
    [12, 20_000, { perVisitMinor: 2_000, p: 0.5, q: 2.5, v: 6_000 }],
    [5, 10_200, { perVisitMinor: 2_000, p: 400, q: 4_001, v: 20_000 }],
  ] as const)('of %i visits below %i is that of simulated sums', (visits, minor, outlook) => {
    expect(Math.abs(costsLess(visits, minor, outlook) - share(visits, minor, outlook))).toBeLessThan(0.01);
  });

  test('is certain for no visit and impossible below nothing', () => {
    const outlook = { perVisitMinor: 2_000, p: 4, q: 9, v: 4_000 };
    expect(costsLess(0, 100, outlook)).toBe(1);
    expect(costsLess(3, 0, outlook)).toBe(0);
    expect(costsLess(3, -5, outlook)).toBe(0);
  });

  test('rises with the sum, falls with the visits, and is a probability for any spread', () => {
    const spread = fc.double({ min: Math.log(1e-3), max: Math.log(4e2), noNaN: true }).map(Math.exp);
    fc.assert(
      fc.property(
        spread,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (p, weight, visits, minor) => {
          const outlook = { perVisitMinor: 2_000, p, q: 1 + p * weight, v: 2_000 * weight };
          const less = costsLess(visits, minor, outlook);
          expect(less).toBeGreaterThanOrEqual(0);
          expect(less).toBeLessThanOrEqual(1);
          expect(costsLess(visits, 1.5 * minor, outlook)).toBeGreaterThanOrEqual(less - 1e-9);
          expect(costsLess(visits + 1, minor, outlook)).toBeLessThanOrEqual(less + 1e-9);
        },
      ),
    );
  });
});
