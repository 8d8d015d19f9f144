import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from '../../server/db/embedded.ts';
import { serverAccount, tryAs } from '../../server/db/embedded-account.ts';
import { embeddedBinaries } from '../../server/db/embedded-binaries.ts';
import { runningPostmaster, stopPostmaster } from '../../server/db/embedded-postmaster.ts';
import { type Db, openDatabase } from '../../server/db/open.ts';

const isRoot = process.getuid?.() === 0;
let parent = '';
let dataDir = '';
let clusterDir = '';
let lines: string[] = [];
const held: EmbeddedServer[] = [];
const opened: Db[] = [];
const children: ChildProcess[] = [];

/** A data folder that was used once: to make the database anew for each test would take most of the time. */
let template = '';

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'ecx-embedded-template-'));
  await (await startEmbedded({ dataDir: template, log: () => undefined })).release();
});

afterAll(async () => {
  await rm(template, { recursive: true, force: true });
});

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ecx-embedded-'));
  await chmod(parent, 0o711);
  dataDir = join(parent, 'data');
  clusterDir = join(dataDir, 'postgres');
  execFileSync('cp', ['-a', template, dataDir]);
  lines = [];
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const db of opened.splice(0)) await db.close();
  for (const server of held.splice(0)) await server.release();
  const left = await runningPostmaster(clusterDir);
  if (left !== null) await stopPostmaster(left.pid);
  await rm(parent, { recursive: true, force: true });
});

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir, log: (line) => void lines.push(line), extra: { fsync: 'off' }, ...options });
  held.push(server);
  return server;
}

async function open(): Promise<Db> {
  const db = await openDatabase({ dataDir, statementTimeoutMs: 5_000, maxConnections: 2, log: (line) => void lines.push(line) });
  opened.push(db);
  return db;
}

async function release(server: EmbeddedServer): Promise<void> {
  held.splice(held.indexOf(server), 1);
  await server.release();
}

/** Another program that has the database open. */
async function otherProgram(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('../support/hold-database.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toBe('open\n');
  return child;
}

const pidOf = async () => (await runningPostmaster(clusterDir))?.pid;

describe('starting and stopping', () => {
  test('the second one attaches, the first one out leaves it running, the last one out stops it', async () => {
    const first = await start();
    const pid = await pidOf();
    const second = await start();
    expect(await pidOf()).toBe(pid);
    await release(first);
    expect(await pidOf()).toBe(pid);
    await release(second);
    expect(await pidOf()).toBeUndefined();
  });

  test('many that start at once on an empty folder share one server', async () => {
    await rm(dataDir, { recursive: true, maxRetries: 10, retryDelay: 50 });
    await mkdir(dataDir);
    const servers = await Promise.all([start(), start(), start(), start()]);
    expect(new Set(servers.map(({ address }) => address.port)).size).toBe(1);
    expect((await readdir(dataDir)).filter((name) => name.includes('.new-'))).toEqual([]);
  });

  test('many that stop at once leave nothing running', async () => {
    const servers = await Promise.all([start(), start(), start()]);
    held.length = 0;
    await Promise.all(servers.map((server) => server.release()));
    expect(await pidOf()).toBeUndefined();
  });

  test('stopping and starting over and over at once never fails', async () => {
    await start();
    const rounds = Array.from({ length: 3 }, async () => {
      for (let round = 0; round < 5; round += 1) await release(await start());
    });
    await Promise.all(rounds);
    await release(held[0] as EmbeddedServer);
    expect(await pidOf()).toBeUndefined();
  });

  test('a session of another program, such as psql, keeps it running', async () => {
    const server = await start();
    const analyst = new Client({ ...server.address, application_name: 'psql' });
    analyst.on('error', () => undefined);
    await analyst.connect();
    await release(server);
    expect(await pidOf()).toBeDefined();
    await analyst.end();
  });

  test('it listens on 127.0.0.1 only and asks for the password', async () => {
    const server = await start();
    const client = new Client(server.address);
    await client.connect();
    const { rows } = await client.query(
      `select current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as sockets,
         current_setting('server_encoding') as encoding, lower('ÄÉ') as lower`,
    );
    await client.end();
    expect(rows).toEqual([{ listen: '127.0.0.1', sockets: '', encoding: 'UTF8', lower: 'äé' }]);
    await expect(new Client({ ...server.address, password: 'guess' }).connect()).rejects.toThrow(
      'password authentication failed',
    );
    expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
  });

  test.skipIf(process.platform !== 'linux')(
    'Ctrl+C in the terminal does not reach it: it leads a process group of its own',
    async () => {
      await start();
      const pid = await pidOf();
      const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1)?.split(' ');
      expect(Number(fields?.[2])).toBe(pid);
    },
  );
});

