import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { holdHead } from './audit-append.ts';
import { auditKeysOf } from './audit-chain.ts';

const remember = statement('audit/erased remember', 'own', (kysely, pseudonym: string) =>
  kysely
    .insertInto('audit_erased')
    .values({ pseudonym })
    .onConflict((conflict) => conflict.doNothing()),
);

const recall = statement('audit/erased recall', 'own', (kysely, pseudonym: string) =>
  kysely.deleteFrom('audit_erased').where('pseudonym', '=', pseudonym),
);

const rename = statement('audit/erase', 'own', (kysely, customerId: string, pseudonym: string) =>
  kysely
    .updateTable('audit_entries')
    .set({ customer_ids: sql<string[]>`array_replace(customer_ids, ${customerId}::text, ${pseudonym}::text)` })
    .where(sql<boolean>`customer_ids @> array[${customerId}::text]`)
    .returning('entry_no'),
);

/**
 * Lets the audit log name an erased customer by the keyed hash that its chain was made with; entries that wait to be written, too.
 * @returns how many entries named the customer.
 */
export async function renameInAudit(tx: Db, customerId: string): Promise<number> {
  const pseudonym = auditKeysOf(tx.sealer).erasedId(customerId);
  await holdHead(tx); // who is writing an entry about the customer ends first, who comes later finds the hash
  await remember(tx, pseudonym);
  return (await rename(tx, customerId, pseudonym)).length;
}

/** From now on entries name the customer by the id again; those of before keep the hash, as their customer was erased. */
export async function nameInAuditAgain(tx: Db, customerId: string): Promise<void> {
  await holdHead(tx);
  await recall(tx, auditKeysOf(tx.sealer).erasedId(customerId));
}
