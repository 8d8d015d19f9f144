import type { Db } from '../db/open.ts';
import type { TableShape } from './columns.ts';
import { mergeCustomers } from './customers.ts';
import { carryingOn, markWeeksStale } from './effects.ts';
import { assertNobodyErased, erasedAmong } from './erased.ts';
import { copyFresh, isCopied, keyOnRecord } from './fresh.ts';
import { type GuestLookup, Guests, missingVisits } from './guests.ts';
import { type Merged, type MergeOptions, mergeRows } from './merge.ts';
import { sealNotes } from './notes.ts';
import { KeyBook, type KeyedRow } from './prepare.ts';
import { type Created, References } from './references.ts';
import type { IngestContext, TableReport } from './report.ts';
import { rowReader } from './row.ts';
import type { RawValues, Row, RowFault } from './row-types.ts';

/** A row on its way in: from a file (`line` from 1) or from a request (`line` is its index). */
export interface Incoming {
  readonly line: number;
  readonly values: RawValues;
  readonly fault?: string;
}

export interface RunOptions<Source extends Incoming> {
  readonly onReject: (source: Source, fault: RowFault) => void;
  /** Rows that are safely kept or refused. */
  readonly onProgress?: ((rowsDone: number) => void) | undefined;
  readonly chunkRows: number;
  /** A file counts events that name no customer; a request is told that they are refused. */
  readonly countAnonymous: boolean;
}

interface Chunk<Source> {
  readonly rows: readonly KeyedRow<Source>[];
  /** Rows that say again what an earlier row of the run says. */
  readonly repeated: readonly KeyedRow<Source>[];
  readonly read: number;
}

interface Outcome<Source> {
  readonly merged: Merged;
  readonly guests: GuestLookup;
  readonly references: readonly Created[];
  readonly refused: readonly (readonly [KeyedRow<Source>, RowFault])[];
}

/**
 * Two imports in each other's way, a customer taken away between look-up and merge, a row on record that was taken for new: all are
 * gone on the next try.
 */
const passing: readonly unknown[] = ['40P01', '23503', keyOnRecord];
const maxTries = 4;
/** Chunks that are merged at once: one waits for the disk or for us while the database works on the other. */
const lanes = 2;
/** One for each, and one that no transaction gets. */
export const importConnections = lanes + 1;

/**
 * The one way in: reads, checks, merges in chunks of bounded transactions. While chunks are merged the next one is read. No row of one
 * chunk has the key of another's, so it does not matter which is first; what came of them is noted in the order of the file.
 */
export class Run<Source extends Incoming> {
  readonly report: TableReport;
  /** Customers with a row that came or changed; collected for requests only, a file may hold millions. */
  readonly customerIds = new Set<string>();
  readonly #db: Db;
  readonly #context: IngestContext;
  readonly #shape: TableShape;
  readonly #options: RunOptions<Source>;
  readonly #references: References;
  readonly #guests = new Guests();
  readonly #keys: KeyBook;
  /** Keys of refused rows whose words are not repeated. */
  readonly #withheld = new Set<string>();
  /** The last chunk that was looked at held nothing that is on record: the next ones are likely to be all new, too. */
  #allNew = false;
  readonly #read: (line: number, values: RawValues) => Row | RowFault;

  constructor(db: Db, context: IngestContext, shape: TableShape, options: RunOptions<Source>) {
    this.#db = db;
    this.#context = context;
    this.#shape = shape;
    this.#options = options;
    this.#references = new References(shape);
    this.#keys = new KeyBook(shape, options.countAnonymous ? 'line' : 'item');
    this.#read = rowReader(shape, context, this.#references);
    const counts = { read: 0, inserted: 0, updated: 0, unchanged: 0, anonymous: 0, rejected: 0, createdCustomers: 0 };
    this.report = { table: shape.table, ...counts };
  }

