import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { startEmbedded } from '../../server/db/embedded.ts';
import { installedBinaries } from '../../server/db/embedded-binaries.ts';
import { migrate, migrationsFolder } from '../../server/db/migrate.ts';
import { openDatabase } from '../../server/db/open.ts';
import { testDatabase, testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';

const all = ['0001_crm.sql', '0002_store.sql'];
let folder = '';
const folders: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecx-migrations-'));
  folders.push(folder);
  await writeFile(join(folder, '0001_first.sql'), 'create table first (id integer primary key);');
  await writeFile(join(folder, '0002_second.sql'), 'create table second (id integer primary key);');
});

afterAll(async () => {
  for (const made of folders) await rm(made, { recursive: true, force: true });
});

const empty = async () => await testDatabase({ url: await testDatabaseUrl({ migrated: false }) });

test('all migrations are applied once, in order', async () => {
  const db = await empty();
  expect((await migrate(db)).slice(0, 2)).toEqual(all);
  expect(await migrate(db)).toEqual([]);
});

test('two that migrate at once apply each file once between them', async () => {
  const url = await testDatabaseUrl({ migrated: false });
  const [one, two] = [await testDatabase({ url }), await testDatabase({ url })];
  const applied = await Promise.all([migrate(one, { folder }), migrate(two, { folder })]);
  expect(applied.flat().sort()).toEqual(['0001_first.sql', '0002_second.sql']);
});

test('an applied file that was changed is named', async () => {
  const db = await empty();
  await migrate(db, { folder });
  await writeFile(join(folder, '0001_first.sql'), 'create table first (id bigint primary key);');
  await expect(migrate(db, { folder })).rejects.toThrow(/0001_first\.sql.*changed file; restore it from version control/);
});

test('line ends of another system are no change', async () => {
  const db = await empty();
  await writeFile(join(folder, '0001_first.sql'), '-- a\ncreate table first (id integer primary key);\n');
  await migrate(db, { folder });
  await writeFile(join(folder, '0001_first.sql'), '-- a\r\ncreate table first (id integer primary key);\r\n');
  expect(await migrate(db, { folder })).toEqual([]);
});

test('an applied file that has vanished is named', async () => {
  const db = await empty();
  await migrate(db, { folder });
  await rm(join(folder, '0002_second.sql'));
  await expect(migrate(db, { folder })).rejects.toThrow(/0002_second\.sql.*got no such file/);
});

test('a new file that is numbered like an applied one is named', async () => {
  const db = await empty();
  await migrate(db, { folder });
  await rename(join(folder, '0002_second.sql'), join(folder, '0003_second.sql'));
  await expect(migrate(db, { folder })).rejects.toThrow(/without gaps, got 0003_second\.sql/);
});

test('a file that fails is rolled back whole and those before it stay', async () => {
  const db = await empty();
  await writeFile(join(folder, '0002_second.sql'), 'create table second (id integer primary key); select 1 / 0;');
  await expect(migrate(db, { folder })).rejects.toThrow(/0002_second\.sql failed and was rolled back: division by zero/);
  const tables = await db.run(
    'tables',
    `select to_regclass('first') is not null as first, to_regclass('second') is not null as second`,
    [],
  );
  expect(tables).toEqual([{ first: true, second: false }]);
  await writeFile(join(folder, '0002_second.sql'), 'create table second (id integer primary key);');
  expect(await migrate(db, { folder })).toEqual(['0002_second.sql']);
});

test('the folder is found from the source and from a build', async () => {
  const project = await mkdtemp(join(tmpdir(), 'ecx-project-'));
  folders.push(project);
  await cp(migrationsFolder(), join(project, 'migrations'), { recursive: true });
  for (const program of ['server/db/migrate.ts', 'dist/server/db/migrate.js'])
    expect(migrationsFolder(join(project, program))).toBe(join(project, 'migrations'));
  expect(() => migrationsFolder('/nowhere/migrate.js')).toThrow('install the program again');
});

test('a database that was set up with another encryption key is refused, with the way out', async () => {
  const url = await testDatabaseUrl();
  const options = {
    databaseUrl: url,
    dataDir: await testDataDir(),
    statementTimeoutMs: 5_000,
    maxConnections: 1,
    log: () => undefined,
  };
  await expect(openDatabase({ ...options, encryptionKey: 'ab'.repeat(32) })).rejects.toThrow(
    /expected the encryption key [0-9a-f]{16}.*ECX_ENCRYPTION_KEY/,
  );
  await expect(openDatabase(options)).rejects.toThrow(/got none; set ECX_ENCRYPTION_KEY or restore .*encryption\.key/);
  await (await openDatabase({ ...options, encryptionKey: testEncryptionKey })).close();
});

const oldest = '/usr/lib/postgresql/15/bin';
const hasOldest = existsSync(join(oldest, 'postgres'));
if (!hasOldest) console.warn(`skipped: the migrations on PostgreSQL 15, because there is none in ${oldest}`);

test.skipIf(!hasOldest)('all migrations run on PostgreSQL 15', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ecx-oldest-'));
  folders.push(dataDir);
  const log = () => undefined;
  const server = await startEmbedded({
    dataDir,
    log,
    binaries: async (account) => installedBinaries(oldest, account),
    fallbackRoot: join(tmpdir(), 'ecx-oldest-shared'),
  });
  folders.push(join(tmpdir(), 'ecx-oldest-shared'));
  const { user, password, host, port, database } = server.address;
  const databaseUrl = `postgres://${user}:${password}@${host}:${port}/${database}`;
  const db = await openDatabase({ databaseUrl, dataDir, statementTimeoutMs: 0, maxConnections: 1, log });
  try {
    expect((await migrate(db)).slice(0, 2)).toEqual(all);
    expect(await db.run('version', `select current_setting('server_version_num')::int / 10000 as major`, [])).toEqual([
      { major: 15 },
    ]);
  } finally {
    await db.close();
    await server.release();
  }
});
