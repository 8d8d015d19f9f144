/** What a run knows of the guests of a chunk from the run before, and what it leaves to the next one. */
import type { Db } from '../db/open.ts';
import type { KnownAlert, LatchedAlert } from '../engine/alerts/life-cycle.ts';
import type { Calendar } from '../engine/calendar.ts';
import { type KeptFacts, openKeptFacts } from '../facts/kept-facts.ts';
import { beginOfPart } from '../facts/walk.ts';
import { GuestPart } from '../store/block-bytes.ts';
import { type GuestBlock, type RenewedBlock, readBlocks, writeBlocks } from '../store/guest-blocks.ts';
import { readLatchedAlerts } from '../store/latched-alerts.ts';
import type { CurrentScore, StoredScore } from '../store/scores.ts';
import { alertsIn, completenessIn, foundPiece, holds, type RowBytes, rowIn } from './found-bytes.ts';

/** The stretch of hashes that a chunk is all guests of. */
export interface Keeping {
  readonly blockCount: number;
  readonly fromBucket: number;
  /** The first one behind it. */
  readonly nextBucket: number;
  /** Of each guest, in the order of the ids. */
  readonly buckets: readonly number[];
}

/** The blocks of a chunk. */
export class KeptGuests {
  /** Where the facts of the chunk come from. */
  readonly facts: KeptFacts;
  readonly #keeping: Keeping;
  readonly #ids: readonly string[];
  readonly #blocks: ReadonlyMap<number, GuestBlock>;
  /** Those that count. */
  readonly #parts: Map<string, GuestPart>;
  /** The rows of those of whom something is to be kept that was not. */
  readonly #rows = new Map<string, RowBytes>();
  /** The versions of those that were not known, and are as they stood there. */
  readonly #confirmed = new Map<string, number>();

  constructor(
    keeping: Keeping,
    ids: readonly string[],
    blocks: ReadonlyMap<number, GuestBlock>,
    parts: Map<string, GuestPart>,
    calendar: Calendar,
  ) {
    this.#keeping = keeping;
    this.#ids = ids;
    this.#blocks = blocks;
    this.#parts = parts;
    this.facts = openKeptFacts(parts, calendar);
  }

  has(customerId: string): boolean {
    return this.#parts.has(customerId);
  }

  /** The alerts that were latched; null: not known. */
  alertsOf(customerId: string): readonly KnownAlert[] | null {
    const part = this.#parts.get(customerId);
    return part === undefined ? null : alertsIn(part.found);
  }

  /** How complete the guest was by that row; null: not known. */
  completenessOf(customerId: string): number | null {
    const part = this.#parts.get(customerId);
    return part === undefined ? null : completenessIn(part.found);
  }

  /** The row that stood there; null: not known. */
  storedOf(customerId: string): StoredScore | null {
    const part = this.#parts.get(customerId);
    return part === undefined ? null : Object.assign(rowIn(part.found), { version: part.version });
  }

  /** The version of the row that stood there, when it is this very row; null: it is another one, or not known. @param row as bytes. */
  versionOfSame(customerId: string, row: Buffer): number | null {
    const part = this.#parts.get(customerId);
    return part !== undefined && holds(part.found, row) ? part.version : null;
  }

  /** Keeps a row that is not known. @param bytes it as such. @param version of the row when it is confirmed; null: it has to be written. */
  keep(row: CurrentScore, bytes: Buffer, version: number | null): void {
    this.#rows.set(row.customer_id, { completeness: row.completeness_score, row: bytes });
    if (version !== null) this.#confirmed.set(row.customer_id, version);
  }

  /** Of guests whose row somebody else has written: they are looked at anew. */
  forget(customerIds: readonly string[]): void {
    for (const id of customerIds) {
      this.#parts.delete(id);
      this.#confirmed.delete(id);
    }
  }

