import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, expect, inject, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { eraseCustomer, liftErasure } from '../../server/ingest/erase.ts';
import { erasureFile, followErasures, keepErasures, readErasureFile, replayErasures } from '../../server/ingest/erasure-file.ts';
import { recordRows } from '../../server/ingest/record.ts';
import { testDatabase, testDatabaseUrl, testDataDir } from '../support/database.ts';
import { foundIn } from '../support/markers.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const context = { now, timeZone: 'UTC', dayStartMinutes: 240, currency: 'EUR', createCustomers: false };
const by = { now, timeZone: 'UTC', principal: 'test', by: 'Test' };
const marks = ['Marlene Erasemark', 'C-77'];

let url: string;
let db: Db;
let backup: string;
let folder: string;

function tool(name: 'pg_dump' | 'psql', ...args: readonly string[]): string {
  const ran = spawnSync(name, args, { encoding: 'utf8', maxBuffer: 64 * 1_048_576 });
  if (ran.status !== 0) throw new Error(`${name}: ${ran.stderr}`);
  return ran.stdout;
}

/** The tools of PostgreSQL are not part of the program; a newer server refuses older ones. */
const hasTools = (serverVersion: number) => {
  const ran = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' });
  return ran.status === 0 && Number(/(\d+)/.exec(ran.stdout)?.[1] ?? 0) >= serverVersion;
};