describe('after a crash', () => {
  test('it outlives a program that is killed, and the next one attaches', async () => {
    const child = await otherProgram();
    const pid = await pidOf();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await pidOf()).toBe(pid);
    const db = await open();
    expect(await db.run('one', 'select 1 as one', [])).toEqual([{ one: 1 }]);
    expect(await pidOf()).toBe(pid);
  });

  test('a program beside another one leaves the server to it', async () => {
    const child = await otherProgram();
    const db = await open();
    await db.close();
    expect(await pidOf()).toBeDefined();
    child.stdin?.end();
    await once(child, 'exit');
    expect(await pidOf()).toBeUndefined();
  });

  test('a killed server is started again under an open Db, with everything committed', async () => {
    const db = await open();
    await db.transaction(async (tx) => {
      await tx.run('make', 'create table kept (id integer primary key)', []);
      await tx.run('keep', 'insert into kept values (1)', []);
    });
    process.kill((await pidOf()) as number, 'SIGKILL');
    await vi.waitFor(() => expect(lines).toContain('the embedded database went away: starting it again'), { timeout: 60_000 });
    const kept = async () => expect(await db.run('kept', 'select id from kept', [])).toEqual([{ id: 1 }]);
    await vi.waitFor(kept, { timeout: 60_000 });
  });

  test('a left-over postmaster.pid with the number of another living program is no obstacle', async () => {
    await release(await start());
    await writeFile(join(clusterDir, 'postmaster.pid'), `${process.pid}\n${clusterDir}\n1\n5999\n\n127.0.0.1\n\nready\n`);
    await start();
    expect(await pidOf()).toBeDefined();
  });

  test('a half-made folder of a start that was killed is taken away', async () => {
    await rm(clusterDir, { recursive: true });
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    await mkdir(join(dataDir, `postgres.new-${dead.pid}-abc`));
    await start();
    expect((await readdir(dataDir)).filter((name) => name.includes('.new-'))).toEqual([]);
  });
});

describe('what cannot be used is said in one line', () => {
  const failure = async () =>
    await start().then(
      () => 'it started',
      (error: Error) => error.message,
    );

  test('a folder that is no database', async () => {
    await rm(join(clusterDir, 'PG_VERSION'));
    expect(await failure()).toMatch(/got a folder without PG_VERSION; restore it from your backup, or move it away/);
  });

  test('a database of another PostgreSQL', async () => {
    await release(await start());
    await writeFile(join(clusterDir, 'PG_VERSION'), '14\n');
    expect(await failure()).toMatch(/expected a database of PostgreSQL 18 in .*, got one of PostgreSQL 14; dump it/);
  });

  test('a damaged database, with the line of its log', async () => {
    await release(await start());
    await rm(join(clusterDir, 'global', 'pg_control'));
    expect(await failure()).toMatch(/expected the embedded database in .* to start, got ".*pg_control.*"; restore the folder/);
  });

  test('a lost password', async () => {
    await release(await start());
    await rm(join(dataDir, 'postgres.password'));
    expect(await failure()).toMatch(/expected the password of the embedded database in .*postgres\.password, got no such file/);
  });

  test('a wrong password', async () => {
    await start();
    await writeFile(join(dataDir, 'postgres.password'), 'wrong\n');
    expect(await failure()).toMatch(/password authentication failed.*restore postgres\.password/);
  });

  test('a folder that cannot be made', async () => {
    await writeFile(join(parent, 'file'), '');
    dataDir = join(parent, 'file', 'data');
    await expect(open()).rejects.toThrow(/expected to make the data folder .*; set ECX_DATA_DIR to a folder that can be written/);
  });
});

