import type { LoyaltyTransaction } from './facts.ts';

/** Points that moved with one kind of transaction, never negative. Transactions without points count 0. */
export function pointsOf(transactions: readonly LoyaltyTransaction[], kind: string): number {
  let points = 0;
  for (const transaction of transactions) if (transaction.kind === kind) points += Math.abs(transaction.points ?? 0);
  return points;
}
