import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gamma, poisson, type Random, randomStream } from '../../../server/engine/maths/random.ts';
import {
  drawSpender,
  expectedSpend,
  fitSpend,
  type Spender,
  type SpendModel,
  spendersAt,
} from '../../../server/engine/predictions/gamma-gamma.ts';
import { visitLog } from '../../../server/engine/predictions/visit-log.ts';
import { cdnowCut, cdnowGuests, logOf } from '../../support/shared-data.ts';

const cdnow = cdnowGuests();

function usable(spenders: readonly Spender[]): SpendModel {
  const model = fitSpend(spenders);
  if (model.method === 'INSUFFICIENT') throw new Error(model.insufficient.message);
  return model;
}

function times<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Guests whose spends follow the model; `visits` tells how many paid repeat days each one has. */
function made(
  guests: number,
  { p, q, v }: { p: number; q: number; v: number },
  seed: string,
  visits: (random: Random) => number,
) {
  return times(guests, (guest): Spender => {
    const random = randomStream(seed, guest);
    const x = visits(random);
    const rate = gamma(random, q) / v;
    return { x, mean: x === 0 ? 0 : gamma(random, p * x) / rate / x };
  });
}

describe('the CDNOW sample, calibration to 1997-09-30', () => {
  test.skipIf(cdnow === null)('has the published parameters: spends of a day added up, repeat days only', () => {
    const model = usable(spendersAt(logOf(cdnow ?? []), cdnowCut));
    expect(model).toMatchObject({ method: 'GAMMA_GAMMA', customers: 946, converged: true, terciles: null });
    expect(Math.abs(model.p / 6.2496 - 1)).toBeLessThan(0.001);
    expect(Math.abs(model.q / 3.7442 - 1)).toBeLessThan(0.001);
    expect(Math.abs(model.v / 1_544.35 - 1)).toBeLessThan(0.001);
    expect(model.correlation).toBeCloseTo(0.11, 1);
  });
});

test('repeat days with a known spend above 0 count, up to the day', () => {
  const day = (at: number, netMinor: number | null) => ({ day: at, netMinor, paidVisits: 1 });
  const log = visitLog([
    { hash: 1, days: [day(1, 9_900), day(5, 1_000), day(6, 0), day(7, null), day(9, 3_000), day(20, 7_000)] },
    { hash: 2, days: [day(3, 500)] },
    { hash: 3, days: [day(15, 500), day(16, 500)] },
  ]);
  expect(spendersAt(log, 10)).toEqual([
    { x: 2, mean: 2_000 },
    { x: 0, mean: 0 },
    { x: 0, mean: 0 },
  ]);
});

test('the expected spend is the venue mean for a newcomer and moves to the own mean with visits', () => {
  const model: SpendModel = {
    ...{ method: 'GAMMA_GAMMA', p: 6, q: 4, v: 1_500, customers: 100, correlation: 0 },
    ...{ terciles: null, logLikelihood: -1, converged: true },
  };
  expect(expectedSpend(model, { x: 0, mean: 0 })).toBeCloseTo(3_000, 9); // 6·1500 / 3
  expect(expectedSpend(model, { x: 1, mean: 6_000 })).toBeCloseTo(5_000, 9); // 6·7500 / 9
  expect(expectedSpend(model, { x: 1_000, mean: 6_000 })).toBeCloseTo(5_998.5, 1);
});

test('parameters of made guests are found again', () => {
  const truth = { p: 2, q: 9, v: 8_000 }; // p shows only where spends of a guest vary much
  const model = usable(made(6_000, truth, 'spend', (random) => 1 + poisson(random, 3)));
  expect(Math.abs(model.p / truth.p - 1)).toBeLessThan(0.05);
  expect(Math.abs(model.q / truth.q - 1)).toBeLessThan(0.1);
  expect(Math.abs(model.v / truth.v - 1)).toBeLessThan(0.12);
  expect(model.terciles).toBeNull();
});

test('the draws have the expected mean, and their spread shrinks with what is known of the guest', () => {
  const model = usable(made(2_000, { p: 6, q: 4, v: 1_500 }, 'draws', (random) => 1 + poisson(random, 2)));
  const draws = (spender: Spender) => times(20_000, (index) => drawSpender(model, spender, randomStream('d', index))(2));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const known = { x: 30, mean: 2_500 };
  expect(mean(draws(known)) / (2 * expectedSpend(model, known))).toBeCloseTo(1, 1);
  const spread = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => (value / mean(values) - 1) ** 2)));
  expect(spread(draws(known))).toBeLessThan(0.7 * spread(draws({ x: 1, mean: 2_500 })));
  expect(drawSpender(model, known, randomStream('none'))(0)).toBe(0);
});

