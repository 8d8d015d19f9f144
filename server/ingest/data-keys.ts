import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { DataKey } from '../db/sealing.ts';
import { statement } from '../db/statement.ts';

/** Locks the customers against other writers of their attributes and keys (not against new events), in the order of their ids. */
const lockCustomers = statement('ingest/lock customers', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('customers')
    .where(sql<boolean>`customer_id = any(${ids}::text[])`)
    .orderBy('customer_id')
    .select('customer_id')
    .forNoKeyUpdate(),
);

const readKeys = statement('ingest/customer keys', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('customer_keys')
    .where(sql<boolean>`customer_id = any(${ids}::text[])`)
    .select(['customer_id', 'master_key_id', 'wrapped_key']),
);

/** The data keys of customers on record; the first use of one makes it. Holds the customers' locks until the transaction ends. */
export async function dataKeys(tx: Db, ids: readonly string[]): Promise<ReadonlyMap<string, DataKey>> {
  await lockCustomers(tx, ids);
  const keys = new Map<string, DataKey>();
  for (const row of await readKeys(tx, ids))
    keys.set(row.customer_id, tx.sealer.openDataKey(row.customer_id, row.master_key_id, row.wrapped_key));
  const fresh = ids.filter((id) => !keys.has(id)).map((id) => ({ id, ...tx.sealer.newDataKey(id) }));
  for (const { id, key } of fresh) keys.set(id, key);
  await writeKeys(tx, fresh);
  return keys;
}

export async function writeKeys(
  tx: Db,
  keys: readonly { readonly id: string; readonly masterKeyId: string; readonly wrappedKey: Buffer }[],
): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    insert into customer_keys (customer_id, master_key_id, wrapped_key)
    select * from unnest(${keys.map(({ id }) => id)}::text[], ${keys.map(({ masterKeyId }) => masterKeyId)}::text[],
      ${keys.map(({ wrappedKey }) => wrappedKey)}::bytea[])`.execute(tx.kysely);
}

/** Bytes as COPY and array literals take them. */
export function byteText(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}
