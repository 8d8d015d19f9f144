import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { millis } from './guests.ts';

/** A loyalty account as it is on record. Null: not on record. */
export interface LoyaltyAccountRecord {
  readonly customerId: string;
  readonly tier: string | null;
  /** Milliseconds since 1970. */
  readonly joinedAt: number | null;
}

const accounts = statement('loyalty/accounts', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('loyalty_accounts')
    .where(sql<boolean>`customer_id = any(${ids})`)
    .select(['customer_id as customerId', 'tier', millis('joined_at').as('joinedAt')]),
);

/** Accounts by customer id; no member: absent from the map. */
export async function readLoyaltyAccounts(db: Db, ids: readonly string[]): Promise<Map<string, LoyaltyAccountRecord>> {
  const rows: readonly LoyaltyAccountRecord[] = await accounts(db, ids);
  return new Map(rows.map((row) => [row.customerId, row]));
}
