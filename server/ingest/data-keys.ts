import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { DataKey } from '../db/sealing.ts';
import { holdKeys } from '../store/data-keys.ts';

/** The data keys of customers on record; the first use of one makes it. Holds their locks until the transaction ends. */
export async function dataKeys(tx: Db, ids: readonly string[]): Promise<ReadonlyMap<string, DataKey>> {
  const held = await holdKeys(tx, ids);
  return new Map(
    [...held.values()].map(({ customerId, masterKeyId, wrappedKey }) => [
      customerId,
      tx.sealer.openDataKey(customerId, masterKeyId, wrappedKey),
    ]),
  );
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
