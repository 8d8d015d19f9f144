/** What is removed or made anonymous when a customer is erased. Every table is named here or cannot name a customer: held against the catalogue by a test. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement, written } from '../db/statement.ts';
import type { Tables } from '../db/tables.ts';
import { readDataKeys } from './contact.ts';
import { removeBlocksOf } from './guest-blocks.ts';

/** Tables whose rows belong to one customer, those that others point at last. */
export const erasedTables = [
  'webhook_deliveries',
  'segment_members',
  'rescore_marks',
  'live_events',
  'alert_events',
  'alerts',
  'score_history',
  'current_scores',
  'interventions',
  'feedback',
  'campaign_sends',
  'loyalty_transactions',
  'loyalty_accounts',
  'visit_items',
  'visits',
  'customer_versions',
  'customer_keys',
  'customers',
] as const satisfies readonly (keyof Tables)[];

const removers = erasedTables.map((table) => ({
  table,
  remove: statement(`erase/${table}`, 'customer', (kysely, customerId: string) =>
    kysely
      .deleteFrom(table as 'customers')
      .where('customer_id', '=', customerId)
      .returning('customer_id'),
  ),
}));

/** Removes every row of a customer, the data key included. @returns how many, by table. */
export async function removeCustomer(tx: Db, customerId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, remove } of removers) counts[table] = (await remove(tx, customerId)).length;
  await removeBlocksOf(tx, customerId); // others lose what the next run reads quickly, and the run reads their rows
  return counts;
}

// First the key, as everybody who holds both.
const holdKey = statement('erase/hold key', 'customer', (kysely, customerId: string) =>
  kysely.selectFrom('customer_keys').where('customer_id', '=', customerId).select('customer_id').forUpdate(),
);
const hold = statement('erase/hold', 'customer', (kysely, customerId: string) =>
  kysely.selectFrom('customers').where('customer_id', '=', customerId).select('customer_id').forUpdate(),
);

/** Waits for whoever writes about the customer, and lets nobody begin. @returns false: there is no such customer. */
export async function holdCustomer(tx: Db, customerId: string): Promise<boolean> {
  await holdKey(tx, customerId);
  return (await hold(tx, customerId)).length > 0;
}

const firstVisit = statement('erase/first visit', 'customer', (kysely, customerId: string) =>
  kysely.selectFrom('visits').where('customer_id', '=', customerId).select(sql<Date | null>`min(visited_at)`.as('at')),
);

/** The customer's oldest visit; null: none. */
export async function readFirstVisit(tx: Db, customerId: string): Promise<Date | null> {
  return (await firstVisit(tx, customerId))[0]?.at ?? null;
}

/** What a customer is or was called and reached by. */
export interface Names {
  readonly names: readonly string[];
  readonly emails: readonly string[];
  readonly phones: readonly string[];
}

const columns = ['name', 'email_sealed', 'phone_sealed'] as const;

const everyVersion = statement('erase/names', 'customer', (kysely, customerId: string) =>
  kysely
    .selectFrom('customers')
    .where('customer_id', '=', customerId)
    .select(columns)
    .unionAll(kysely.selectFrom('customer_versions').where('customer_id', '=', customerId).select(columns)),
);

/** Of every version on record, without repetitions. */
export async function readNames(tx: Db, customerId: string): Promise<Names> {
  const key = (await readDataKeys(tx, [customerId])).get(customerId);
  const rows = await everyVersion(tx, customerId);
  const opened = (column: 'email_sealed' | 'phone_sealed') =>
    rows.flatMap((row) => {
      const bytes = row[column];
      return bytes === null || key === undefined
        ? []
        : [tx.sealer.unseal(key, { table: 'customers', column, customerId }, bytes)];
    });
  return {
    names: [...new Set(rows.flatMap(({ name }) => (name === null ? [] : [name])))],
    emails: [...new Set(opened('email_sealed'))],
    phones: [...new Set(opened('phone_sealed'))],
  };
}

/** Words that people wrote, in which they may have named a customer: where one is found, it is replaced. */
export const staffWords = {
  saved_queries: ['name', 'description', 'document', 'variables'],
  webhooks: ['name', 'document', 'variables', 'stopped_why'],
  segments: ['name'],
  segment_versions: ['name'],
  scoring_configurations: ['note'],
  api_keys: ['name'],
  imports: ['file_name'],
  bulk_exports: ['problem'],
} as const satisfies Partial<Record<keyof Tables, readonly string[]>>;

const replacers = Object.entries(staffWords).map(([table, names]) => ({
  table,
  replace: names.map((column) =>
    statement(`erase/words ${table}.${column}`, 'own', (kysely, word: string, pseudonym: string) =>
      written<{ n: number }>(
        kysely,
        sql`update ${sql.table(table)} set ${sql.ref(column)} = replace(${sql.ref(column)}, ${word}::text, ${pseudonym}::text)
          where position(${word}::text in ${sql.ref(column)}) > 0 returning 1 as n`,
      ),
    ),
  ),
}));

/** Replaces words in what people wrote. @returns how many rows changed, by table. */
export async function replaceWords(
  tx: Db,
  words: readonly { readonly word: string; readonly pseudonym: string }[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, replace } of replacers) {
    for (const run of replace) {
      for (const { word, pseudonym } of words) counts[table] = (counts[table] ?? 0) + (await run(tx, word, pseudonym)).length;
    }
  }
  return counts;
}

const renameReach = statement('erase/reach of keys', 'own', (kysely, customerId: string, pseudonym: string) =>
  kysely
    .updateTable('api_keys')
    .set({ reach_customer_ids: sql<string[]>`array_replace(reach_customer_ids, ${customerId}::text, ${pseudonym}::text)` })
    .where(sql<boolean>`${customerId}::text = any(reach_customer_ids)`)
    .returning('key_id'),
);

/** Keys that saw this customer see nobody instead: without the id, a key for one customer would see everybody. */
export async function renameInReach(tx: Db, customerId: string, pseudonym: string): Promise<number> {
  return (await renameReach(tx, customerId, pseudonym)).length;
}

const forgetAnswers = statement('erase/answers of keys', 'own', (kysely, words: readonly string[]) =>
  kysely
    .deleteFrom('idempotency_keys')
    .where(sql<boolean>`exists (select from unnest(${words}::text[]) as w (word) where position(w.word in response::text) > 0)`)
    .returning('principal'),
);

/** Forgets remembered answers of mutations that name the customer. */
export async function forgetAnswersNaming(tx: Db, words: readonly string[]): Promise<number> {
  return (await forgetAnswers(tx, words)).length;
}

const discardUploads = statement('erase/uploads', 'own', (kysely, now: Date) =>
  kysely
    .updateTable('imports')
    .set({ wrapped_key: null, columns_sealed: null, kinds_sealed: null, attempt: sql<number>`attempt + 1` })
    .set({ state: sql<string>`case when state = 'DONE' then state else 'DISCARDED' end` })
    .set({ finished_at: sql<Date>`coalesce(finished_at, ${now}::timestamptz)` })
    .where('wrapped_key', 'is not', null)
    .returning('import_id'),
);

const dropUploads = statement('erase/pieces of uploads', 'own', (kysely) => kysely.deleteFrom('import_pieces'));

/** Discards what waits to be imported and forgets what was refused: nobody can see in it whom it names. */
export async function discardEveryUpload(tx: Db, now: number): Promise<number> {
  const discarded = await discardUploads(tx, new Date(now));
  await dropUploads(tx);
  return discarded.length;
}
