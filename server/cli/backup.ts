import { createWriteStream } from 'node:fs';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Command } from 'commander';
import { backup } from '../db/backup.ts';
import type { Db } from '../db/open.ts';
import { readSettings } from '../settings.ts';
import { type SignedHead, signedHead } from '../store/audit-verify.ts';
import { keepsAudit, noteBackup } from '../store/installation.ts';
import { openFor, tell } from './database.ts';
import { onRecord } from './on-record.ts';
import { usable } from './options.ts';

const examples = `
Examples:
  ecx backup ecx-2026-11-23.backup       everything in the database as of now, beside a running server
  ecx backup - | age -r age1… > ecx.age  to standard output, for a program that encrypts or sends it
  ecx backup --note                      only note that a backup was made by other means, for "ecx doctor"

Contact data, birth dates and free text stay sealed; names and visits are readable: keep the file as you keep the database.
Beside it comes FILE.head, the signed head of the audit log ("-": printed to standard error): keep it elsewhere for "ecx audit verify --head".
The master key is not in it. Keep it apart (ECX_ENCRYPTION_KEY, or encryption.key in ECX_DATA_DIR), and erasures.jsonl beside it.
"ecx restore" brings it back, into PostgreSQL 15 to 18, by this version or a newer one.`;

interface Options {
  readonly note?: true;
  readonly json?: true;
}

export function backupCommand(): Command {
  return new Command('backup')
    .description('write everything in the database to a file')
    .argument('[file]', 'the file to write, which must not be there yet; "-": standard output')
    .option('--note', 'instead: note that a backup was made by other means')
    .option('--json', 'print {file, bytes, head} as JSON')
    .addHelpText('after', examples)
    .action(async (file: string | undefined, { note, json }: Options, command: Command) => {
      usable(command, () => {
        if ((file === undefined) === (note === undefined))
          throw new Error('expected a file, or --note, got none or both; give one');
      });
      const db = await openFor(readSettings(), 2); // as it is: a backup comes before the migrations of a new version
      try {
        const now = Date.now();
        const head = await putOnRecord(db, note === true, now);
        const bytes = file === undefined ? null : await write(db, file, now);
        await noteBackup(db, now);
        const headFile = file === undefined ? null : await writeHead(file, head);
        if (file === '-') return;
        const text = file === undefined ? 'noted that a backup was made' : `wrote ${bytes} bytes to ${file}`;
        const told = { file: file ?? null, bytes, head: headFile };
        process.stdout.write(`${json === true ? JSON.stringify(told) : text}\n`);
      } finally {
        await db.close();
      }
    });
}

/**
 * Puts the backup on record, before its snapshot is taken: the backup then holds at least what the head knows.
 * @returns the head of the audit log; null: a database of an older version has none.
 */
async function putOnRecord(db: Db, note: boolean, now: number): Promise<SignedHead | null> {
  if (!(await keepsAudit(db))) return null;
  await onRecord(db, note ? { act: 'backup --note' } : { act: 'backup', kind: 'READ' });
  return await signedHead(db, now);
}

/** @returns where it is; null: nowhere but on standard error, or there is none. */
async function writeHead(file: string, head: SignedHead | null): Promise<string | null> {
  if (head === null) return null;
  const line = JSON.stringify(head);
  if (file === '-') {
    tell(line);
    return null;
  }
  const path = `${file}.head`;
  await writeFile(path, `${line}\n`, { mode: 0o600, flush: true }).catch((error: Error) => {
    const remedy = 'the backup is whole, keep the head with "ecx audit head --out FILE"';
    throw new Error(`expected to write the head of the audit log to ${path}, got "${error.message}"; ${remedy}`, {
      cause: error,
    });
  });
  return path;
}

/** @returns its size, bytes. The file is complete or not there. */
async function write(db: Db, file: string, now: number): Promise<number> {
  const source = Readable.from(backup(db, now), { objectMode: true });
  if (file === '-') {
    await pipeline(source, createGzip(), process.stdout, { end: false });
    return 0;
  }
  if ((await stat(file).catch(() => null)) !== null)
    throw new Error(`expected no file ${file} yet, got one; give another name, a backup is never overwritten`);
  const draft = `${file}.part`;
  try {
    await pipeline(source, createGzip(), createWriteStream(draft, { mode: 0o600, flush: true }));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`expected to write the backup to ${file}, got "${reason}"; there is no file now, try another place`, {
      cause: error,
    });
  }
  const { size } = await stat(file);
  tell('Keep the master key apart from it: without that key nobody reads contact data again.');
  return size;
}