test('where regulars spend more, thirds by frequency are fitted apart', () => {
  const base = made(900, { p: 10, q: 8, v: 1_400 }, 'thirds', (random) => 1 + poisson(random, 4));
  const dependent = base.map(({ x, mean }) => ({ x, mean: mean * (0.4 + 0.2 * x) }));
  const model = usable(dependent);
  expect(model.correlation).toBeGreaterThan(0.3);
  expect(model.terciles?.length).toBeGreaterThan(1);
  expect(model.terciles?.reduce((sum, { customers }) => sum + customers, 0)).toBe(900);
  const spender = (x: number) => expectedSpend(model, { x, mean: 2_000 });
  expect(expectedSpend(model, { x: 0, mean: 0 })).toBeLessThan(expectedSpend({ ...model, terciles: null }, { x: 0, mean: 0 }));
  for (const x of [0, 1, 5, 40]) expect(Number.isFinite(spender(x))).toBe(true);
  // The more often a guest came, the more the own spends count, as by the parameters of all.
  const cheap = [20, 40, 100].map((x) => expectedSpend(model, { x, mean: 500 }));
  expect(cheap).toEqual(cheap.toSorted((a, b) => b - a));
  expect(cheap[2]).toBeLessThan(750);
  expect(model.terciles?.every(({ p, q }) => p === model.p && q === model.q)).toBe(true);
});

describe('degenerate spends', () => {
  test('29 spenders are too few, and zero spends are none', () => {
    expect(fitSpend(times(29, (i) => ({ x: 1 + (i % 3), mean: 1_000 + i })))).toMatchObject({
      method: 'INSUFFICIENT',
      insufficient: { reason: 'TOO_FEW_GUESTS', have: 29, need: 30 },
    });
    expect(fitSpend(times(500, () => ({ x: 3, mean: 0 })))).toMatchObject({ insufficient: { have: 0, need: 30 } });
    expect(fitSpend([])).toMatchObject({ insufficient: { have: 0 } });
  });

  test('the same spend of everybody is expected of everybody', () => {
    const model = usable(times(200, (i) => ({ x: 1 + (i % 9), mean: 1_250 })));
    expect(model.method).toBe('SHRUNKEN_MEANS');
    expect(expectedSpend(model, { x: 0, mean: 0 })).toBeCloseTo(1_250, 6);
    expect(expectedSpend(model, { x: 4, mean: 1_250 })).toBeCloseTo(1_250, 6);
    expect(expectedSpend(model, { x: 1, mean: 2_250 })).toBeCloseTo(1_500, 6); // (1·2250 + 3·1250) / 4
    expect(drawSpender(model, { x: 4, mean: 1_250 }, randomStream('same'))(1)).toBeGreaterThan(1_000);
  });

  test('spends without a finite mean are insufficient', () => {
    const wild = made(400, { p: 4, q: 0.6, v: 50 }, 'wild', (random) => 1 + poisson(random, 2));
    expect(fitSpend(wild)).toMatchObject({ method: 'INSUFFICIENT', insufficient: { need: 1 } });
  });
});

const anySpenders = fc.array(fc.record({ x: fc.integer({ min: 0, max: 300 }), mean: fc.integer({ min: 0, max: 500_000 }) }), {
  minLength: 30,
  maxLength: 60,
});

test('whatever was spent, what is expected is a number above 0, whoever comes first', () => {
  fc.assert(
    fc.property(anySpenders, fc.integer({ min: 0, max: 500 }), (spenders, x) => {
      const model = fitSpend(spenders);
      expect(fitSpend(spenders.toReversed())).toEqual(model);
      if (model.method === 'INSUFFICIENT') return;
      const expected = expectedSpend(model, { x, mean: x === 0 ? 0 : 1_500 });
      expect(expected).toBeGreaterThan(0);
      expect(Number.isFinite(expected)).toBe(true);
      expect(Number.isFinite(drawSpender(model, { x, mean: 1_500 }, randomStream('any'))(3))).toBe(true);
    }),
    { numRuns: 40 },
  );
});
