/** P(0), P(1), … visits, told one after the other: who looks at a sum that fades needs only the first. */
export interface VisitShares {
  /** How many there are; the last one holds the rest. */
  readonly length: number;
  /** The next one; asked for `length` times at most. */
  next(): number;
}

/** Visits beyond this many are taken together: they cost more than any sum that is asked about. */
export const mostVisits = 400;

/** All that are left. */
export function allShares(shares: VisitShares): number[] {
  return Array.from({ length: shares.length }, () => shares.next());
}

/** Visits at random times of who stays, and none of who does not. */
export class RandomVisits implements VisitShares {
  readonly length: number;
  readonly #mean: number;
  readonly #stays: number;
  #count = 0;
  #share = 0;
  #told = 0;

  constructor(mean: number, stays: number) {
    this.length = Math.min(mostVisits, Math.ceil(mean + 8 * Math.sqrt(mean) + 8));
    this.#mean = mean;
    this.#stays = stays;
  }

  next(): number {
    const count = this.#count;
    this.#share = count === 0 ? Math.exp(-this.#mean) : (this.#share * this.#mean) / count;
    const share = count === this.length - 1 ? Math.max(0, 1 - this.#told) : this.#share;
    this.#told += share;
    this.#count += 1;
    return this.#stays * share + (count === 0 ? 1 - this.#stays : 0);
  }
}
