/**
 * Random numbers from a seed: the same seed gives the same numbers on every machine. A stream is a function that answers the next
 * number in [0, 1). Streams with different seeds are independent, so a part of a simulation that owns a stream (one guest, one
 * campaign) draws the same numbers whatever the other parts do.
 *
 * Generator: sfc32 (Chris Doty-Humphrey, PractRand), seeded by a 128-bit hash of the text.
 */
export type Random = () => number;

/** A stream of its own for a seed and a path of names, such as `randomStream('7', 'guest', 12, 'visits')`. */
export function randomStream(...path: readonly (string | number)[]): Random {
  let [a, b, c, d] = hash128(path.join('/'));
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 15; round += 1) next(); // the first numbers still show the seed
  return next;
}

/** Four 32-bit words of a text (cyrb128): every character changes all of them. Not for secrets. */
export function hash128(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597_399_067);
    b = c ^ Math.imul(b ^ code, 2_869_860_233);
    c = d ^ Math.imul(c ^ code, 951_274_213);
    d = a ^ Math.imul(d ^ code, 2_716_044_179);
  }
  a = Math.imul(c ^ (a >>> 18), 597_399_067);
  b = Math.imul(d ^ (b >>> 22), 2_869_860_233);
  c = Math.imul(a ^ (c >>> 17), 951_274_213);
  d = Math.imul(b ^ (d >>> 19), 2_716_044_179);
  a ^= b ^ c ^ d;
  return [a >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}

/** True with probability `share`. */
export function chance(random: Random, share: number): boolean {
  return random() < share;
}

export function uniform(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

/** A whole number from `low` to `high`, both included. */
export function wholeNumber(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/**
 * One of the items, each as likely.
 * @throws RangeError when there is none.
 */
export function choice<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('expected at least one item to choose from, got none');
  return item;
}

/**
 * The index of one of the weights, likely in proportion to it.
 * @param total the weights' sum, where the caller knows it.
 * @throws RangeError when no weight is positive.
 */
export function weightedIndex(random: Random, weights: ArrayLike<number>, total: number = sum(weights)): number {
  if (!(total > 0)) throw new RangeError(`expected at least one positive weight, got a sum of ${total}`);
  let rest = random() * total;
  let last = 0;
  for (let index = 0; index < weights.length; index += 1) {
    const weight = weights[index] ?? 0;
    if (weight <= 0) continue;
    if (rest < weight) return index;
    rest -= weight;
    last = index;
  }
  return last; // rounding left a hair beyond the last weight
}

function sum(weights: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < weights.length; index += 1) total += weights[index] ?? 0;
  return total;
}

/** Normal with mean 0 and standard deviation 1 (Box–Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Log-normal by its median and the standard deviation of its natural logarithm. */
export function logNormal(random: Random, median: number, spread: number): number {
  return median * Math.exp(spread * normal(random));
}

/** Exponential with a mean. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

/**
 * Gamma with scale 1: mean and variance are `shape` (Marsaglia and Tsang 2000).
 * @throws RangeError unless shape > 0.
 */
export function gamma(random: Random, shape: number): number {
  if (!(shape > 0)) throw new RangeError(`expected a gamma shape above 0, got ${shape}`);
  if (shape < 1) return gamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** Beta by its two shapes: mean a / (a + b). */
export function beta(random: Random, a: number, b: number): number {
  const x = gamma(random, a);
  const y = gamma(random, b);
  return x + y === 0 ? a / (a + b) : x / (x + y); // tiny shapes underflow together
}

/**
 * Poisson with a mean of 0 or more.
 * @throws RangeError for a negative or unbounded mean.
 */
export function poisson(random: Random, mean: number): number {
  if (!(mean >= 0 && mean < 1e9)) throw new RangeError(`expected a Poisson mean from 0 to 1e9, got ${mean}`);
  // The sum of two Poisson numbers is Poisson: halving keeps exp(−mean) away from 0.
  if (mean > 500) return poisson(random, mean / 2) + poisson(random, mean / 2);
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = 1 - random(); product > limit; product *= 1 - random()) count += 1;
  return count;
}
