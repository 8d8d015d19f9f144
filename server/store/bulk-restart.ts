/** Exports in the background are begun again when somebody was erased: what they have found may hold that customer's rows. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { cancelBulkExport, readBulkExport } from './bulk-exports.ts';
import { bulkOrderOf, openBulk, sealBulkOrder } from './bulk-pieces.ts';

const held = statement('bulkExports/held', 'own', (kysely) =>
  kysely
    .selectFrom('bulk_exports')
    .where('state', 'in', ['QUEUED', 'RUNNING', 'DONE'])
    .orderBy('export_id')
    .select('export_id as id')
    .forUpdate(),
);

const restart = statement(
  'bulkExports/restart',
  'own',
  (kysely, id: string, masterKeyId: string, wrappedKey: Buffer, orderSealed: Buffer) =>
    kysely
      .updateTable('bulk_exports')
      .set({ state: 'QUEUED', attempt: sql<number>`attempt + 1`, pieces: 0, rows_done: 0, rows_total: null, bytes: 0 })
      .set({ checksum: null, started_at: null, finished_at: null, expires_at: null, cursor_sealed: null })
      .set({ master_key_id: masterKeyId, wrapped_key: wrappedKey, order_sealed: orderSealed })
      .where('export_id', '=', id),
);

const dropPieces = statement('bulkExports/dropPieces', 'own', (kysely, id: string) =>
  kysely.deleteFrom('bulk_export_pieces').where('export_id', '=', id),
);

/**
 * Begins every open or finished export again from its first row, under a new key: what it had found opens nowhere any more, in backups
 * neither. One whose own query names the customer ends.
 * @param named texts by which a query would name the customer.
 * @returns how many exports.
 */
export async function restartBulkExports(tx: Db, named: readonly string[], now: number): Promise<number> {
  const ids = (await held(tx)).map(({ id }) => id);
  for (const id of ids) {
    const record = await readBulkExport(tx, id);
    const open = record === null ? null : openBulk(tx, record);
    const order = record === null || open === null ? null : bulkOrderOf(tx, open, record);
    const text = order === null ? '' : `${order.query}\n${JSON.stringify(order.variables)}`;
    await dropPieces(tx, id);
    if (order === null || named.some((name) => text.includes(name))) {
      await cancelBulkExport(tx, id, now);
      continue;
    }
    const { masterKeyId, wrappedKey, orderSealed } = sealBulkOrder(tx, id, order);
    await restart(tx, id, masterKeyId, wrappedKey, orderSealed);
  }
  return ids.length;
}