  /**
   * Leaves what was found to the next run, in the transaction that has written it.
   * @param written the versions of the rows that were written, by guest.
   * @param moved of whom alerts may have changed.
   */
  async write(tx: Db, written: ReadonlyMap<string, number>, moved: ReadonlySet<string>, now: number): Promise<void> {
    const versionOf = (id: string) => written.get(id) ?? this.#confirmed.get(id);
    const asked = [...this.#rows.keys()].filter((id) => versionOf(id) !== undefined && (moved.has(id) || !this.#parts.has(id)));
    const latched = asked.length === 0 ? new Map<string, LatchedAlert[]>() : await readLatchedAlerts(tx, asked, now);
    const renewed = (id: string): GuestPart | null => {
      const [version, row, before] = [versionOf(id), this.#rows.get(id), this.#parts.get(id)];
      const facts = before?.facts ?? this.facts.partOf(id);
      if (version === undefined || row === undefined || facts === null) return null;
      const alerts = before === undefined || moved.has(id) ? (latched.get(id) ?? []) : before.found;
      return new GuestPart(id, version, facts, foundPiece(row, alerts));
    };
    await writeBlocks(tx, this.#renewed(renewed), this.#keeping.blockCount);
  }

  /** Each block with the parts of this chunk's guests anew, and those of the chunk before or behind, where it reaches that far. */
  *#renewed(renewed: (id: string) => GuestPart | null): Generator<RenewedBlock> {
    for (const [firstBucket, ids] of this.#members()) {
      const before = this.#blocks.get(firstBucket) ?? null;
      const isWhole = this.#isWhole(firstBucket);
      const own = new Set(ids);
      const parts: GuestPart[] = [];
      const versions: number[] = [];
      const add = (part: GuestPart | null, version = part?.version): void => {
        if (part === null || version === undefined) return;
        parts.push(part);
        versions.push(version);
      };
      for (const part of before?.parts ?? []) {
        const { id } = part;
        if (own.delete(id)) {
          // What is known, and was not written, was confirmed: the row is of the next version.
          if (this.#rows.has(id) || !this.#parts.has(id)) add(renewed(id));
          else add(part, part.version + 1);
        } else if (!isWhole) add(part);
      }
      for (const id of own) add(renewed(id));
      yield { firstBucket, before, parts, versions };
    }
  }

  /** The guests of each block. */
  #members(): Map<number, string[]> {
    const { blockCount, buckets } = this.#keeping;
    const members = new Map<number, string[]>();
    for (let index = 0; index < this.#ids.length; index += 1) {
      const [id, bucket] = [this.#ids[index] ?? '', buckets[index] ?? 0];
      const firstBucket = beginOfPart(bucket, blockCount);
      const others = members.get(firstBucket);
      if (others === undefined) members.set(firstBucket, [id]);
      else others.push(id);
    }
    return members;
  }

  /** Whether all guests of a block are in the chunk, so that another one is not on record any more. */
  #isWhole(firstBucket: number): boolean {
    const { blockCount, fromBucket, nextBucket } = this.#keeping;
    return firstBucket >= fromBucket && firstBucket + 2 ** 32 / blockCount <= nextBucket;
  }
}

/** @param marked those whose marks stand, or were taken away by the transaction: their parts do not count. */
export async function openKeptGuests(
  tx: Db,
  keeping: Keeping,
  customerIds: readonly string[],
  marked: ReadonlySet<string>,
  calendar: Calendar,
): Promise<KeptGuests> {
  const { blockCount, buckets } = keeping;
  const [first = 0, last = 0] = [buckets[0], buckets.at(-1)];
  const blocks = await readBlocks(tx, beginOfPart(first, blockCount), last, blockCount);
  const parts = new Map<string, GuestPart>();
  for (const block of blocks.values()) for (const part of block.parts) if (!marked.has(part.id)) parts.set(part.id, part);
  return new KeptGuests(keeping, customerIds, blocks, parts, calendar);
}
