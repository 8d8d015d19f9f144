import { sql } from 'kysely';
import { binaryStatement } from '../db/statement.ts';
import { Words } from '../db/words.ts';
import type { LoyaltyHistory, LoyaltyTransaction } from '../engine/facts.ts';
import { byCodePoints, byGuest, inOrderOf, type RawRows } from './raw-rows.ts';
import type { FactSource } from './source.ts';

// Accounts and transactions in one statement: either may be missing. An account's row has no transaction, and in `at` when it was opened.
const select = binaryStatement('facts.loyalty', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom('loyalty_transactions as t')
    .where(sql<boolean>`t.customer_id = any(${customerIds}::text[])`)
    .where('t.at', '<=', until)
    .select(['t.customer_id', 't.transaction_id', 't.at', 't.tier', 't.business_day', 't.kind', 't.points'])
    .unionAll(
      kysely
        .selectFrom('loyalty_accounts as a')
        .where(sql<boolean>`a.customer_id = any(${customerIds}::text[])`)
        .select([
          'a.customer_id',
          sql<string>`null::text`.as('transaction_id'),
          sql<Date>`a.joined_at`.as('at'),
          'a.tier',
          sql<string>`null::date`.as('business_day'),
          sql<string | null>`null::text`.as('kind'),
          sql<string | null>`null::numeric(14, 2)`.as('points'),
        ]),
    ),
);

interface Known {
  readonly tier: Words;
  readonly kind: Words;
}

function inOrder(a: LoyaltyTransaction, b: LoyaltyTransaction): number {
  return a.at - b.at || byCodePoints(a.transactionId, b.transactionId);
}

/** Null: no member at the instant, and no transaction. */
function historyOf({ rows, places, known }: RawRows<Known>, asOf: number): LoyaltyHistory | null {
  const transactions: LoyaltyTransaction[] = [];
  let account: { readonly tier: string | null; readonly joinedAt: number | null } | null = null;
  for (const place of places) {
    rows.open(place).skip();
    const transactionId = rows.text();
    const micros = rows.micros();
    if (micros !== null && micros / 1_000 > asOf) continue;
    const tier = rows.word(known.tier);
    if (transactionId === null) {
      account = { tier, joinedAt: micros === null ? null : micros / 1_000 };
      continue;
    }
    const day = rows.day() ?? 0;
    const kind = rows.word(known.kind);
    transactions.push({ transactionId, at: (micros ?? 0) / 1_000, day, kind, points: rows.numeric(), tier });
  }
  if (account === null && transactions.length === 0) return null;
  return { tier: account?.tier ?? null, joinedAt: account?.joinedAt ?? null, transactions: inOrderOf(transactions, inOrder) };
}

/** The account and every transaction at or before the instant; null: no member yet, and no transaction. */
export const loyalty: FactSource<RawRows<Known>, LoyaltyHistory | null> = {
  read: async (db, customerIds, until) =>
    byGuest(await select(db, customerIds, new Date(until)), { tier: new Words(), kind: new Words() }),
  at: (raw, asOf) => (raw === undefined ? null : historyOf(raw, asOf)),
};