/** A copy of the database as it is now: by pg_dump where that is at hand, else by PostgreSQL's own copying of files. */
async function backUp(): Promise<string> {
  const { rows } = await sql<{ version: number }>`select current_setting('server_version_num')::int / 10000 as version`.execute(
    db.kysely,
  );
  if (hasTools(rows[0]?.version ?? 99)) {
    const copy = await testDatabaseUrl({ migrated: false });
    const dump = join(folder, 'backup.sql');
    tool('pg_dump', '--no-owner', '--file', dump, url);
    tool('psql', '--quiet', '--set', 'ON_ERROR_STOP=1', '--file', dump, copy);
    return copy;
  }
  const copy = await testDatabaseUrl({ migrated: false });
  const [from, to] = [url, copy].map((address) => new URL(address).pathname.slice(1));
  const admin = await testDatabase({ url: `${inject('postgresUrl')}/postgres`, maxConnections: 1 });
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${from}`.execute(admin.kysely);
  await sql`drop database ${sql.id(to ?? '')}`.execute(admin.kysely);
  await sql`create database ${sql.id(to ?? '')} template ${sql.id(from ?? '')}`.execute(admin.kysely);
  return copy;
}

beforeAll(async () => {
  url = await testDatabaseUrl();
  db = await testDatabase({ url });
  folder = await mkdtemp(join(await testDataDir(), 'replay-'));
  await recordRows(db, context, 'customers', [
    { customer_id: 'C-77', name: 'Marlene Erasemark', email: 'marlene@example.com' },
    { customer_id: 'C-78', name: 'Nora Neighbour' },
    { customer_id: 'C-79', name: 'Gone Already' },
  ]);
  await recordRows(db, context, 'visits', [
    { customer_id: 'C-77', visit_id: 'V1', visited_at: '2026-01-05T18:00:00Z', total: '20' },
  ]);
  await eraseCustomer(db, 'C-79', by);
  await keepErasures(db, erasureFile(folder));
  backup = await backUp();
});

test('a restored backup erases again whom it brought back, by the file beside the database', async () => {
  const done = await eraseCustomer(db, 'C-77', by);
  await keepErasures(db, erasureFile(folder));
  await appendFile(erasureFile(folder), '{"installation": "broken o'); // the power went
  expect(await foundIn(db, marks)).toEqual([]);

  const restored = await testDatabase({ url: backup });
  expect((await foundIn(restored, marks)).length).toBeGreaterThan(0);
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  expect(await followErasures(restored, folder, { now: now + 1, timeZone: 'UTC', log })).toEqual({ erasures: 1, customers: 1 });
  expect(lines).toEqual([expect.stringContaining('erased 1 customers again')]);
  expect(await foundIn(restored, marks)).toEqual([]);
  expect(await followErasures(restored, folder, { now: now + 2, timeZone: 'UTC', log })).toEqual({ erasures: 0, customers: 0 });

  // The receipt is that of the first time, and the tombstones hold.
  expect((await eraseCustomer(restored, 'C-77', by))?.receipt).toEqual(done?.receipt);
  const { errors } = await recordRows(restored, context, 'customers', [
    { customer_id: 'C-77', name: 'Back' },
    { customer_id: 'C-80', email: 'Marlene@example.com' },
  ]);
  expect(errors.map(({ column }) => column)).toEqual(['customer_id', 'email']);
  const { rows } = await sql`select name from customers`.execute(restored.kysely);
  expect(rows).toEqual([{ name: 'Nora Neighbour' }]);
});

test('a file that names the erasures of another installation erases nobody by itself, and a broken line harms nothing', async () => {
  const other = await testDatabase();
  await sql`update installation set value = 'another' where name = 'installation_id'`.execute(other.kysely);
  await recordRows(other, context, 'customers', [{ customer_id: 'C-77', name: 'Somebody Else' }]);
  const log = () => undefined;
  expect(await followErasures(other, folder, { now, timeZone: 'UTC', log })).toEqual({ erasures: 0, customers: 0 });
  const kept = await readErasureFile(erasureFile(folder));
  expect(kept).toHaveLength(2);
  // By hand it does: whoever says so knows the backup.
  expect(await replayErasures(other, kept, { now, timeZone: 'UTC', onlyOwn: false })).toEqual({ erasures: 2, customers: 1 });
});

test('hashes of another key are refused with what to do', async () => {
  const kept = (await readErasureFile(erasureFile(folder))).map((each) => ({
    ...each,
    indexKey: 'ffff',
    receipt: { ...each.receipt, id: `${each.receipt.id}-x` },
  }));
  await expect(replayErasures(db, kept, { now, timeZone: 'UTC', onlyOwn: false })).rejects.toThrow(
    'expected erasures whose hashes were made with the key',
  );
});

test('the file holds nothing of the guest', async () => {
  const text = await readFile(erasureFile(folder), 'utf8');
  expect(marks.filter((mark) => text.includes(mark))).toEqual([]);
});

test('who comes back is let in again on his wish, as somebody new, and may be erased once more', async () => {
  const fresh = await testDatabase();
  const row = { customer_id: 'C-90', name: 'Comes Back', email: 'comes.back@example.com' };
  const recorded = async () => (await recordRows(fresh, context, 'customers', [row])).errors.map(({ column }) => column);
  expect(await liftErasure(fresh, 'C-90')).toBeNull();
  expect(await recorded()).toEqual([]);
  const first = await eraseCustomer(fresh, 'C-90', by);
  expect(await recorded()).toEqual(['customer_id']);
  expect(await liftErasure(fresh, 'C-90')).toEqual(first?.receipt);
  expect(await liftErasure(fresh, 'C-90')).toBeNull();
  expect(await recorded()).toEqual([]);
  // The file beside the database still has the erasure, and nobody is erased again for it.
  const path = `${folder}/lifted.jsonl`;
  await keepErasures(fresh, path);
  const done = await replayErasures(fresh, await readErasureFile(path), { now, timeZone: 'UTC', onlyOwn: true });
  expect(done).toEqual({ erasures: 0, customers: 0 });
  const second = await eraseCustomer(fresh, 'C-90', { ...by, now: now + 1 });
  expect(second).toMatchObject({ repeated: false });
  expect(second?.receipt.id).not.toBe(first?.receipt.id);
  expect(await recorded()).toEqual(['customer_id']);
});
