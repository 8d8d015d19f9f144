/** What exports in the background were asked for and have found: sealed under a key of each export, and forgotten in time. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { DataKey } from '../db/sealing.ts';
import { statement } from '../db/statement.ts';
import type { BulkRecord } from './bulk-exports.ts';

/** How long a finished file is kept, how long one may take to be finished, and how long that there was one; milliseconds. */
export const bulkFileLifeMs = 24 * 3_600_000;
const longestWorkMs = 48 * 3_600_000;
const recordLifeMs = 90 * 24 * 3_600_000;

/** What an export was asked for. */
export interface BulkOrder {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An export whose contents can be read and added to. */
export interface OpenBulk {
  readonly id: string;
  readonly key: DataKey;
}

const insertPiece = statement(
  'bulkExports/insertPiece',
  'own',
  (kysely, id: string, no: number, beginsAt: number, bytes: number, sealed: Buffer) =>
    kysely
      .insertInto('bulk_export_pieces')
      .values({ export_id: id, piece_no: no, begins_at: beginsAt, bytes, bytes_sealed: sealed }),
);

/** Locks the row, so that the piece below cannot be anybody else's. */
const advance = statement(
  'bulkExports/advance',
  'own',
  (kysely, id: string, attempt: number, no: number, rows: number, bytes: number, cursor: Buffer | null) =>
    kysely
      .updateTable('bulk_exports')
      .set({ pieces: sql<number>`pieces + 1`, rows_done: sql<number>`rows_done + ${rows}::int` })
      .set({ bytes: sql<number>`bytes + ${bytes}::int`, cursor_sealed: cursor })
      .where('export_id', '=', id)
      .where('attempt', '=', attempt)
      .where('pieces', '=', no)
      .where('state', '=', 'RUNNING')
      .returning('export_id'),
);

/** The first piece of those that hold a byte at or behind `from`. */
const pieceAt = statement('bulkExports/pieceAt', 'own', (kysely, id: string, from: number) =>
  kysely
    .selectFrom('bulk_export_pieces')
    .where('export_id', '=', id)
    .where('begins_at', '<=', from)
    .orderBy('piece_no', 'desc')
    .limit(1)
    .select('piece_no as no'),
);

const readPiece = statement('bulkExports/readPiece', 'own', (kysely, id: string, no: number) =>
  kysely
    .selectFrom('bulk_export_pieces')
    .where('export_id', '=', id)
    .where('piece_no', '=', no)
    .select(['begins_at as beginsAt', 'bytes_sealed as sealed']),
);

const forgotten = { wrapped_key: null, order_sealed: null, cursor_sealed: null, expires_at: null } as const;

const expire = statement('bulkExports/expire', 'own', (kysely, now: Date) =>
  kysely
    .updateTable('bulk_exports')
    .set({ state: 'EXPIRED', ...forgotten })
    .where('state', '=', 'DONE')
    .where('expires_at', '<=', now),
);

const giveUp = statement('bulkExports/giveUp', 'own', (kysely, until: Date, now: Date, problem: string) =>
  kysely
    .updateTable('bulk_exports')
    .set({ state: 'FAILED', finished_at: now, problem, ...forgotten })
    .where('state', 'in', ['QUEUED', 'RUNNING'])
    .where('requested_at', '<', until),
);

/** Of exports that are gone or forgotten. */
const dropForgotten = statement('bulkExports/dropForgotten', 'own', (kysely) =>
  kysely
    .deleteFrom('bulk_export_pieces as p')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('bulk_exports as e').whereRef('e.export_id', '=', 'p.export_id').where('e.wrapped_key', 'is not', null),
        ),
      ),
    ),
);

const dropRecords = statement('bulkExports/dropRecords', 'own', (kysely, until: Date) =>
  kysely.deleteFrom('bulk_exports').where('requested_at', '<', until).where('state', 'not in', ['QUEUED', 'RUNNING', 'DONE']),
);

/** Who a key of an export belongs to, where keys of customers name a customer. */
const ownerOf = (id: string): string => `bulk export ${id}`;
const placeOf = (id: string, table: 'bulk_exports' | 'bulk_export_pieces', column: string) => ({
  table,
  column,
  customerId: ownerOf(id),
});
const pieceName = (no: number): string => `piece ${no}`;

