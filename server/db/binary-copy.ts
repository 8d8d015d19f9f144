/**
 * PostgreSQL's binary COPY format: numbers go as they are. As text, a row of a run's numbers costs the program to write and the database to
 * read about as much as everything that is computed from a guest.
 */
import { epochDays, epochMicros } from './binary-rows.ts';
import { type CopyPieces, pieceBytes } from './copy-pieces.ts';

/**
 * What a column holds. Values are numbers, but for `text` and `date`, which is `YYYY-MM-DD`; `timestamptz` in milliseconds since 1970,
 * of the years 1685 to 2255; `int8` whole and below 2^53.
 */
export type ColumnKind = 'text' | 'date' | 'int2' | 'int4' | 'int8' | 'float8' | 'timestamptz';

export type TypedCell = string | number | null;

const head = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const end = -1;
const lengthBytes = 4;
const countBytes = 2;
const longestNumber = 8;
/** Bytes of a character at most, for each unit of its text. */
const bytesPerUnit = 3;
const highHalf = 2 ** 32;
const dayMs = 86_400_000;

/** Yields the pieces of a whole copy. A piece may be written again when all is done. @throws Error for a value that is not of its column's kind. */
export function* binaryCopy(
  rows: Iterable<readonly TypedCell[]>,
  kinds: readonly ColumnKind[],
  pieces: CopyPieces,
): Generator<Buffer> {
  const row = new RowWriter(kinds);
  let piece = pieces.next();
  row.open(piece, head.copy(piece));
  for (const cells of rows) {
    const room = roomOf(cells) + countBytes;
    if (row.at >= pieceBytes || row.at + room > piece.length) {
      yield piece.subarray(0, row.at);
      piece = pieces.next(room);
      row.open(piece, 0);
    }
    row.write(cells);
  }
  row.end();
  yield piece.subarray(0, row.at);
}

/** The same of rows as `RowWriter` writes them, each with one more column behind: a bigint. */
export function* binaryCopyOf(
  rows: Iterable<{ readonly bytes: Buffer; readonly more: number }>,
  columns: number,
  pieces: CopyPieces,
): Generator<Buffer> {
  let piece = pieces.next();
  let at = head.copy(piece);
  for (const { bytes, more } of rows) {
    const room = bytes.length + lengthBytes + longestNumber + countBytes;
    if (at >= pieceBytes || at + room > piece.length) {
      yield piece.subarray(0, at);
      piece = pieces.next(room);
      at = 0;
    }
    piece.writeInt16BE(columns, at);
    at += countBytes + bytes.copy(piece, at + countBytes, countBytes);
    piece.writeInt32BE(longestNumber, at);
    piece.writeInt32BE(Math.floor(more / highHalf), at + lengthBytes);
    piece.writeUInt32BE(more - Math.floor(more / highHalf) * highHalf, at + 2 * lengthBytes);
    at += lengthBytes + longestNumber;
  }
  at = piece.writeInt16BE(end, at);
  yield piece.subarray(0, at);
}

/** Bytes of a row at most, with two for the end of the copy behind it. */
export function roomOf(cells: readonly TypedCell[]): number {
  let room = countBytes;
  for (const cell of cells)
    room += lengthBytes + (typeof cell === 'string' ? Math.max(longestNumber, cell.length * bytesPerUnit) : longestNumber);
  return room;
}

/** Rows one behind the other: each its count of fields, then each field with its length before it. */
export class RowWriter {
  /** Where the next byte goes. */
  at = 0;
  readonly #kinds: readonly ColumnKind[];
  #piece: Buffer = Buffer.alloc(0);
  /** The same memory: numbers are written several times faster through it. */
  #view: DataView = new DataView(new ArrayBuffer(0));
  #day = { text: '', days: 0 };

  constructor(kinds: readonly ColumnKind[]) {
    this.#kinds = kinds;
  }

  open(piece: Buffer, at: number): void {
    this.#piece = piece;
    this.#view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    this.at = at;
  }

  end(): void {
    this.#view.setInt16(this.at, end);
    this.at += countBytes;
  }

  write(cells: readonly TypedCell[]): void {
    this.#view.setInt16(this.at, this.#kinds.length);
    this.at += countBytes;
    for (let index = 0; index < this.#kinds.length; index += 1) {
      const cell = cells[index] ?? null;
      const kind = this.#kinds[index];
      if (cell === null) this.#int4(end);
      else if (typeof cell === 'number') this.#number(cell, kind);
      else if (kind === 'text') this.#text(cell);
      else if (kind === 'date') this.#date(cell);
      else throw new Error(`expected a number for a column of ${kind}, got "${cell}"`);
    }
  }

  #number(value: number, kind: ColumnKind | undefined): void {
    if (kind === 'float8') {
      this.#int4(8);
      this.#view.setFloat64(this.at, value + 0); // never -0, which reads as "-0"
      this.at += 8;
    } else if (kind === 'int4') {
      this.#int4(4);
      this.#int4(whole(value, 2 ** 31));
    } else if (kind === 'int8') this.#int8(whole(value));
    else if (kind === 'timestamptz') this.#int8(whole(Math.round(value * 1_000)) - epochMicros);
    else if (kind === 'int2') {
      this.#int4(2);
      this.#view.setInt16(this.at, whole(value, 2 ** 15));
      this.at += 2;
    } else throw new Error(`expected a text for a column of ${kind}, got ${value}`);
  }

  #int4(value: number): void {
    this.#view.setInt32(this.at, value);
    this.at += 4;
  }

  #int8(value: number): void {
    const high = Math.floor(value / highHalf);
    this.#int4(8);
    this.#int4(high);
    this.#view.setUint32(this.at, value - high * highHalf);
    this.at += 4;
  }

  #date(text: string): void {
    if (text !== this.#day.text) this.#day = { text, days: Date.parse(text) / dayMs - epochDays };
    this.#int4(4);
    this.#int4(whole(this.#day.days));
  }

  #text(text: string): void {
    const from = this.at + lengthBytes;
    let at = from;
    for (let index = 0; index < text.length; index += 1, at += 1) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7e) {
        at = from + this.#piece.write(text, from, 'utf8');
        break;
      }
      this.#piece[at] = unit;
    }
    this.#int4(at - from);
    this.at = at;
  }
}

function whole(value: number, below = 2 ** 53): number {
  if (!Number.isInteger(value) || value >= below || value < -below)
    throw new Error(`expected a whole number below ${below}, got ${value}`);
  return value;
}
