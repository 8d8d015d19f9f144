/** Whom nobody may bring back: keyed hashes of the ids and contacts of erased customers, and the receipts of their erasures. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { normaliseEmail, normalisePhone, type Sealer } from '../db/sealing.ts';
import { statement } from '../db/statement.ts';

export type TombstoneKind = 'CUSTOMER' | 'EMAIL' | 'PHONE';

export interface Tombstone {
  readonly kind: TombstoneKind;
  readonly hash: Buffer;
}

/** What an erasure did. */
export interface Receipt {
  readonly id: string;
  /** Keyed hash of the customer's id: whoever knows the id and has the key can show whose receipt this is. */
  readonly customerHash: Buffer;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly principal: string;
  /** The same for people. */
  readonly by: string;
  /** Rows that were removed or changed, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** SHA-256 of all of the above, hexadecimal. */
  readonly hash: string;
}

/** The keyed hash under which an id or a contact is found again. */
export function tombstoneHash(sealer: Sealer, kind: TombstoneKind, text: string): Buffer {
  if (kind === 'CUSTOMER') return sealer.blindIndex('customer', text);
  return kind === 'EMAIL' ? sealer.blindIndex('email', normaliseEmail(text)) : sealer.blindIndex('phone', normalisePhone(text));
}

/** The receipt with its hash. */
export function sealReceipt(receipt: Omit<Receipt, 'hash'>): Receipt {
  const rows = Object.entries(receipt.rows).sort(([a], [b]) => (a < b ? -1 : 1));
  const told = [receipt.id, receipt.customerHash.toString('hex'), new Date(receipt.at).toISOString(), receipt.principal, rows];
  return { ...receipt, hash: createHash('sha256').update(JSON.stringify(told)).digest('hex') };
}

const anyTombstone = statement('tombstones/any', 'own', (kysely) => kysely.selectFrom('tombstones').limit(1).select('kind'));

const among = statement('tombstones/among', 'own', (kysely, hashes: readonly Buffer[]) =>
  kysely.selectFrom('tombstones').where(sql<boolean>`hash = any(${hashes}::bytea[])`).select('hash'),
);

/** Whether anybody was erased here at all. */
export async function anyTombstones(db: Db): Promise<boolean> {
  return (await anyTombstone(db)).length > 0;
}

/** Those of the hashes that have a tombstone, in hexadecimal. */
export async function tombstonesAmong(db: Db, hashes: readonly Buffer[]): Promise<ReadonlySet<string>> {
  return new Set((await among(db, hashes)).map(({ hash }) => hash.toString('hex')));
}

const writeErasure = statement(
  'tombstones/receipt',
  'own',
  (
    kysely,
    id: string,
    customerHash: Buffer,
    at: Date,
    principal: string,
    by: string,
    rows: string,
    hash: string,
    replayedAt: Date | null,
  ) =>
    kysely
      .insertInto('erasures')
      .values({
        erasure_id: id,
        customer_hash: customerHash,
        erased_at: at,
        erased_by: principal,
        erased_name: by,
        row_counts: rows,
        receipt_hash: hash,
        replayed_at: replayedAt,
      })
      .onConflict((conflict) => conflict.doNothing()),
);

const writeTombstones = statement(
  'tombstones/write',
  'own',
  (kysely, hashes: readonly Buffer[], kinds: readonly string[], erasureId: string) =>
    kysely
      .insertInto('tombstones')
      .columns(['hash', 'kind', 'erasure_id'])
      .expression(
        kysely
          .selectFrom(
            sql<{ hash: Buffer; kind: string }>`unnest(${hashes}::bytea[], ${kinds}::text[])`.as<'g'>(sql`g (hash, kind)`),
          )
          .select(['g.hash', 'g.kind', sql<string>`${erasureId}::text`.as('erasure_id')]),
      )
      .onConflict((conflict) => conflict.doNothing()),
);

