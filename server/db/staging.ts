import { sql } from 'kysely';
import { binaryCopy, binaryCopyOf, type ColumnKind, type TypedCell } from './binary-copy.ts';
import { CopyPieces, pieceBytes } from './copy-pieces.ts';
import type { Db } from './session.ts';

/** Null, or nothing: an SQL null. */
export type Cell = string | null | undefined;

/**
 * Copies rows into a temporary table of the transaction, with the types of `table` and none of its constraints.
 * @returns the name of the temporary table. It is empty again after the transaction.
 */
export async function stage(
  tx: Db,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
  suffix = '',
): Promise<string> {
  const staging = await makeStaging(tx, table, columns, suffix);
  await copyRows(tx, staging, columns, rows);
  return staging;
}

/** The same of rows that hold what the columns are, by name: numbers go as they are. */
export async function stageTyped<Column extends string>(
  tx: Db,
  table: string,
  columns: Readonly<Record<Column, ColumnKind>>,
  rows: Iterable<Readonly<Record<Column, TypedCell>>>,
): Promise<string> {
  const names = Object.keys(columns) as Column[];
  const staging = await makeStaging(tx, table, names, '');
  const pieces = new CopyPieces();
  const text = `copy ${staging} (${names.join(', ')}) from stdin with (format binary)`;
  await tx.copyIn(text, binaryCopy(cellsOf(rows, names), Object.values(columns), pieces));
  pieces.giveBack();
  return staging;
}

/** The same of rows that are bytes already, as `RowWriter` writes them, each with a bigint in the last column. */
export async function stageBytes(
  tx: Db,
  table: string,
  columns: readonly string[],
  rows: Iterable<{ readonly bytes: Buffer; readonly more: number }>,
  suffix = '',
): Promise<string> {
  const staging = await makeStaging(tx, table, columns, suffix);
  const pieces = new CopyPieces();
  const text = `copy ${staging} (${columns.join(', ')}) from stdin with (format binary)`;
  await tx.copyIn(text, binaryCopyOf(rows, columns.length, pieces));
  pieces.giveBack();
  return staging;
}

/** The same cells for each row: they are written before the next one is asked for. */
function* cellsOf<Column extends string>(
  rows: Iterable<Readonly<Record<Column, TypedCell>>>,
  columns: readonly Column[],
): Generator<readonly TypedCell[]> {
  const cells: TypedCell[] = columns.map(() => null);
  for (const row of rows) {
    for (let index = 0; index < cells.length; index += 1) {
      const column = columns[index];
      cells[index] = column === undefined ? null : row[column];
    }
    yield cells;
  }
}

async function makeStaging(tx: Db, table: string, columns: readonly string[], suffix: string): Promise<string> {
  const staging = `staging_${table}${suffix}`;
  const list = sql.join(columns.map((name) => sql.ref(name)));
  await sql`
    create temporary table if not exists ${sql.table(staging)} on commit delete rows as
    select ${list} from ${sql.table(table)} with no data`.execute(tx.kysely);
  return staging;
}

/** Copies rows into a table. @param constant what every row holds in further columns. */
export async function copyRows(
  tx: Db,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
  constant: Readonly<Record<string, string>> = {},
): Promise<void> {
  const all = [...columns, ...Object.keys(constant)];
  const end = Object.values(constant).map((value) => `\t${escaped(value)}`);
  const pieces = new CopyPieces();
  const bytes = copyBytes(rows, columns.length, Buffer.from(`${end.join('')}\n`, 'utf8'), pieces);
  await tx.copyIn(`copy ${table} (${all.join(', ')}) from stdin`, bytes);
  pieces.giveBack();
}

const tab = 0x09;
const backslash = 0x5c;
const nothing = Buffer.from('\\N', 'utf8');
/** Bytes of a character at most: three of UTF-8, after a backslash. */
const bytesPerUnit = 4;

/** PostgreSQL's COPY text format, in bytes: the text of millions of rows would cost more than all that is done with it. */
function* copyBytes(rows: Iterable<readonly Cell[]>, width: number, end: Buffer, pieces: CopyPieces): Generator<Buffer> {
  let piece = pieces.next();
  let at = 0;
  for (const cells of rows) {
    for (let index = 0; index < width; index += 1) {
      const cell = cells[index] ?? null;
      const room = (cell === null ? nothing.length : cell.length * bytesPerUnit) + 1 + end.length;
      if (at + room > piece.length) {
        if (at > 0) yield piece.subarray(0, at);
        piece = pieces.next(room);
        at = 0;
      }
      if (index > 0) {
        piece[at] = tab;
        at += 1;
      }
      at = cell === null ? at + nothing.copy(piece, at) : written(cell, piece, at);
    }
    at += end.copy(piece, at);
    if (at < pieceBytes) continue;
    yield piece.subarray(0, at);
    piece = pieces.next();
    at = 0;
  }
  if (at > 0) yield piece.subarray(0, at);
}

/** @returns where the text ends. */
function written(text: string, piece: Buffer, from: number): number {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e || unit === backslash) return from + piece.write(escaped(text), from, 'utf8');
    piece[from + index] = unit;
  }
  return from + text.length;
}

const special = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(text: string): string {
  return special.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character) : text;
}
