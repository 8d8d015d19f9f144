import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Command } from 'commander';
import { type OpenedBackup, openBackup, restore } from '../db/restore.ts';
import { followErasures } from '../ingest/erasure-file.ts';
import { readSettings, type Settings } from '../settings.ts';
import { noteBackup } from '../store/installation.ts';
import { openFor, tell } from './database.ts';
import { onRecord } from './on-record.ts';

const examples = `
Examples:
  ECX_DATA_DIR=/srv/ecx-new ecx restore ecx-2026-11-23.backup      into a new embedded database
  DATABASE_URL=postgres://… ecx restore ecx-2026-11-23.backup      into an empty database of your own
  age -d ecx.age | ecx restore -                                   from standard input

The database must be empty. First put the encryption.key of then into ECX_DATA_DIR, or set ECX_ENCRYPTION_KEY; with erasures.jsonl
in ECX_DATA_DIR, who was erased since is erased again before anything is answered. Servers and workers run afterwards, not meanwhile.
Then "ecx audit verify --head ecx-2026-11-23.backup.head" says whether the audit log came back as it was.`;

export function restoreCommand(): Command {
  return new Command('restore')
    .description('fill an empty database from a backup')
    .argument('<file>', 'a file of "ecx backup"; "-": standard input')
    .option('--json', 'print {madeAt, tables, rows} as JSON')
    .addHelpText('after', examples)
    .action(async (file: string, { json }: { readonly json?: true }) => {
      const settings = readSettings();
      const opened = await openFile(file);
      await assertKey(settings, opened);
      const rows = await fill(settings, opened);
      const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
      const { madeAt, tables } = opened.header;
      const text = `restored ${total} rows of ${tables.length} tables, as of ${madeAt}`;
      process.stdout.write(`${json === true ? JSON.stringify({ madeAt, tables: tables.length, rows: total }) : text}\n`);
    });
}

async function openFile(file: string): Promise<OpenedBackup> {
  const source: Readable = file === '-' ? process.stdin : createReadStream(file);
  const unpacked = createGunzip();
  source.on('error', (error) => unpacked.destroy(error));
  return await openBackup(source.pipe(unpacked));
}

/** A new master key would be made otherwise, which opens nothing of the backup. */
async function assertKey({ ECX_ENCRYPTION_KEY, ECX_DATA_DIR }: Settings, { header }: OpenedBackup): Promise<void> {
  const path = join(resolve(ECX_DATA_DIR), 'encryption.key');
  if (header.masterKeyId === null || ECX_ENCRYPTION_KEY !== undefined || (await stat(path).catch(() => null)) !== null) return;
  throw new Error(
    `expected the master key ${header.masterKeyId} of this backup, got none; put the encryption.key of then into ${resolve(ECX_DATA_DIR)}, or set ECX_ENCRYPTION_KEY`,
  );
}

async function fill(settings: Settings, opened: OpenedBackup): Promise<Readonly<Record<string, number>>> {
  const db = await openFor(settings, 2);
  try {
    const rows = await restore(db, opened, tell);
    await noteBackup(db, Date.parse(opened.header.madeAt)); // the note came after the backup
    await followErasures(db, settings.ECX_DATA_DIR, { now: Date.now(), timeZone: settings.TIME_ZONE, log: tell });
    await onRecord(db, { act: 'restore' });
    return rows;
  } finally {
    await db.close();
  }
}