describe('under root', () => {
  if (!isRoot) console.warn('skipped: the embedded database under root, because these tests do not run as root');

  test.skipIf(!isRoot)('a data folder that others cannot enter is replaced by one that they can, for good', async () => {
    await rm(dataDir, { recursive: true, maxRetries: 10, retryDelay: 50 });
    await mkdir(dataDir);
    await chmod(parent, 0o700);
    const fallbackRoot = join(tmpdir(), `ecx-fallback-${process.pid}`);
    try {
      const server = await start({ fallbackRoot });
      const home = (await readFile(join(dataDir, 'postgres.location'), 'utf8')).trim();
      expect(dirname(home)).toBe(fallbackRoot);
      expect(lines.filter((line) => line.includes('cannot enter'))).toHaveLength(1);
      await release(server);
      await release(await start({ fallbackRoot }));
      expect(lines.filter((line) => line.includes('cannot enter'))).toHaveLength(1);
      expect(await runningPostmaster(join(home, 'postgres'))).toBeNull();
    } finally {
      await rm(fallbackRoot, { recursive: true, force: true });
    }
  });

  test.skipIf(!isRoot)('a data folder that alone is closed is opened for passing through, not for reading', async () => {
    await rm(dataDir, { recursive: true, maxRetries: 10, retryDelay: 50 });
    await mkdir(dataDir, { mode: 0o700 });
    await start();
    expect((await stat(dataDir)).mode & 0o777).toBe(0o711);
    expect(await readdir(dataDir)).toContain('postgres');
    for (const name of ['postgres.password', 'postgres.log']) expect((await stat(join(dataDir, name))).mode & 0o077).toBe(0);
  });

  test.skipIf(!isRoot)('programs that others cannot reach are copied once', async () => {
    const native = await packagedCopy();
    await chmod(parent, 0o700);
    const copyRoot = await mkdtemp(join(tmpdir(), 'ecx-copies-'));
    const options = {
      account: await serverAccount(),
      copyRoot,
      log: (line: string) => void lines.push(line),
      packaged: { native, version: 'v' },
    };
    try {
      const found = await Promise.all([embeddedBinaries(options), embeddedBinaries(options)]);
      expect(found.map(({ postgres }) => dirname(dirname(dirname(postgres))))).toEqual([copyRoot, copyRoot]);
      lines = [];
      await embeddedBinaries(options);
      expect(lines).toEqual([]);
    } finally {
      await rm(copyRoot, { recursive: true, force: true });
    }
  });
});

/** The package's programs as they are when its install scripts were not run and a tool forgot the rights. */
async function packagedCopy(): Promise<string> {
  const { postgres } = await embeddedBinaries({ account: null, copyRoot: parent, log: () => undefined });
  const native = join(parent, 'package', 'native');
  await cp(dirname(dirname(postgres)), native, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  for (const { target } of links) await rm(join(dirname(native), target));
  await chmod(join(native, 'bin', 'postgres'), 0o644);
  return native;
}

test('links and rights that the installation did not make are made', async () => {
  const native = await packagedCopy();
  expect(tryAs(null, join(native, 'bin', 'postgres'), ['--version']).fault).not.toBeNull();
  const packaged = { native, version: 'v' };
  const found = await embeddedBinaries({ account: null, copyRoot: parent, log: (line) => void lines.push(line), packaged });
  expect(found).toMatchObject({ postgres: join(native, 'bin', 'postgres'), major: 18 });
  expect(lines).toEqual([]);
});
