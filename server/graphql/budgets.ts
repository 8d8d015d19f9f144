/** What each caller may still spend. Held by this process; several processes that share it need another one of these. */
import { type Bucket, filled, perMinute, secondsUntil, taken } from '../access/bucket.ts';

/** What is left to one caller. */
export interface Budget {
  /** Points of a minute. */
  readonly limit: number;
  /** Points, rounded down. */
  readonly remaining: number;
  /** Whole seconds until everything is back, if nothing is spent. */
  readonly resetSeconds: number;
}

export interface Taking {
  readonly budget: Budget;
  /** 0: taken; else nothing was taken, and there is enough after so many whole seconds. */
  readonly waitSeconds: number;
}

/** An account is named by its caller's principal, or by the address of who has none. */
export interface Budgets {
  /** Points that one caller may spend in a minute. */
  readonly limit: number;
  /** Takes points before they are worked for. More than a minute's points take all of them. */
  take(account: string, points: number): Promise<Taking>;
  look(account: string): Promise<Budget>;
}

/** Beyond so many accounts, those that were quiet longest are forgotten: mostly they are full again. */
const mostAccounts = 50_000;

/** @param clock milliseconds since 1970. */
export function openBudgets(pointsPerMinute: number, clock: () => number): Budgets {
  const rate = perMinute(pointsPerMinute);
  const accounts = new Map<string, Bucket>();
  const shown = (bucket: Bucket): Budget => ({
    limit: pointsPerMinute,
    remaining: Math.floor(bucket.left),
    resetSeconds: secondsUntil(bucket, rate.capacity, rate),
  });
  return {
    limit: pointsPerMinute,
    async take(account, points) {
      const { bucket, waitSeconds } = taken(accounts.get(account) ?? null, Math.min(points, rate.capacity), rate, clock());
      accounts.delete(account); // put back at the end: the map's order is the order of the last use
      accounts.set(account, bucket);
      if (accounts.size > mostAccounts)
        for (const quiet of [...accounts.keys()].slice(0, mostAccounts / 10)) accounts.delete(quiet);
      return { budget: shown(bucket), waitSeconds };
    },
    async look(account) {
      return shown(filled(accounts.get(account) ?? null, rate, clock()));
    },
  };
}
