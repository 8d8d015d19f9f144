/**
 * What a run knows of its guests from the one before, some dozens of them as one row: to find a row of each, send it and look into it costs
 * several times what is computed from it, and of nearly all guests it is what it was.
 *
 * A guest's part is as good as their rows while no mark to score them again stands and their current row is of the same version: whoever
 * writes visits or attributes marks their guests in the same transaction, whoever takes a mark away writes the current row in the same
 * transaction, and every writing of it makes another version. So a run takes a part without a mark, and writes only where the version
 * is still the same; whose is another is looked at anew. Blocks are nobody's to keep right but the runs'.
 */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { binaryStatement, statement } from '../db/statement.ts';
import { type BlockParts, type BlockValue, blockValues, type GuestPart, partsIn, valuesOf } from './block-bytes.ts';

/** Another number whenever a part is written in another way: what it does not know, a program leaves alone and writes anew. */
const format = 1;

/** Guests of a block, about: more are read and written in vain when one of them has moved, fewer are more rows. */
const guestsPerBlock = 64;
const mostDoublings = 20;
/** The least parts of a run: no block reaches from one into the other. */
const fewestDoublings = 1;

/** Into how many blocks all hashes are cut where there are so many guests. */
export function blockCountFor(guests: number): number {
  const doublings = Math.round(Math.log2(Math.max(1, guests / guestsPerBlock)));
  return 2 ** Math.min(mostDoublings, Math.max(fewestDoublings, doublings));
}

export interface GuestBlock extends BlockParts {
  readonly stamp: number;
}

const select = binaryStatement(
  'store.guestBlocks',
  'own',
  (kysely, first: number, last: number, blockCount: number, known: number) =>
    kysely
      .selectFrom('guest_blocks')
      .where('first_bucket', '>=', first)
      .where('first_bucket', '<=', last)
      .where('block_count', '=', blockCount)
      .where('format', '=', known)
      .select(['first_bucket', 'stamp', ...blockValues]),
);

/** The blocks that begin between two buckets, by their first ones. */
export async function readBlocks(db: Db, first: number, last: number, blockCount: number): Promise<Map<number, GuestBlock>> {
  const rows = await select(db, first, last, blockCount, format);
  const blocks = new Map<number, GuestBlock>();
  for (let place = rows.firstPlace(); place !== null; place = rows.placeBehind(place)) {
    const firstBucket = rows.open(place).int4() ?? 0;
    const stamp = rows.int8() ?? 0;
    const values = {
      guests: rows.piece(),
      facts: rows.piece(),
      facts_later: rows.piece(),
      found: rows.piece(),
      found_later: rows.piece(),
    };
    blocks.set(firstBucket, { stamp, ...partsIn(values) });
  }
  return blocks;
}

/** All bytes are bound as one value, of which each row has its parts. */
const rowsOf = (rows: string) =>
  sql<{ first_bucket: number; stamp: number }>`jsonb_to_recordset(${rows}::jsonb)`.as<'r'>(
    sql.raw(
      `r (first_bucket integer, stamp bigint, ${blockValues.map((name) => `${name}_at integer, ${name}_bytes integer`).join(', ')})`,
    ),
  );

const cut = (bytes: Buffer, name: BlockValue) =>
  sql<Buffer>`substring(${bytes}::bytea from ${sql.ref(`r.${name}_at`)} for ${sql.ref(`r.${name}_bytes`)})`;

// What others wrote meanwhile stays, unless this program cannot read it.
const insert = statement('store.keepBlocks', 'own', (kysely, rows: string, bytes: Buffer, blockCount: number, known: number) =>
  kysely
    .insertInto('guest_blocks')
    .columns(['first_bucket', 'block_count', 'format', 'stamp', ...blockValues])
    .expression(
      kysely
        .selectFrom(rowsOf(rows))
        .select([
          'r.first_bucket',
          sql<number>`${blockCount}::integer`.as('block_count'),
          sql<number>`${known}::smallint`.as('format'),
          sql<number>`1`.as('stamp'),
          ...blockValues.map((name) => cut(bytes, name).as(name)),
        ]),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['first_bucket', 'block_count'])
        .doUpdateSet((values) => ({
          format: values.ref('excluded.format'),
          stamp: sql<number>`guest_blocks.stamp + 1`,
          ...Object.fromEntries(blockValues.map((name) => [name, values.ref(`excluded.${name}`)])),
        }))
        .whereRef('guest_blocks.format', '<>', 'excluded.format'),
    ),
);

const cutOr = (bytes: Buffer, name: BlockValue) =>
  sql<Buffer>`case when ${sql.ref(`r.${name}_bytes`)} is null then ${sql.ref(`b.${name}`)} else ${cut(bytes, name)} end`;

