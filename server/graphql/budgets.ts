/** What each caller may still spend: held by this process, or shared by several. */
import { type Bucket, filled, perMinute, secondsUntil, taken } from '../access/bucket.ts';
import type { SharedBuckets } from '../store/buckets.ts';

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
  /** As of the last taking here. */
  look(account: string): Budget;
}

/** Beyond so many accounts, those that were quiet longest are forgotten: mostly they are full again. */
const mostAccounts = 50_000;

/** How long nobody asks again where buckets are shared after that failed, milliseconds. */
const awayMs = 1_000;

/** What several processes take from together. */
export interface Sharing {
  readonly buckets: SharedBuckets;
  /** Told when buckets are counted by each process alone, and when they are shared again (null). */
  readonly onAway: (error: unknown) => void;
}

/**
 * @param clock milliseconds since 1970.
 * @param sharing absent: this process counts alone, as it does while they are away: nobody is refused for that.
 */
export function openBudgets(pointsPerMinute: number, clock: () => number, sharing: Sharing | null = null): Budgets {
  const rate = perMinute(pointsPerMinute);
  const accounts = new Map<string, Bucket>();
  const shown = (bucket: Bucket): Budget => ({
    limit: pointsPerMinute,
    remaining: Math.floor(bucket.left),
    resetSeconds: secondsUntil(bucket, rate.capacity, rate),
  });
  const keep = (account: string, bucket: Bucket): void => {
    accounts.delete(account); // put back at the end: the map's order is the order of the last use
    accounts.set(account, bucket);
    if (accounts.size > mostAccounts)
      for (const quiet of [...accounts.keys()].slice(0, mostAccounts / 10)) accounts.delete(quiet);
  };
  const ofAll = sharing === null ? null : sharedTaking(sharing, rate);
  return {
    limit: pointsPerMinute,
    async take(account, points) {
      const amount = Math.min(points, rate.capacity);
      const now = clock();
      const here = () => taken(accounts.get(account) ?? null, amount, rate, now);
      const { bucket, waitSeconds } = (await ofAll?.(account, amount, now)) ?? here();
      keep(account, bucket);
      return { budget: shown(bucket), waitSeconds };
    },
    look(account) {
      return shown(filled(accounts.get(account) ?? null, rate, clock()));
    },
  };
}

/** @returns null: those who share cannot be asked now. */
function sharedTaking({ buckets, onAway }: Sharing, rate: ReturnType<typeof perMinute>) {
  let awayUntil: number | null = null;
  return async (account: string, amount: number, now: number): Promise<{ bucket: Bucket; waitSeconds: number } | null> => {
    if (awayUntil !== null && now < awayUntil) return null;
    try {
      const { bucket, isTaken } = await buckets.take(account, amount, rate, now);
      if (awayUntil !== null) onAway(null);
      awayUntil = null;
      return { bucket, waitSeconds: isTaken ? 0 : Math.max(1, secondsUntil(bucket, amount, rate)) };
    } catch (error) {
      if (awayUntil === null) onAway(error);
      awayUntil = now + awayMs;
      return null;
    }
  };
}
