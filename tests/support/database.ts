import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, inject } from 'vitest';
import { type Db, openDatabase } from '../../server/db/open.ts';
import { templateName, testEncryptionKey } from './global-setup.ts';

export { testEncryptionKey } from './global-setup.ts';

const open: Db[] = [];
const made: string[] = [];
let dataDir: Promise<string> | null = null;

/** A folder of this test file for keys and other files of the program; removed at the end of the file. */
export function testDataDir(): Promise<string> {
  dataDir ??= mkdtemp(join(inject('runFolder'), 'file-'));
  return dataDir;
}

async function asAdmin(text: string): Promise<void> {
  const admin = new Client({ connectionString: `${inject('postgresUrl')}/postgres` });
  await admin.connect();
  try {
    await admin.query(text);
  } finally {
    await admin.end();
  }
}

/**
 * The address of a new database, for a child process or a second connection; dropped at the end of the test file.
 * @param options.migrated false: an empty one.
 */
export async function testDatabaseUrl(options: { migrated?: boolean } = {}): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(`create database ${name} template ${options.migrated === false ? 'template0' : templateName}`);
  made.push(name);
  return `${inject('postgresUrl')}/${name}`;
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
  open.push(db);
  return db;
}

// Registered while the test file is collected, so that it belongs to the file and not to one test.
afterAll(async () => {
  for (const db of open.splice(0)) await db.close();
  for (const name of made.splice(0)) await asAdmin(`drop database if exists ${name} with (force)`);
  if (dataDir !== null) await rm(await dataDir, { recursive: true, force: true });
  dataDir = null;
});
