import { randomUUID } from 'node:crypto';
import type { Db } from '../db/open.ts';
import {
  beginImport,
  dropImport,
  endReceiving,
  type OpenImport,
  readPieces,
  sealNote,
  writePiece,
} from '../store/import-pieces.ts';
import { countKeptImports } from '../store/imports.ts';
import { type ImportTable, shapeOf } from './columns.ts';
import { type Guess, guessColumns } from './guess.ts';
import { maxColumns } from './header.ts';
import { glimpse } from './source.ts';
import { UnusableFile } from './unusable.ts';

/** A column of an uploaded file. */
export interface UploadedColumn {
  readonly name: string;
  /** The first values that are not empty. */
  readonly samples: readonly string[];
  readonly guess: Guess | null;
}

/** Bytes of a piece: one statement, sealed and kept. */
const pieceBytes = 262_144;
const sampledRows = 100;
const shownSamples = 3;
const longestSample = 80;
/** Uploads that are neither done nor discarded. */
const mostKept = 20;

/** The file has more bytes than are taken. */
export class UploadTooLarge extends Error {
  override readonly name = 'UploadTooLarge';
}

/** So many uploads wait already. */
export class TooManyUploads extends Error {
  override readonly name = 'TooManyUploads';
}

export interface Upload {
  readonly table: ImportTable;
  readonly fileName: string;
  readonly bytes: AsyncIterable<Buffer>;
  readonly limitBytes: number;
  /** Who brings it, for the record and for people. */
  readonly principal: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Keeps a file, sealed, and reads its header. Nothing of it is imported.
 * @returns the id of the upload.
 * @throws UploadTooLarge, TooManyUploads, UnusableFile when it is empty or is no text; nothing is kept then.
 */
export async function receiveUpload(db: Db, upload: Upload): Promise<string> {
  if ((await countKeptImports(db)) >= mostKept) throw new TooManyUploads(`expected fewer than ${mostKept} waiting uploads`);
  const open = await beginImport(db, { ...upload, id: randomUUID() });
  try {
    const bytes = await keep(db, open, upload);
    const columns = await columnsOf(db, open, upload.table);
    await endReceiving(db, open.id, bytes, sealNote(db, open, 'columns_sealed', columns));
    return open.id;
  } catch (error) {
    await dropImport(db, open.id).catch(() => undefined); // what is left is forgotten within a day
    throw error;
  }
}

async function keep(db: Db, open: OpenImport, { bytes, limitBytes }: Upload): Promise<number> {
  let waiting: Buffer[] = [];
  let length = 0;
  let total = 0;
  let no = 0;
  const flush = async () => {
    await writePiece(db, open, 'FILE', 0, no, Buffer.concat(waiting));
    no += 1;
    waiting = [];
    length = 0;
  };
  for await (const piece of bytes) {
    total += piece.length;
    if (total > limitBytes) throw new UploadTooLarge(`expected at most ${limitBytes} bytes`);
    waiting.push(piece);
    length += piece.length;
    if (length >= pieceBytes) await flush();
  }
  if (length > 0) await flush();
  return total;
}

async function columnsOf(db: Db, open: OpenImport, table: ImportTable): Promise<UploadedColumn[]> {
  const shape = shapeOf(table);
  const { header, rows } = await glimpse(readPieces(db, open, 'FILE', 0), shape, sampledRows);
  if (header.length > maxColumns) throw new UnusableFile(`expected at most ${maxColumns} columns, got ${header.length}`);
  const titles = header.map((title) => title.trim().replace(/\p{C}/gu, '\ufffd'));
  const guesses = guessColumns(titles, shape);
  return titles.map((name, index) => ({ name, guess: guesses[index] ?? null, samples: samplesOf(rows, index) }));
}

function samplesOf(rows: readonly (readonly string[])[], index: number): string[] {
  const values = rows.map((cells) => cells[index]?.trim() ?? '').filter((text) => text !== '');
  return values.slice(0, shownSamples).map((text) => (text.length > longestSample ? `${text.slice(0, longestSample)}…` : text));
}
