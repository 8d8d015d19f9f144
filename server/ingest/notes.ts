import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { DataKey } from '../db/sealing.ts';
import { statement } from '../db/statement.ts';
import { storedName, type TableShape } from './columns.ts';
import { byteText, dataKeys } from './data-keys.ts';
import type { Row } from './row-types.ts';

const readComments = statement(
  'ingest/comments',
  'customer',
  (kysely, customerIds: readonly string[], feedbackIds: readonly string[]) =>
    kysely
      .selectFrom('feedback')
      .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
      .where(sql<boolean>`feedback_id = any(${feedbackIds}::text[])`)
      .where('comment_sealed', 'is not', null)
      .select(['customer_id', 'feedback_id', 'comment_sealed']),
);

/**
 * Replaces the free text of feedback rows by its sealed form. Sealing never gives the same bytes twice, so a text that is on record
 * as it is takes the bytes on record: the merge then sees that nothing changed.
 */
export async function sealNotes(tx: Db, shape: TableShape, rows: readonly Row[]): Promise<void> {
  const note = shape.columns.findIndex(({ kind }) => kind === 'note');
  const noted = note < 0 || shape.table !== 'feedback' ? [] : rows.filter(({ cells }) => typeof cells[note] === 'string');
  const column = shape.columns[note];
  if (noted.length === 0 || column === undefined) return;
  const idIndex = shape.columns.findIndex(({ name }) => name === 'feedback_id');
  const customerIds = [...new Set(noted.map(({ customerId }) => customerId))].sort();
  const keys = await dataKeys(tx, customerIds);
  const onRecord = new Map<string, Buffer>();
  for (const row of await readComments(
    tx,
    customerIds,
    noted.map(({ cells }) => cells[idIndex] ?? ''),
  ))
    if (row.comment_sealed !== null) onRecord.set(`${row.customer_id}\x1f${row.feedback_id}`, row.comment_sealed);
  for (const { customerId, cells } of noted) {
    const key = keyOf(keys, customerId);
    const place = { table: shape.table, column: storedName(column), customerId };
    const text = cells[note] ?? '';
    const before = onRecord.get(`${customerId}\x1f${cells[idIndex]}`);
    const same = before !== undefined && tx.sealer.unseal(key, place, before) === text;
    cells[note] = byteText(same ? before : tx.sealer.seal(key, place, text));
  }
}

function keyOf(keys: ReadonlyMap<string, DataKey>, customerId: string): DataKey {
  const key = keys.get(customerId);
  if (key === undefined) throw new Error(`expected a data key of every customer of the chunk, got none for one of ${keys.size}`);
  return key;
}
