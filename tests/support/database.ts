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
  atEndOfFile(() => asAdmin(`drop database if exists ${name} with (force)`));
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
  atEndOfFile(() => db.close());
  return db;
}
