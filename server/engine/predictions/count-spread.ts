/**
 * How many visits a guest may make: none with 1 − P(return), else one visit and a rest. The rest has the mean that makes the whole
 * agree with the expected visits, and a variance of `evenness`·mean + mean²/`size`: negative binomial where it exceeds the mean (guests
 * differ), binomial where it stays below (guests come like clockwork). Source: hurdle models (Mullahy 1986); Panjer's class of counts.
 */
import { lnRising } from '../maths/special.ts';
import { allShares, type VisitShares } from '../visit-shares.ts';

/** Learned per horizon from the back-test. */
export interface CountSpread {
  /** Above 0: 1 is random, below 1 is regular. */
  readonly evenness: number;
  /** Above 0: the smaller, the more guests differ; large: not at all. */
  readonly size: number;
}

/** P(0), P(1), …, and in the last entry the rest; adds up to 1. `most` ≥ 1 is the last index. */
export function countDistribution(returns: number, expected: number, spread: CountSpread, most: number): number[] {
  return allShares(new CountShares(returns, expected, spread, most));
}

/** The same one after the other. */
export class CountShares implements VisitShares {
  readonly length: number;
  readonly #returns: number;
  readonly #spread: CountSpread;
  readonly #mean: number;
  readonly #first: number;
  readonly #step: number;
  readonly #steps: boolean;
  #count = 0;
  #rest = 0;
  #told = 0;

  constructor(returns: number, expected: number, spread: CountSpread, most: number) {
    this.length = most + 1;
    this.#returns = returns;
    this.#spread = spread;
    this.#mean = returns <= 0 ? 0 : Math.max(0, expected / returns - 1);
    [this.#first, this.#step] = stepsOf(this.#mean, spread);
    this.#rest = returns <= 0 ? 0 : Math.exp(lnRest(0, this.#mean, spread));
    this.#steps = this.#rest > 1e-200; // so little would have lost its digits on the way
  }

  next(): number {
    const count = this.#count;
    this.#count += 1;
    if (count === 0) return 1 - this.#returns;
    if (this.#returns <= 0) return 0;
    if (count === this.length - 1) return Math.max(0, this.#returns - this.#told);
    const n = count - 1;
    if (!this.#steps) this.#rest = Math.exp(lnRest(n, this.#mean, this.#spread));
    const share = this.#returns * this.#rest;
    this.#told += share;
    if (this.#steps) this.#rest *= Math.max(0, this.#first + this.#step * n) / (n + 1);
    return share;
  }
}

/** How far a distribution must reach for its last entry to hold next to nothing. */
export function farthestCount(returns: number, expected: number, spread: CountSpread): number {
  const mean = returns > 0 ? Math.max(0, expected / returns - 1) : 0;
  const deviation = Math.sqrt(mean * Math.max(spread.evenness, 1) + mean ** 2 / spread.size);
  return Math.min(5_000, 4 + Math.ceil(mean + 12 * deviation));
}

/** u and v of P(rest = n + 1) = P(rest = n) · (u + v·n) / (n + 1). Source: Panjer 1981. */
function stepsOf(mean: number, { evenness, size }: CountSpread): readonly [number, number] {
  if (mean <= 1e-9) return [0, 0];
  const excess = evenness * mean + mean ** 2 / size - mean;
  if (Math.abs(excess) < 1e-3 * mean) return [mean, 0];
  if (excess > 0) {
    const shape = mean ** 2 / excess;
    const kept = mean / (mean + shape);
    return [kept * shape, kept];
  }
  const trials = trialsOf(mean, excess);
  const odds = mean / (trials - mean);
  return [odds * trials, -odds];
}

/** Of the binomial whose variance falls short of the mean. */
function trialsOf(mean: number, excess: number): number {
  return Math.max(Math.round(mean ** 2 / -excess), Math.floor(mean) + 1);
}

/** ln P(rest = n). −Infinity beyond the binomial's end. */
export function lnRest(n: number, mean: number, { evenness, size }: CountSpread): number {
  if (mean <= 1e-9) return n === 0 ? 0 : Number.NEGATIVE_INFINITY;
  const variance = evenness * mean + mean ** 2 / size;
  const excess = variance - mean;
  if (Math.abs(excess) < 1e-3 * mean) return n * Math.log(mean) - mean - lnRising(1, n);
  if (excess > 0) {
    const shape = mean ** 2 / excess;
    const kept = Math.log(mean) - Math.log(mean + shape);
    return lnRising(shape, n) - lnRising(1, n) - shape * Math.log1p(mean / shape) + n * kept;
  }
  const trials = trialsOf(mean, excess);
  if (n > trials) return Number.NEGATIVE_INFINITY;
  const chance = mean / trials;
  return lnRising(trials - n + 1, n) - lnRising(1, n) + n * Math.log(chance) + (trials - n) * Math.log1p(-chance);
}
