import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { DataKey } from '../db/sealing.ts';
import { statement } from '../db/statement.ts';

/** The sealed contact data of one guest, each opened only when it is asked for. Null: not on record. */
export interface Contact {
  email(): string | null;
  phone(): string | null;
  birthDate(): string | null;
  /** Dietary needs in the words of the CRM: a service need, never part of an insight (docs/decisions/0009-dietary-data.md). */
  dietary(): string | null;
}

interface ContactRow {
  readonly customerId: string;
  readonly emailSealed: Buffer | null;
  readonly phoneSealed: Buffer | null;
  readonly birthDateSealed: Buffer | null;
  readonly dietarySealed: Buffer | null;
  readonly masterKeyId: string | null;
  readonly wrappedKey: Buffer | null;
}

const contactsById = statement('guests/contact', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('customers as c')
    .leftJoin('customer_keys as k', 'k.customer_id', 'c.customer_id')
    .where(sql<boolean>`c.customer_id = any(${ids})`)
    .select([
      'c.customer_id as customerId',
      'c.email_sealed as emailSealed',
      'c.phone_sealed as phoneSealed',
      'c.birth_date_sealed as birthDateSealed',
      'c.dietary_sealed as dietarySealed',
      'k.master_key_id as masterKeyId',
      'k.wrapped_key as wrappedKey',
    ]),
);

/** Contact data by id. An unknown id is absent from the map; without its data key everything is null, for ever. */
export async function readContacts(db: Db, ids: readonly string[]): Promise<Map<string, Contact>> {
  const rows: readonly ContactRow[] = await contactsById(db, ids);
  return new Map(rows.map((row) => [row.customerId, contactOf(db, row)]));
}

function contactOf(db: Db, row: ContactRow): Contact {
  const { customerId, masterKeyId, wrappedKey } = row;
  let key: DataKey | null = null;
  const open = (column: string, sealed: Buffer | null): string | null => {
    if (sealed === null || masterKeyId === null || wrappedKey === null) return null;
    key ??= db.sealer.openDataKey(customerId, masterKeyId, wrappedKey);
    return db.sealer.unseal(key, { table: 'customers', column, customerId }, sealed);
  };
  return {
    email: () => open('email_sealed', row.emailSealed),
    phone: () => open('phone_sealed', row.phoneSealed),
    birthDate: () => open('birth_date_sealed', row.birthDateSealed),
    dietary: () => open('dietary_sealed', row.dietarySealed),
  };
}

const keysById = statement('guests/keys', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('customer_keys')
    .where(sql<boolean>`customer_id = any(${ids})`)
    .select(['customer_id as customerId', 'master_key_id as masterKeyId', 'wrapped_key as wrappedKey']),
);

/** Data keys by customer id; a customer without one is absent from the map. */
export async function readDataKeys(db: Db, ids: readonly string[]): Promise<Map<string, DataKey>> {
  const rows = await keysById(db, ids);
  return new Map(rows.map((row) => [row.customerId, db.sealer.openDataKey(row.customerId, row.masterKeyId, row.wrappedKey)]));
}

/** What a guest wrote; null without the guest's data key. */
export function commentOf(db: Db, customerId: string, key: DataKey | null, sealed: Buffer): string | null {
  return key === null ? null : db.sealer.unseal(key, { table: 'feedback', column: 'comment_sealed', customerId }, sealed);
}
