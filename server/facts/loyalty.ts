import { sql } from 'kysely';
import { statement } from '../db/statement.ts';
import type { LoyaltyHistory, LoyaltyTransaction } from '../engine/facts.ts';
import { type FactSource, upTo } from './source.ts';

interface Row {
  customer_id: string;
  member: boolean;
  tier: string | null;
  joined_at: number | null;
  /** Null: the member has no transaction. */
  transaction_id: string | null;
  at: number;
  day: number;
  kind: string | null;
  points: number | null;
  tier_after: string | null;
}

// Accounts and transactions in one statement: either may be missing.
const select = statement('facts.loyalty', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom(
      kysely
        .selectFrom('loyalty_accounts')
        .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
        .select(['customer_id', 'tier', 'joined_at'])
        .as('a'),
    )
    .fullJoin(
      kysely
        .selectFrom('loyalty_transactions')
        .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
        .where('at', '<=', until)
        .select(['customer_id', 'transaction_id', 'at', 'business_day', 'kind', 'points', 'tier'])
        .as('t'),
      (join) => join.onRef('t.customer_id', '=', 'a.customer_id'),
    )
    .orderBy(sql`coalesce(a.customer_id, t.customer_id)`)
    .orderBy('t.at')
    .orderBy(sql`t.transaction_id collate "C"`)
    .select([
      sql<string>`coalesce(a.customer_id, t.customer_id)`.as('customer_id'),
      sql<boolean>`a.customer_id is not null`.as('member'),
      'a.tier',
      sql<number | null>`(extract(epoch from a.joined_at) * 1000)::float8`.as('joined_at'),
      't.transaction_id',
      sql<number>`(extract(epoch from t.at) * 1000)::float8`.as('at'),
      sql<number>`t.business_day - date '1970-01-01'`.as('day'),
      't.kind',
      sql<number | null>`t.points::float8`.as('points'),
      't.tier as tier_after',
    ])
    .$castTo<Row>(),
);

interface Account {
  readonly member: boolean;
  readonly tier: string | null;
  readonly joinedAt: number | null;
  readonly transactions: LoyaltyTransaction[];
}

function accountsOf(rows: readonly Row[]): Map<string, Account> {
  const accounts = new Map<string, Account>();
  for (const row of rows) {
    const account = accounts.get(row.customer_id) ?? {
      member: row.member,
      tier: row.tier,
      joinedAt: row.joined_at,
      transactions: [],
    };
    accounts.set(row.customer_id, account);
    if (row.transaction_id === null) continue;
    const { transaction_id: transactionId, at, day, kind, points, tier_after: tier } = row;
    account.transactions.push({ transactionId, at, day, kind, points, tier });
  }
  return accounts;
}

/** The account and every transaction at or before the instant; null: no member yet, and no transaction. */
export const loyalty: FactSource<Account, LoyaltyHistory | null> = {
  read: async (db, customerIds, until) => accountsOf(await select(db, customerIds, new Date(until))),
  at: (account, asOf) => {
    if (account === undefined) return null;
    const transactions = upTo(account.transactions, asOf);
    const joined = account.member && (account.joinedAt === null || account.joinedAt <= asOf);
    if (!joined && transactions.length === 0) return null;
    return { tier: joined ? account.tier : null, joinedAt: joined ? account.joinedAt : null, transactions };
  },
};
