import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject } from 'vitest';
import { type Db, openDatabase } from '../../server/db/open.ts';
import { atEndOfFile } from './endings.ts';
import { templateName, testEncryptionKey } from './global-setup.ts';

export { testEncryptionKey } from './global-setup.ts';

let dataDir: Promise<string> | null = null;

/** A folder of this test file for keys and other files of the program; removed at the end of the file. */
export function testDataDir(): Promise<string> {
  dataDir ??= newDataDir();
  return dataDir;
}

async function newDataDir(): Promise<string> {
  atEndOfFile(() => {
    dataDir = null;
  });
  const folder = await mkdtemp(join(inject('runFolder'), 'file-'));
  atEndOfFile(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function withAdmin<Result>(act: (admin: Client) => Promise<Result>): Promise<Result> {
  const admin = new Client({ connectionString: `${inject('postgresUrl')}/postgres` });
  await admin.connect();
  try {
    return await act(admin);
  } finally {
    await admin.end();
  }
}

async function newDatabase(template: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await withAdmin((admin) => admin.query(`create database ${name} template ${template}`));
  atEndOfFile(() => withAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`)));
  return `${inject('postgresUrl')}/${name}`;
}

/**
 * The address of a new database, for a child process or a second connection; dropped at the end of the test file.
 * @param options.migrated false: an empty one.
 */
export async function testDatabaseUrl(options: { migrated?: boolean } = {}): Promise<string> {
  return await newDatabase(options.migrated === false ? 'template0' : templateName);
}

/**
 * The address of a new database with what `fill` writes, which is done once in the whole run.
 * @param name of the filling: one that nobody else gives to another.
 */
export async function filledDatabaseUrl(name: string, fill: (db: Db) => Promise<void>): Promise<string> {
  const template = `filled_${name}`;
  await withAdmin(async (admin) => {
    await admin.query('select pg_advisory_lock(hashtext($1))', [template]); // others wait here until it is filled
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [template]);
    if (rowCount !== 0) return;
    const half = `${template}_${randomBytes(6).toString('hex')}`;
    await admin.query(`create database ${half} template ${templateName}`);
    const db = await testDatabase({ url: `${inject('postgresUrl')}/${half}` });
    await fill(db);
    await db.close();
    await admin.query(`alter database ${half} rename to ${template}`);
  });
  return await newDatabase(template);
}

/** A new migrated database without rows, or the one of an address; closed and dropped at the end of the test file. */
export async function testDatabase(
  options: { url?: string; statementTimeoutMs?: number; maxConnections?: number } = {},
): Promise<Db> {
  const db = await openDatabase({
    databaseUrl: options.url ?? (await testDatabaseUrl()),
    dataDir: await testDataDir(),
    encryptionKey: testEncryptionKey,
    statementTimeoutMs: options.statementTimeoutMs ?? 30_000,
    maxConnections: options.maxConnections ?? 4,
    log: () => undefined,
  });
  atEndOfFile(() => db.close());
  return db;
}
