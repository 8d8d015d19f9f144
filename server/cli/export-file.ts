import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What was written. */
export interface Written {
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes texts as they come, no faster than they are taken: to a file, which has its name only once it is whole, or to `-`, standard
 * output.
 * @throws Error that names the file when it cannot be written, else what the texts throw.
 */
export async function writeOut(out: string, texts: AsyncIterable<string> | Iterable<string>): Promise<Written> {
  const hash = createHash('sha256');
  let bytes = 0;
  const source = async function* (): AsyncGenerator<Buffer> {
    for await (const text of texts) {
      const piece = Buffer.from(text, 'utf8');
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  };
  const readable = Readable.from(source(), { objectMode: false });
  await (out === '-' ? toStandardOutput(readable) : toFile(out, readable));
  return { bytes, sha256: hash.digest('hex') };
}

/** Whoever reads less than everything, such as `head`, is no failure. */
async function toStandardOutput(readable: Readable): Promise<void> {
  try {
    await pipeline(readable, process.stdout, { end: false });
  } catch (error) {
    if (codeOf(error) !== 'EPIPE') throw error;
  }
}

async function toFile(file: string, readable: Readable): Promise<void> {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    await pipeline(readable, createWriteStream(unfinished, { flags: 'wx' }));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (codeOf(error) === null) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`--out: expected a file that can be written, got ${JSON.stringify(file)} (${reason}); name another file`);
  }
}

/** The system's word for what went wrong; null: the system has no part in it. */
function codeOf(error: unknown): string | null {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : null;
}
