import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../server/db/embedded.ts';
import { installedBinaries } from '../../server/db/embedded-binaries.ts';
import { isAlive } from '../../server/db/embedded-cluster.ts';
import { runningPostmaster, stopPostmaster } from '../../server/db/embedded-postmaster.ts';
import { migrate } from '../../server/db/migrate.ts';
import { openDatabase } from '../../server/db/open.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the throwaway server, without a database's name. */
    postgresUrl: string;
    /** A folder of this run, removed at its end. */
    runFolder: string;
  }
}

export const testEncryptionKey = '5e'.repeat(32);
export const templateName = 'ecx_template';

/** Durability is not what most tests are about, and the server is thrown away. */
const throwaway = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
  max_connections: '200',
  autovacuum: 'off',
};
const prefix = 'ecx-test-';

/**
 * One PostgreSQL for the whole run: the embedded one, or the installed one of the folder ECX_TEST_POSTGRES_BIN.
 * @returns the end of it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned();
  const dataDir = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const { ECX_TEST_POSTGRES_BIN: folder } = process.env;
  const server = await startEmbedded({
    dataDir,
    log: () => undefined,
    extra: throwaway,
    ...(folder === undefined ? {} : { binaries: async (account) => installedBinaries(folder, account) }),
  });
  const { user, password, host, port } = server.address;
  const url = `postgres://${user}:${password}@${host}:${port}`;
  await prepareTemplate(url, dataDir);
  project.provide('postgresUrl', url);
  project.provide('runFolder', dataDir);
  return async () => {
    await server.release();
    await throwAway(dataDir);
  };
}

async function prepareTemplate(url: string, dataDir: string): Promise<void> {
  const admin = new Client({ connectionString: `${url}/postgres` });
  await admin.connect();
  await admin.query(`create database ${templateName}`);
  await admin.end();
  const db = await openDatabase({
    databaseUrl: `${url}/${templateName}`,
    dataDir,
    encryptionKey: testEncryptionKey,
    statementTimeoutMs: 0,
    maxConnections: 1,
    log: () => undefined,
  });
  await migrate(db);
  await db.close();
}

async function throwAway(dataDir: string): Promise<void> {
  const running = await runningPostmaster(join(dataDir, 'postgres'));
  if (running !== null) await stopPostmaster(running.pid);
  await rm(dataDir, { recursive: true, force: true });
}

/** What a killed run left behind. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(prefix) ? /^ecx-test-(\d+)-/.exec(name)?.[1] : undefined;
    if (pid === undefined || isAlive(Number(pid))) continue;
    const dataDir = join(tmpdir(), name);
    const owned = await readFile(join(dataDir, 'postgres.password'), 'utf8').catch(() => null);
    if (owned !== null) await throwAway(dataDir);
  }
}
