import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  beta,
  chance,
  choice,
  exponential,
  gamma,
  logNormal,
  normal,
  poisson,
  type Random,
  randomStream,
  uniform,
  weightedIndex,
  wholeNumber,
} from '../../../server/engine/maths/random.ts';

const draws = 40_000;

/** Mean and variance of many draws. */
function moments(draw: (random: Random) => number): { mean: number; variance: number } {
  const random = randomStream('moments');
  const values = Array.from({ length: draws }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / draws;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1) };
}

/** Five standard errors of the mean: a right generator fails once in a million seeds, and the seed is fixed. */
function within(standardDeviation: number): number {
  return (5 * standardDeviation) / Math.sqrt(draws);
}

test('the same path gives the same numbers and another path others', () => {
  const first = (...path: (string | number)[]) => {
    const random = randomStream(...path);
    return [random(), random(), random()];
  };
  expect(first(7, 'guest', 1)).toEqual(first(7, 'guest', 1));
  expect(first(7, 'guest', 1)).not.toEqual(first(7, 'guest', 2));
  expect(first(7, 'guest', 11)).not.toEqual(first(7, 'guest', 1, 1));
});

test('the numbers of a seed are written down, so that a change of the generator is noticed', () => {
  const random = randomStream('written down');
  expect([random(), random(), random()].map((value) => value.toFixed(9))).toMatchInlineSnapshot(`
    [
      "0.341694111",
      "0.048494875",
      "0.816734433",
    ]
  `);
});

test('numbers lie in [0, 1) and fill sixteen boxes evenly', () => {
  const random = randomStream('boxes');
  const boxes = new Array<number>(16).fill(0);
  for (let count = 0; count < draws; count += 1) {
    const value = random();
    expect(value >= 0 && value < 1).toBe(true);
    const box = Math.floor(value * 16);
    boxes[box] = (boxes[box] ?? 0) + 1;
  }
  const expected = draws / 16;
  const chiSquare = boxes.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(37.7); // 99.9 % quantile with 15 degrees of freedom
});

test('neighbouring streams are not correlated', () => {
  const pairs = Array.from(
    { length: 20_000 },
    (_, index) => [randomStream('s', index)(), randomStream('s', index + 1)()] as const,
  );
  const covariance = pairs.reduce((sum, [a, b]) => sum + (a - 0.5) * (b - 0.5), 0) / pairs.length;
  expect(Math.abs(covariance * 12)).toBeLessThan(5 / Math.sqrt(pairs.length));
});

test.each([
  ['normal', normal, 0, 1],
  ['uniform 2…4', (random: Random) => uniform(random, 2, 4), 3, 1 / 3],
  ['exponential of mean 3', (random: Random) => exponential(random, 3), 3, 9],
  ['gamma of shape 0.4', (random: Random) => gamma(random, 0.4), 0.4, 0.4],
  ['gamma of shape 7', (random: Random) => gamma(random, 7), 7, 7],
  ['beta 2, 5', (random: Random) => beta(random, 2, 5), 2 / 7, 10 / 392],
  ['poisson 0.3', (random: Random) => poisson(random, 0.3), 0.3, 0.3],
  ['poisson 1,300', (random: Random) => poisson(random, 1300), 1300, 1300],
  ['log-normal', (random: Random) => Math.log(logNormal(random, 2, 0.5)), Math.log(2), 0.25],
  ['a die', (random: Random) => wholeNumber(random, 1, 6), 3.5, 35 / 12],
] as const)('%s has its mean and variance', (_name, draw, mean, variance) => {
  const found = moments(draw);
  expect(Math.abs(found.mean - mean)).toBeLessThan(within(Math.sqrt(variance)));
  expect(found.variance / variance).toBeGreaterThan(0.9);
  expect(found.variance / variance).toBeLessThan(1.1);
});

test('weights are kept in proportion and a weight of 0 is never taken', () => {
  const random = randomStream('weights');
  const counts = [0, 0, 0, 0];
  for (let count = 0; count < draws; count += 1) {
    const index = weightedIndex(random, [1, 0, 3, 0]);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  expect(counts[1]).toBe(0);
  expect(counts[3]).toBe(0);
  expect(Math.abs((counts[2] ?? 0) / draws - 0.75)).toBeLessThan(within(Math.sqrt(0.75 * 0.25)));
});

test('whatever the weights, the index is one with a positive weight', () => {
  const weights = fc
    .array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 })
    .filter((list) => list.some((weight) => weight > 0));
  fc.assert(
    fc.property(weights, fc.string(), (list, seed) => {
      expect(list[weightedIndex(randomStream(seed), list)]).toBeGreaterThan(0);
    }),
  );
});

test('chances of 0 and 1 are certain', () => {
  const random = randomStream('certain');
  expect(Array.from({ length: 1000 }, () => chance(random, 0)).some(Boolean)).toBe(false);
  expect(Array.from({ length: 1000 }, () => chance(random, 1)).every(Boolean)).toBe(true);
});

test('nothing to choose from, no positive weight and impossible parameters are told', () => {
  const random = randomStream('wrong');
  expect(() => choice(random, [])).toThrow('expected at least one item to choose from');
  expect(() => weightedIndex(random, [0, 0])).toThrow('expected at least one positive weight');
  expect(() => gamma(random, 0)).toThrow('expected a gamma shape above 0, got 0');
  expect(() => poisson(random, -1)).toThrow('expected a Poisson mean from 0 to 1e9, got -1');
});