  /** @throws what the source or the database throws; chunks before it stay merged. */
  async all(records: AsyncIterable<Source | readonly Source[]> | Iterable<Source | readonly Source[]>): Promise<void> {
    let waiting: Source[] = [];
    let merging: Promise<void>[] = [];
    const most = this.#context.trial === true ? 1 : lanes; // a trial is one transaction, which does one thing at a time
    const free = async () => {
      if (merging.length < most) return;
      await merging[0];
      merging = merging.slice(1);
    };
    const flush = async () => {
      if (most > 1) await free(); // two chunks are enough to hold: one is made ready while the other is merged
      const chunk = await this.#prepare(waiting);
      waiting = [];
      await free();
      merging.push(this.#merge(chunk, merging.at(-1)));
      merging.at(-1)?.catch(() => undefined); // reported by the next await
    };
    try {
      for await (const item of records) {
        if (isBatch(item)) for (const source of item) waiting.push(source);
        else waiting.push(item);
        if (waiting.length >= this.#options.chunkRows) await flush();
      }
      if (waiting.length > 0) await flush();
      await merging.at(-1);
    } finally {
      await Promise.allSettled(merging); // none works on when the caller believes the import to be over
    }
  }

  async #prepare(sources: readonly Source[]): Promise<Chunk<Source>> {
    await this.#references.learn(this.#db, sources);
    const rows: KeyedRow<Source>[] = [];
    const repeated: KeyedRow<Source>[] = [];
    this.report.read += sources.length;
    for (const source of sources) {
      if (source.fault !== undefined) {
        this.#reject(source, { column: null, reason: source.fault });
        continue;
      }
      if (this.#options.countAnonymous && this.#shape.event && isBlank(source.values.customer_id)) {
        this.report.anonymous += 1;
        continue;
      }
      const row = this.#read(source.line, source.values);
      if ('reason' in row) {
        this.#reject(source, row);
        continue;
      }
      const key = this.#keys.keyOf(row);
      const repetition = key === null ? null : this.#keys.repetition(row, key);
      if (repetition === null) rows.push({ row, source, key });
      else if (repetition === 'same') repeated.push({ row, source, key });
      else this.#reject(source, repetition);
    }
    return { rows, repeated, read: sources.length };
  }

  async #merge(chunk: Chunk<Source>, before: Promise<void> | undefined): Promise<void> {
    const { merged, guests, references, refused } = await this.#persistently(() =>
      this.#db.transaction((tx) => this.#mergeWithin(tx, chunk.rows)),
    );
    await before;
    this.#guests.settle(guests.met);
    this.#references.settle(references);
    this.report.inserted += merged.inserted;
    this.report.updated += merged.updated;
    this.report.unchanged += merged.unchanged;
    this.report.createdCustomers += guests.created;
    if (!this.#options.countAnonymous) for (const id of merged.customerIds) this.customerIds.add(id);
    for (const [{ source, key }, fault] of refused) {
      if (key !== null) this.#keys.refuse(key);
      if (key !== null && fault.withheld === true) this.#withheld.add(key);
      this.#reject(source, fault);
    }
    for (const { source, key } of chunk.repeated) {
      if (key === null || !this.#keys.wasRefused(key)) this.report.unchanged += 1;
      else
        this.#reject(source, {
          column: null,
          reason: 'expected a row that can be kept, got the repetition of a refused one: see there',
          ...(this.#withheld.has(key) ? { withheld: true } : {}),
        });
    }
    this.#options.onProgress?.(
      this.report.inserted + this.report.updated + this.report.unchanged + this.report.anonymous + this.report.rejected,
    );
  }

  async #mergeWithin(tx: Db, rows: readonly KeyedRow<Source>[]): Promise<Outcome<Source>> {
    const recordedAt = new Date(this.#context.now);
    const shape = this.#shape;
    const { known, refused, guests } = await this.#accepted(tx, rows, recordedAt);
    if (shape.table === 'customers') {
      const merged = await mergeCustomers(tx, shape, known, recordedAt, this.#context.trial);
      await assertNobodyErased(tx, shape, known);
      return { merged, guests, references: [], refused };
    }
    const references = await this.#references.create(tx, known, recordedAt);
    // Sealing replaces cells; a second try after a deadlock must find the first ones.
    const copies = shape.table === 'feedback' ? known.map((row) => ({ ...row, cells: [...row.cells] })) : known;
    await sealNotes(tx, shape, copies);
    const merged = await carryingOn(tx, this.#context, shape, known, () => this.#bring(tx, copies, recordedAt));
    if (guests.created > 0) await assertNobodyErased(tx, shape, known);
    await markWeeksStale(tx, this.#context, merged.oldestEvent);
    return { merged, guests, references, refused };
  }

  async #bring(tx: Db, rows: readonly Row[], recordedAt: Date): Promise<Merged> {
    const options: MergeOptions = {
      recordedAt,
      trial: this.#context.trial === true,
      naming: !this.#options.countAnonymous,
    };
    const shape = this.#shape;
    if (this.#allNew) return await copyFresh(tx, shape, rows, options);
    const merged = await mergeRows(
      tx,
      shape,
      rows.map(({ cells }) => cells),
      options,
    );
    this.#allNew = isCopied(shape) && rows.length > 0 && merged.inserted === rows.length;
    return merged;
  }

  /** Rows whose customer was not erased and, with the visit where they belong to one, is on record or was just created. */
  async #accepted(
    tx: Db,
    all: readonly KeyedRow<Source>[],
    recordedAt: Date,
  ): Promise<Pick<Outcome<Source>, 'guests' | 'refused'> & { readonly known: Row[] }> {
    const read = all.map(({ row }) => row);
    const erased = await erasedAmong(tx, this.#shape, read);
    const refused: [KeyedRow<Source>, RowFault][] = all.flatMap((keyed) => {
      const fault = erased.get(keyed.row);
      return fault === undefined ? [] : [[keyed, fault]];
    });
    const rows = erased.size === 0 ? all : all.filter(({ row }) => !erased.has(row));
    const plain = erased.size === 0 ? read : rows.map(({ row }) => row);
    if (!this.#shape.event) return { known: plain, refused, guests: { unknown: new Set(), created: 0, met: new Map() } };
    const ofItems = this.#shape.table === 'visit_items';
    const guests = await this.#guests.meet(tx, plain, recordedAt, this.#context.createCustomers && !ofItems);
    const visitors = ofItems ? plain.filter(({ customerId }) => !guests.unknown.has(customerId)) : [];
    const lost = visitors.length > 0 ? await visitsNotOnRecord(tx, visitors) : new Set<string>();
    if (guests.unknown.size === 0 && lost.size === 0) return { known: plain, refused, guests };
    const known: Row[] = [];
    for (const keyed of rows) {
      const { customerId, cells } = keyed.row;
      if (guests.unknown.has(customerId)) refused.push([keyed, unknownCustomer(customerId)]);
      else if (lost.has(`${customerId}\x1f${cells[1]}`)) refused.push([keyed, unknownVisit(customerId, cells[1] ?? '')]);
      else known.push(keyed.row);
    }
    return { known, refused, guests };
  }

  async #persistently<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (tries === maxTries || !(error instanceof Error) || !('code' in error) || !passing.includes(error.code)) throw error;
        if (error.code === keyOnRecord) this.#allNew = false;
        else this.#guests.forget();
      }
    }
  }

  #reject(source: Source, fault: RowFault): void {
    this.report.rejected += 1;
    this.#options.onReject(source, fault);
  }
}

function isBatch<Source>(item: Source | readonly Source[]): item is readonly Source[] {
  return Array.isArray(item);
}

function isBlank(value: string | null | undefined): boolean {
  return value === undefined || value === null || value.trim() === '';
}

async function visitsNotOnRecord(tx: Db, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const visits = new Map(
    rows.map(({ customerId, cells }) => [`${customerId}\x1f${cells[1]}`, { customerId, visitId: cells[1] ?? '' }]),
  );
  const list = [...visits.values()];
  const missing = await missingVisits(
    tx,
    list.map(({ customerId }) => customerId),
    list.map(({ visitId }) => visitId),
  );
  return new Set(missing.map(({ customerId, visitId }) => `${customerId}\x1f${visitId}`));
}

function unknownCustomer(id: string): RowFault {
  return {
    column: 'customer_id',
    reason: `expected a customer on record, got ${JSON.stringify(id)}: import the customers first, or make them from events with --create-customers`,
  };
}

function unknownVisit(customerId: string, visitId: string): RowFault {
  const named = `${JSON.stringify(visitId)} of customer ${JSON.stringify(customerId)}`;
  return { column: 'visit_id', reason: `expected a visit on record, got ${named}: import the visits first` };
}