/** Keeps a receipt with its tombstones. @param replayedAt when it was done again after a restore; null: this is the first time. */
export async function writeReceipt(
  tx: Db,
  receipt: Receipt,
  tombstones: readonly Tombstone[],
  replayedAt: number | null,
): Promise<void> {
  const { id, customerHash, at, principal, by, rows, hash } = receipt;
  const replayed = replayedAt === null ? null : new Date(replayedAt);
  await writeErasure(tx, id, customerHash, new Date(at), principal, by, JSON.stringify(rows), hash, replayed);
  const hashes = tombstones.map((stone) => stone.hash);
  await writeTombstones(
    tx,
    hashes,
    tombstones.map(({ kind }) => kind),
    id,
  );
}

const columns = [
  'erasure_id as id',
  'customer_hash as customerHash',
  sql<number>`(extract(epoch from erased_at) * 1000)::float8`.as('at'),
  'erased_by as principal',
  'erased_name as by',
  sql<Readonly<Record<string, number>>>`row_counts`.as('rows'),
  'receipt_hash as hash',
] as const;

const receiptOf = statement('tombstones/receipt of', 'own', (kysely, customerHash: Buffer) =>
  kysely.selectFrom('erasures').where('customer_hash', '=', customerHash).orderBy('erased_at', 'desc').limit(1).select(columns),
);

/** The newest receipt of a customer; null: nobody of this id was erased. */
export async function readReceipt(db: Db, customerHash: Buffer): Promise<Receipt | null> {
  return (await receiptOf(db, customerHash))[0] ?? null;
}

const allReceipts = statement('tombstones/receipts', 'own', (kysely) =>
  kysely.selectFrom('erasures').orderBy('erased_at').orderBy('erasure_id').select(columns),
);

const stonesOf = statement('tombstones/of erasures', 'own', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('tombstones')
    .where(sql<boolean>`erasure_id = any(${ids}::text[])`)
    .orderBy('kind')
    .orderBy('hash')
    .select(['erasure_id as id', 'kind', 'hash']),
);

const idsOnly = statement('tombstones/ids', 'own', (kysely) => kysely.selectFrom('erasures').select('erasure_id as id'));

/** The ids of all erasures on record. */
export async function erasureIds(db: Db): Promise<ReadonlySet<string>> {
  return new Set((await idsOnly(db)).map(({ id }) => id));
}

/** Every erasure with its tombstones, oldest first, without those that are known already. */
export async function readErasures(
  db: Db,
  known: ReadonlySet<string>,
): Promise<readonly { readonly receipt: Receipt; readonly tombstones: readonly Tombstone[] }[]> {
  const receipts: Receipt[] = (await allReceipts(db)).filter(({ id }) => !known.has(id));
  const stones = await stonesOf(
    db,
    receipts.map(({ id }) => id),
  );
  return receipts.map((receipt) => ({
    receipt,
    tombstones: stones.filter(({ id }) => id === receipt.id).map(({ kind, hash }) => ({ kind: kind as TombstoneKind, hash })),
  }));
}

const lift = statement('tombstones/lift', 'own', (kysely, customerHash: Buffer) =>
  kysely
    .deleteFrom('tombstones')
    .where('erasure_id', 'in', kysely.selectFrom('erasures').where('customer_hash', '=', customerHash).select('erasure_id'))
    .returning('kind'),
);

/** Lets a customer of this keyed hash, and the contacts of then, be recorded again. The receipts stay. @returns how many hashes are gone. */
export async function liftTombstones(db: Db, customerHash: Buffer): Promise<number> {
  return (await lift(db, customerHash)).length;
}

const wake = statement('tombstones/tell', 'own', (kysely) =>
  kysely.selectNoFrom(sql`pg_notify(${erasedChannel}, '')`.as('told')),
);

/** Processes that remember answers listen here; the payload is empty. */
export const erasedChannel = 'ecx_erased';

/** Lets every process forget what it remembers, when this transaction commits. */
export async function tellErased(tx: Db): Promise<void> {
  await wake(tx);
}
