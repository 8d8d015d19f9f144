/** The rows of guests' data keys as locks: whoever writes a guest's attributes, or seals under the key, holds the row. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

/** A data key as it is stored. */
export interface WrappedKey {
  readonly customerId: string;
  readonly masterKeyId: string;
  readonly wrappedKey: Buffer;
}

const read = statement('keys/read', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('customer_keys')
    .where(sql<boolean>`customer_id = any(${ids}::text[])`)
    .select(['customer_id as customerId', 'master_key_id as masterKeyId', 'wrapped_key as wrappedKey']),
);

// Citus has SELECT … FOR UPDATE for rows of one guest only. An upsert that changes nothing is a lock over many that keeps to an order.
const hold = statement(
  'keys/hold',
  'customer',
  (kysely, ids: readonly string[], masterKeyIds: readonly string[], wrappedKeys: readonly Buffer[]) =>
    kysely
      .insertInto('customer_keys')
      .columns(['customer_id', 'master_key_id', 'wrapped_key'])
      .expression(
        kysely
          .selectFrom(
            sql<{
              customer_id: string;
              master_key_id: string;
              wrapped_key: Buffer;
            }>`unnest(${ids}::text[], ${masterKeyIds}::text[], ${wrappedKeys}::bytea[])`.as<'g'>(
              sql`g (customer_id, master_key_id, wrapped_key)`,
            ),
          )
          .innerJoin('customers as c', (join) =>
            join.onRef('c.customer_id', '=', 'g.customer_id').on(sql<boolean>`c.customer_id = any(${ids}::text[])`),
          )
          .orderBy('g.customer_id')
          .select(['g.customer_id', 'g.master_key_id', 'g.wrapped_key']),
      )
      .onConflict((conflict) => conflict.column('customer_id').doUpdateSet({ wrapped_key: sql`customer_keys.wrapped_key` }))
      .returning(['customer_id as customerId', 'master_key_id as masterKeyId', 'wrapped_key as wrappedKey']),
);

/**
 * Locks the keys of guests on record until the transaction ends, in the order of their ids; the first use of one makes it. Other writers
 * of the same attributes or notes wait, new events do not.
 * @returns the keys by guest; who is not on record is absent.
 * @throws the database's 23503 when a guest is erased at that very moment: the next try does not meet him.
 */
export async function holdKeys(tx: Db, customerIds: readonly string[]): Promise<Map<string, WrappedKey>> {
  const found = new Map((await read(tx, customerIds)).map((key) => [key.customerId, key]));
  const keys = [...new Set(customerIds)].map((id) => found.get(id) ?? { customerId: id, ...tx.sealer.newDataKey(id) });
  const rows = await hold(
    tx,
    keys.map(({ customerId }) => customerId),
    keys.map(({ masterKeyId }) => masterKeyId),
    keys.map(({ wrappedKey }) => wrappedKey),
  );
  return new Map(rows.map((key) => [key.customerId, key]));
}

const mostTries = 4;

/** Does `work` again when a guest was erased at that very moment; each try by itself changes nothing but locks. */
export async function unlessErased<Result>(tx: Db, work: (tx: Db) => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await tx.transaction(work);
    } catch (error) {
      if (tried === mostTries || !(error instanceof Error && 'code' in error && error.code === '23503')) throw error;
    }
  }
}
