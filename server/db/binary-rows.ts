/**
 * Rows as PostgreSQL sends them, in its binary format, as one piece of memory: a run reads millions of visits, and an object with texts
 * for each of them, made before anybody looks at it, costs more than everything that is computed from it.
 */
import type { Duplex } from 'node:stream';
import type { PoolClient } from 'pg';
import { numberOf, type Words } from './words.ts';

type Heard = (chunk: Buffer) => void;

interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string;
  readonly query_timeout?: number;
}

/** Each message of the protocol: one byte that names it, and four of its length, which counts itself. */
const headBytes = 5;
const dataRow = 'D'.charCodeAt(0);
/** Of a row: and two that count the fields. */
const beforeFields = headBytes + 2;

/**
 * Runs a query on a connection that does nothing else meanwhile. Its rows are kept aside as they come in; everything else goes to the
 * driver, which knows nothing of rows then.
 */
export async function queryBinary(client: PoolClient, query: Query): Promise<BinaryRows> {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
  const [driver, ...others] = stream.listeners('data') as Heard[];
  if (driver === undefined || others.length > 0)
    throw new Error(`expected one listener on the connection, the driver's, got ${stream.listenerCount('data')}`);
  const sieve = rowSieve(driver);
  stream.removeListener('data', driver);
  stream.on('data', sieve.hear);
  const restore = (): void => {
    stream.removeListener('data', sieve.hear);
    stream.on('data', driver);
  };
  try {
    const config = { ...query, values: [...query.values], binary: true };
    const { rowCount } = await client.query(config);
    restore();
    return new BinaryRows(Buffer.concat(sieve.rows), rowCount ?? 0);
  } catch (error) {
    // Given up in the middle of a message, the connection is thrown away; the driver would take what follows for another message.
    if (sieve.isBetweenMessages()) restore();
    throw error;
  }
}

interface Sieve {
  readonly rows: Buffer[];
  readonly hear: Heard;
  readonly isBetweenMessages: () => boolean;
}

/** Tells rows from the other messages, which it hands on. A message may come in several pieces. */
function rowSieve(driver: Heard): Sieve {
  const rows: Buffer[] = [];
  let rest: Buffer | null = null;
  const hear = (chunk: Buffer): void => {
    const bytes: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    let at = 0;
    let inRows = false;
    const flush = (): void => {
      if (at > from && inRows) rows.push(bytes.subarray(from, at));
      else if (at > from) driver(bytes.subarray(from, at));
      from = at;
    };
    while (at + headBytes <= bytes.length) {
      const end = at + 1 + bytes.readInt32BE(at + 1);
      if (end > bytes.length) break;
      const isRow = bytes[at] === dataRow;
      if (isRow !== inRows) flush();
      inRows = isRow;
      at = end;
    }
    flush();
    rest = at < bytes.length ? bytes.subarray(at) : null;
  };
  return { rows, hear, isBetweenMessages: () => rest === null };
}

/** Where the first field of a row begins in the memory of all rows. */
export type RowPlace = number;

/** A day, and microseconds, between PostgreSQL's year 2000 and 1970. */
export const epochDays = 10_957;
export const epochMicros = epochDays * 86_400_000_000;

/** A numeric is a row of digits of this base, of which so many behind the point divide without rounding twice. */
const numericBase = 10_000;
const mostBehindPoint = 5;
const minusSign = 0x4000;

