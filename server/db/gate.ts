import { DatabaseUnavailable } from './errors.ts';

interface Waiting {
  readonly admit: () => void;
}

/**
 * Lets at most so many in at once, in the order of arrival. In front of the pool, because the pool has one patience for both a server
 * that does not answer, which should be short, and for its own connections being busy, which is normal for a job.
 */
export class Gate {
  readonly #places: number;
  readonly #patienceMs: number;
  readonly #waiting = new Set<Waiting>();
  #inside = 0;

  /** @param patienceMs the longest wait, in milliseconds; 0: for ever. */
  constructor(places: number, patienceMs: number) {
    this.#places = places;
    this.#patienceMs = patienceMs;
  }

  /** Runs `work` inside. @throws DatabaseUnavailable when no place got free in time; then `work` did not run. */
  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#inside < this.#places) this.#inside += 1;
    else await this.#wait();
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next === undefined) this.#inside -= 1;
      else next.admit(); // the place goes on from hand to hand
    }
  }

  #wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        admit: () => {
          this.#waiting.delete(waiting);
          clearTimeout(timer);
          resolve();
        },
      };
      const giveUp = () => {
        this.#waiting.delete(waiting);
        reject(new DatabaseUnavailable(`all ${this.#places} connections to the database are busy; try again in a moment`));
      };
      const timer = this.#patienceMs === 0 ? undefined : setTimeout(giveUp, this.#patienceMs);
      this.#waiting.add(waiting);
    });
  }
}

/** The ways to a pool's connections: every use passes `gate`, a transaction passes `transactions` before it. */
export interface Gates {
  readonly gate: Gate;
  readonly transactions: Gate;
}

/**
 * One connection is never given to a transaction: what a transaction reads beside itself finds one, however many transactions there are.
 * Otherwise as many transactions as connections would all wait for one more, each for the others.
 */
export function gatesOf(connections: number, patienceMs: number): Gates {
  return { gate: new Gate(connections, patienceMs), transactions: new Gate(Math.max(1, connections - 1), patienceMs) };
}
