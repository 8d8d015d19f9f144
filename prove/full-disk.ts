/**
 * Imports into an embedded PostgreSQL on a disk that gets full in the middle, frees space and imports the same file again: the same rows as
 * without it. Needs Linux and root, to make a disk of memory.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Figure } from '../bench/run.ts';
import { migrate } from '../server/db/migrate.ts';
import { DatabaseUnavailable, type Db, openDatabase } from '../server/db/open.ts';
import { shapeOf } from '../server/ingest/columns.ts';
import { importTable } from '../server/ingest/import.ts';
import { openSource } from '../server/ingest/source.ts';

export const title = 'A disk that gets full in the middle of an import: clean error, whole chunks, complete after a second try';

const execute = promisify(execFile);
const visits = 150_000;
const chunkRows = 5_000;
const megabytes = { small: 160, large: 2_000 };

async function* csv(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('customer_id,visit_id,visited_at,total\n');
  for (let first = 0; first < visits; first += 1_000) {
    const lines = Array.from({ length: 1_000 }, (_, index) => `C${(first + index) % 3_000},V${first + index},2026-01-05,12.50\n`);
    yield Buffer.from(lines.join(''));
  }
}

async function load(db: Db): Promise<number> {
  const context = {
    now: Date.parse('2026-03-01T12:00:00Z'),
    timeZone: 'UTC',
    dayStartMinutes: 240,
    currency: 'EUR',
    createCustomers: true,
  };
  const source = await openSource(csv(), shapeOf('visits'), new Map());
  const { inserted } = await importTable(db, context, 'visits', source.records, { chunkRows, onReject: () => undefined });
  return inserted;
}

async function count(db: Db): Promise<number> {
  return (await db.runOnce<{ count: number }>('count', 'select count(*)::int as count from visits', []))[0]?.count ?? 0;
}

export async function run(print: (figure: Figure) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ecx-full-disk-'));
  await execute('mount', ['-t', 'tmpfs', '-o', `size=${megabytes.small}m,mode=755`, 'tmpfs', folder]);
  const lines: string[] = [];
  try {
    const options = {
      dataDir: folder,
      statementTimeoutMs: 60_000,
      maxConnections: 3,
      log: (line: string) => void lines.push(line),
    };
    const db = await openDatabase(options);
    try {
      await migrate(db);
      const stopped = await load(db).then(
        () => null,
        (error: unknown) => error,
      );
      if (!(stopped instanceof DatabaseUnavailable))
        throw new Error(`expected the import to stop as the disk is full, got ${stopped}; make the disk smaller`);
      process.stderr.write(`${stopped.message}\n${lines.join('\n')}\n`);
      await execute('mount', ['-o', `remount,size=${megabytes.large}m`, folder]);
      const kept = await untilThere(db);
      print({ figure: 'visits that were in when the disk was full', value: kept, unit: 'rows' });
      if (kept % chunkRows !== 0)
        throw new Error(`expected whole chunks of ${chunkRows} visits, got ${kept}: half a chunk is in`);
      const inserted = await load(db);
      print({ figure: 'visits that the second try added', value: inserted, unit: 'rows' });
      const all = await count(db);
      if (kept + inserted !== visits || all !== visits)
        throw new Error(`expected ${visits} visits, got ${kept} + ${inserted} = ${all}`);
      print({ figure: 'visits in the end', value: all, unit: `of ${visits}` });
    } finally {
      await db.close();
    }
  } finally {
    await execute('umount', [folder]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The database may have to start again: a log that cannot grow stops it. */
async function untilThere(db: Db): Promise<number> {
  for (let left = 60; ; left -= 1) {
    try {
      return await count(db);
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((done) => setTimeout(done, 1_000));
    }
  }
}
