/** Everything held about one person, for whom the law gives it to. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { DataKey } from '../db/sealing.ts';
import { statement } from '../db/statement.ts';
import type { Tables } from '../db/tables.ts';
import { readDataKeys } from './contact.ts';

/** The tables that belong to customers, in the order in which people read them; held against the catalogue by a test. */
const tables = [
  'customers',
  'customer_versions',
  'visits',
  'visit_items',
  'loyalty_accounts',
  'loyalty_transactions',
  'campaign_sends',
  'feedback',
  'interventions',
  'current_scores',
  'score_history',
  'alerts',
  'alert_events',
  'live_events',
  'rescore_marks',
  'segment_members',
  'webhook_deliveries',
] as const satisfies readonly (keyof Tables)[];

/** A row as JSON holds it. */
export type PersonRow = Readonly<Record<string, unknown>>;

type Row = Record<string, unknown>;

const readers = tables.map((table) => ({
  table,
  read: statement(`person/${table}`, 'customer', (kysely, customerId: string) =>
    kysely
      .selectFrom(table as 'customers')
      .where('customer_id', '=', customerId)
      .orderBy(sql.raw('1, 2'))
      .selectAll(),
  ),
}));

/** Bytes that are keyed hashes of what stands beside them in clear. */
const hashed = /_index$/;
const sealed = /_sealed$/;

/**
 * Every row about a customer, by table, with what is sealed in clear; blind indexes and the key itself say nothing of the person.
 * @returns null: there is no such customer.
 */
export async function readPerson(db: Db, customerId: string): Promise<Readonly<Record<string, readonly PersonRow[]>> | null> {
  const key = (await readDataKeys(db, [customerId])).get(customerId) ?? null;
  const found: [string, PersonRow[]][] = [];
  for (const { table, read } of readers) {
    const rows = (await read(db, customerId)) as Row[];
    if (table === 'customers' && rows.length === 0) return null;
    found.push([table, rows.map((row) => clearRow(db, table, customerId, key, row))]);
  }
  return Object.fromEntries(found);
}

function clearRow(db: Db, table: string, customerId: string, key: DataKey | null, row: Row): PersonRow {
  return Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) => {
      if (hashed.test(column)) return [];
      if (!sealed.test(column)) return [[column, Buffer.isBuffer(value) ? value.toString('base64') : value]];
      const place = { table: table === 'customer_versions' ? 'customers' : table, column, customerId };
      const text = Buffer.isBuffer(value) && key !== null ? db.sealer.unseal(key, place, value) : null;
      return [[column.replace(sealed, ''), text]];
    }),
  );
}