/** The field that is read next, of rows of which each field is read in the order of the statement. */
export class BinaryRows {
  /** How many rows there are. */
  readonly count: number;
  readonly #bytes: Buffer;
  /** The same memory: numbers are read several times faster through it. */
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Buffer, count: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = count;
  }

  /** Where the first row begins; null: there is none. */
  firstPlace(): RowPlace | null {
    return this.#bytes.length === 0 ? null : beforeFields;
  }

  /** Where the row behind another one begins; null: that was the last one. */
  placeBehind(place: RowPlace): RowPlace | null {
    const next = place - beforeFields + 1 + this.#view.getInt32(place - beforeFields + 1);
    return next < this.#bytes.length ? next + beforeFields : null;
  }

  /** The next field is the first one of the row. */
  open(place: RowPlace): this {
    this.#at = place;
    return this;
  }

  /** Whether the first field of a row, a text, is that of another row. */
  beginsLike(place: RowPlace, other: RowPlace): boolean {
    const bytes = this.#bytes;
    const end = 4 + Math.max(0, this.#view.getInt32(place));
    for (let index = 0; index < end; index += 1) if (bytes[place + index] !== bytes[other + index]) return false;
    return true;
  }

  /** A number that is the same for the same first field; others may share it. */
  beginning(place: RowPlace): number {
    return numberOf(this.#bytes, place + 4, place + 4 + Math.max(0, this.#view.getInt32(place)));
  }

  /** @returns −1: null, and nothing is to be read. */
  #length(): number {
    const length = this.#view.getInt32(this.#at);
    this.#at += 4;
    return length;
  }

  skip(): void {
    const length = this.#length();
    if (length > 0) this.#at += length;
  }

  text(): string | null {
    const length = this.#length();
    if (length < 0) return null;
    const from = this.#at;
    this.#at += length;
    return this.#bytes.toString('utf8', from, this.#at);
  }

  /** A text of which few different ones come. */
  word(known: Words): string | null {
    const length = this.#length();
    if (length < 0) return null;
    const from = this.#at;
    this.#at += length;
    return known.at(this.#bytes, from, this.#at);
  }

  /** Of a bytea column. A copy: the memory of all rows is not kept for it. */
  bytes(): Buffer | null {
    const length = this.#length();
    if (length < 0) return null;
    const from = this.#at;
    this.#at += length;
    return Buffer.from(this.#bytes.subarray(from, this.#at));
  }

  /** The same, empty for null, as a part of the memory of all rows: for whoever looks into it before the rows are let go of. */
  piece(): Buffer {
    const length = Math.max(0, this.#length());
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Of a boolean column. */
  bool(): boolean | null {
    if (this.#length() < 0) return null;
    const value = this.#bytes[this.#at] === 1;
    this.#at += 1;
    return value;
  }

  /** Of a smallint column. */
  int2(): number | null {
    if (this.#length() < 0) return null;
    const value = this.#view.getInt16(this.#at);
    this.#at += 2;
    return value;
  }

  /** Of an integer column. */
  int4(): number | null {
    if (this.#length() < 0) return null;
    const value = this.#view.getInt32(this.#at);
    this.#at += 4;
    return value;
  }

  /** Of a bigint column, whose numbers are held within ±2^53. */
  int8(): number | null {
    if (this.#length() < 0) return null;
    const [high, low] = [this.#view.getInt32(this.#at), this.#view.getUint32(this.#at + 4)];
    this.#at += 8;
    return high === 0 ? low : high * 4_294_967_296 + low;
  }

  /** As many of the next columns as there is room for, whole numbers as of `int4` and `int8`, at once. @param into NaN: null. */
  wholes(into: Float64Array): void {
    const view = this.#view;
    let at = this.#at;
    for (let index = 0; index < into.length; index += 1) {
      const length = view.getInt32(at);
      at += 4;
      if (length < 0) into[index] = Number.NaN;
      else {
        into[index] = length === 4 ? view.getInt32(at) : view.getInt32(at) * 4_294_967_296 + view.getUint32(at + 4);
        at += length;
      }
    }
    this.#at = at;
  }

  /** Of a double precision column. */
  float8(): number | null {
    if (this.#length() < 0) return null;
    const value = this.#view.getFloat64(this.#at);
    this.#at += 8;
    return value;
  }

  /** Of a numeric column: the nearest number, as `::float8` has it. */
  numeric(): number | null {
    const length = this.#length();
    if (length < 0) return null;
    const view = this.#view;
    const from = this.#at;
    this.#at += length;
    const count = view.getInt16(from);
    const weight = view.getInt16(from + 2);
    const sign = view.getUint16(from + 4);
    if (sign !== 0 && sign !== minusSign) return Number.NaN;
    let digits = 0;
    for (let index = 0; index < count; index += 1) digits = digits * numericBase + view.getInt16(from + 8 + 2 * index);
    const behindPoint = count - 1 - weight;
    if (!Number.isSafeInteger(digits) || behindPoint > mostBehindPoint) return this.#longNumeric(from);
    const value = behindPoint > 0 ? digits / numericBase ** behindPoint : digits * numericBase ** -behindPoint;
    return sign === minusSign ? -value : value;
  }

  /** Of so many digits that only the whole text says which number is the nearest. */
  #longNumeric(from: number): number {
    const view = this.#view;
    const count = view.getInt16(from);
    let text = view.getUint16(from + 4) === minusSign ? '-' : '';
    for (let index = 0; index < count; index += 1) text += String(view.getInt16(from + 8 + 2 * index)).padStart(4, '0');
    return Number(`${text}e${4 * (view.getInt16(from + 2) + 1 - count)}`);
  }

  /** Of a date column: days since 1970-01-01. */
  day(): number | null {
    const days = this.int4();
    return days === null ? null : days + epochDays;
  }

  /** Of a timestamp column, with a zone or without: microseconds since 1970. */
  micros(): number | null {
    const micros = this.int8();
    return micros === null ? null : micros + epochMicros;
  }
}