// Only what is as it was read: an erase has taken the others away, or another run has written them.
const update = statement('store.renewBlocks', 'own', (kysely, rows: string, bytes: Buffer, blockCount: number, known: number) =>
  kysely
    .updateTable('guest_blocks as b')
    .from(rowsOf(rows))
    .whereRef('b.first_bucket', '=', 'r.first_bucket')
    .where('b.block_count', '=', blockCount)
    .where('b.format', '=', known)
    .whereRef('b.stamp', '=', 'r.stamp')
    .set({
      stamp: sql<number>`b.stamp + 1`,
      ...Object.fromEntries(blockValues.map((name) => [name, cutOr(bytes, name)])),
    }),
);

/** Bytes one after the other, and where each begins; PostgreSQL counts from 1. */
class Bytes {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  add(piece: Uint8Array): { readonly at: number; readonly bytes: number } {
    const at = this.#length + 1;
    this.#pieces.push(piece);
    this.#length += piece.length;
    return { at, bytes: piece.length };
  }

  get length(): number {
    return this.#length;
  }

  all(): Buffer {
    return Buffer.concat(this.#pieces, this.#length);
  }
}

/** What becomes of a block: all of its parts, in their order, and the versions of their rows. */
export interface RenewedBlock {
  readonly firstBucket: number;
  /** Null: it was not there. */
  readonly before: GuestBlock | null;
  readonly parts: readonly GuestPart[];
  readonly versions: readonly number[];
}

/** Bytes that are bound at once, about: those of a chunk that was not known before are many megabytes. */
const bytesAtOnce = 500_000;

/**
 * Writes blocks, in the transaction that has written or confirmed the current rows of every guest whose part is not as it was read. A block
 * that somebody else has written meanwhile, or an erase removed, is left alone.
 */
export async function writeBlocks(tx: Db, blocks: Iterable<RenewedBlock>, blockCount: number): Promise<void> {
  const [renewed, made] = [new Writing(update), new Writing(insert)];
  for (const block of blocks) {
    const writing = block.before === null ? made : renewed;
    writing.add(block);
    if (writing.bytes >= bytesAtOnce) await writing.write(tx, blockCount);
  }
  await renewed.write(tx, blockCount);
  await made.write(tx, blockCount);
}

type Write = (tx: Db, rows: string, bytes: Buffer, blockCount: number, known: number) => Promise<unknown>;

/** Blocks on their way into one statement. */
class Writing {
  readonly #write: Write;
  #bytes = new Bytes();
  #rows: Readonly<Record<string, number | null>>[] = [];

  constructor(write: Write) {
    this.#write = write;
  }

  get bytes(): number {
    return this.#bytes.length;
  }

  add({ firstBucket, before, parts, versions }: RenewedBlock): void {
    const values = valuesOf(parts, versions, before);
    const row: Record<string, number | null> = { first_bucket: firstBucket, stamp: before?.stamp ?? null };
    for (const name of blockValues) {
      const value = values[name];
      const place = value === null ? null : this.#bytes.add(value);
      row[`${name}_at`] = place?.at ?? null;
      row[`${name}_bytes`] = place?.bytes ?? null;
    }
    this.#rows.push(row);
  }

  async write(tx: Db, blockCount: number): Promise<void> {
    if (this.#rows.length === 0) return;
    const [bytes, rows] = [this.#bytes, this.#rows];
    [this.#bytes, this.#rows] = [new Bytes(), []];
    await this.#write(tx, JSON.stringify(rows), bytes.all(), blockCount, format);
  }
}

const forgetAll = statement('store.forgetBlocks', 'own', (kysely) => kysely.deleteFrom('guest_blocks'));

/** Everybody's rows are read anew from then on: for who has changed rows without the program. */
export async function forgetBlocks(db: Db): Promise<void> {
  await forgetAll(db);
}

const forgetOthers = statement('store.forgetOtherBlocks', 'own', (kysely, blockCount: number) =>
  kysely.deleteFrom('guest_blocks').where('block_count', '<>', blockCount),
);

/** Blocks of another size are of no use once there are more guests, or fewer. */
export async function forgetOtherBlocks(db: Db, blockCount: number): Promise<void> {
  await forgetOthers(db, blockCount);
}

const forgetOf = statement('erase/guest_blocks', 'own', (kysely, customerId: string) =>
  kysely
    .deleteFrom('guest_blocks as b')
    .using(
      sql<{
        first_bucket: number;
        block_count: number;
      }>`(select (((hashtext(${customerId}::text)::bigint + 2147483648) / (4294967296 >> doubling)) * (4294967296 >> doubling)
        - 2147483648)::integer as first_bucket, 1 << doubling as block_count from generate_series(0, 20) as doubling)`.as('o'),
    )
    .whereRef('b.first_bucket', '=', 'o.first_bucket')
    .whereRef('b.block_count', '=', 'o.block_count')
    .returning('b.first_bucket'),
);

/**
 * Removes the blocks that a guest is in, in the transaction that has removed the guest's current row before: a run that has written of the
 * guest has ended then, and one that comes later finds nothing to write of. @returns how many.
 */
export async function removeBlocksOf(tx: Db, customerId: string): Promise<number> {
  return (await forgetOf(tx, customerId)).length;
}
