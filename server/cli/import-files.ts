import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { TableShape } from '../ingest/columns.ts';
import type { Reject } from '../ingest/import.ts';
import { rejectsFormat } from '../ingest/rejects.ts';

/** The bytes of a file or of standard input, counted as they are read. */
export interface Input {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Share of the bytes read so far, 0 to 1; null: the size is not known. */
  readonly share: () => number | null;
}

/** @throws Error with one line when the file cannot be read. */
export async function openInput(path: string): Promise<Input> {
  if (path === '-') return { name: 'standard input', bytes: process.stdin, share: () => null };
  const size = await sizeOf(path);
  let read = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of createReadStream(path, { highWaterMark: 131_072 })) {
      read += piece.length;
      yield piece;
    }
  }
  return { name: path, bytes: counted(), share: () => (size > 0 ? Math.min(read / size, 1) : null) };
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new Error('it is a folder');
    return found.size;
  } catch (error) {
    throw new Error(`expected a file to read at ${path}, got "${reasonOf(error)}": check the path`);
  }
}

/** Where refused rows go: a file, or the first few to people. */
export interface RejectSink {
  readonly add: (reject: Reject) => void;
  /** Writes what is left and says where to look. */
  readonly close: () => void;
}

const shownRejects = 10;
const bufferedCharacters = 65_536;

export function openRejects(path: string | undefined, shapes: readonly TableShape[], tell: (line: string) => void): RejectSink {
  return path === undefined ? shownOnly(tell) : toFile(path, shapes, tell);
}

function shownOnly(tell: (line: string) => void): RejectSink {
  let count = 0;
  return {
    add({ table, line, column, reason }) {
      count += 1;
      if (count <= shownRejects) tell(`${table} line ${line}${column === null ? '' : `, ${column}`}: ${reason}`);
    },
    close() {
      if (count > shownRejects) tell(`… and ${count - shownRejects} more refused rows; --rejects FILE writes them all`);
    },
  };
}

/** Readable for its owner only, because rows may hold contact data. */
function created(path: string): number {
  try {
    return openSync(path, 'w', 0o600);
  } catch (error) {
    throw new Error(`expected to write refused rows to ${path}, got "${reasonOf(error)}": name another file with --rejects`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function toFile(path: string, shapes: readonly TableShape[], tell: (line: string) => void): RejectSink {
  const file = created(path);
  const { header, line } = rejectsFormat(shapes);
  let waiting = header;
  let count = 0;
  const flush = () => {
    writeSync(file, waiting);
    waiting = '';
  };
  return {
    add(reject) {
      count += 1;
      waiting += line(reject);
      if (waiting.length >= bufferedCharacters) flush();
    },
    close() {
      flush();
      closeSync(file);
      if (count > 0) tell(`${count} refused rows are in ${path}`);
    },
  };
}