/** The key of a new export, and what it was asked for, sealed. */
export function sealBulkOrder(
  db: Db,
  id: string,
  order: BulkOrder,
): { readonly masterKeyId: string; readonly wrappedKey: Buffer; readonly orderSealed: Buffer } {
  const { key, masterKeyId, wrappedKey } = db.sealer.newDataKey(ownerOf(id));
  const orderSealed = db.sealer.seal(key, placeOf(id, 'bulk_exports', 'order_sealed'), JSON.stringify(order));
  return { masterKeyId, wrappedKey, orderSealed };
}

/** @returns null: what it was asked for and has found is forgotten. */
export function openBulk(db: Db, { id, masterKeyId, wrappedKey }: BulkRecord): OpenBulk | null {
  return wrappedKey === null ? null : { id, key: db.sealer.openDataKey(ownerOf(id), masterKeyId, wrappedKey) };
}

export function bulkOrderOf(db: Db, { id, key }: OpenBulk, { orderSealed }: BulkRecord): BulkOrder | null {
  if (orderSealed === null) return null;
  return JSON.parse(db.sealer.unseal(key, placeOf(id, 'bulk_exports', 'order_sealed'), orderSealed)) as BulkOrder;
}

/** Behind which row it goes on; null: it begins. */
export function bulkCursorOf(db: Db, { id, key }: OpenBulk, { cursorSealed }: BulkRecord): string | null {
  return cursorSealed === null ? null : db.sealer.unseal(key, placeOf(id, 'bulk_exports', 'cursor_sealed'), cursorSealed);
}

/** A part of a file, and where the next one goes on. */
export interface BulkPiece {
  readonly no: number;
  readonly beginsAt: number;
  readonly bytes: Buffer;
  readonly rows: number;
  /** Behind its last row; null: the file ends with it. */
  readonly cursor: string | null;
}

/** Keeps a piece together with how far the export is by it: both or neither. @returns false: it was cancelled, or somebody else has taken it on. */
export async function keepBulkPiece(
  db: Db,
  { id, key }: OpenBulk,
  attempt: number,
  { no, beginsAt, bytes, rows, cursor }: BulkPiece,
): Promise<boolean> {
  const cursorSealed = cursor === null ? null : db.sealer.seal(key, placeOf(id, 'bulk_exports', 'cursor_sealed'), cursor);
  const sealed = db.sealer.seal(key, placeOf(id, 'bulk_export_pieces', pieceName(no)), bytes);
  return await db.transaction(async (tx) => {
    if ((await advance(tx, id, attempt, no, rows, bytes.length, cursorSealed)).length === 0) return false;
    await insertPiece(tx, id, no, beginsAt, bytes.length, sealed);
    return true;
  });
}

/** The bytes of the file from `from` up to, and without, `to`. */
export async function* readBulkFile(db: Db, { id, key }: OpenBulk, from: number, to: number): AsyncGenerator<Buffer> {
  if (from >= to) return;
  const [first] = await pieceAt(db, id, from);
  for (let no = first?.no ?? 0; ; no += 1) {
    const [piece] = await readPiece(db, id, no);
    if (piece === undefined) throw new Error(`expected piece ${no} of a file, got none; it was forgotten meanwhile`);
    const bytes = db.sealer.unsealBytes(key, placeOf(id, 'bulk_export_pieces', pieceName(no)), piece.sealed);
    const end = piece.beginsAt + bytes.length;
    yield bytes.subarray(Math.max(0, from - piece.beginsAt), Math.min(bytes.length, to - piece.beginsAt));
    if (end >= to) return;
  }
}

/** Forgets files in time, gives up what nobody finishes, and removes what nobody can open. */
export async function forgetOldBulkExports(db: Db, now: number): Promise<void> {
  await expire(db, new Date(now));
  const late = 'It was not finished within 48 hours; ask for fewer fields, or see that a worker runs';
  await giveUp(db, new Date(now - longestWorkMs), new Date(now), late);
  await dropForgotten(db);
  await dropRecords(db, new Date(now - recordLifeMs));
}
