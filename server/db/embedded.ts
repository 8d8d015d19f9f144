import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Account, chooseHome, serverAccount, sharedRoot } from './embedded-account.ts';
import { type Binaries, copyRootOf, embeddedBinaries } from './embedded-binaries.ts';
import { assertMajor, databaseUser, ensureCluster } from './embedded-cluster.ts';
import { freePort, runningPostmaster, startPostmaster, stopPostmaster } from './embedded-postmaster.ts';
import { isUnavailable, reasonOf } from './errors.ts';
import { createOnce, readIfThere } from './files.ts';
import type { Address } from './pool.ts';

export interface EmbeddedOptions {
  /** Absolute. */
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** Other programs than the package's. */
  readonly binaries?: (account: Account | null) => Promise<Binaries>;
  /** Settings of the server beyond ours. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Where a database goes whose folder the server's user cannot enter. */
  readonly fallbackRoot?: string;
}

/** Our hold on the embedded server: while somebody holds it, nobody else stops it. */
export interface EmbeddedServer {
  readonly address: Address;
  /** Told the address again whenever the server had to be started again. */
  followedBy(listener: (address: Address) => void): void;
  /** Lets go; the last one stops the server. */
  release(): Promise<void>;
}

interface Place {
  readonly clusterDir: string;
  readonly logPath: string;
  readonly log: (line: string) => void;
  readonly account: Account | null;
  readonly password: string;
  readonly binaries: () => Promise<Binaries>;
  readonly extra: Readonly<Record<string, string>>;
}

const databaseName = 'ecx';
/** Every program that uses the server holds this lock shared; who gets it alone may stop the server. */
const presenceKey = 7_236_902;
const retryMs = 50;
/** Longer than PostgreSQL takes to recover from a crash on a slow disk: 10 minutes. */
const mostAttempts = 12_000;
const attemptsBeforeWord = 60;

/**
 * Starts the embedded PostgreSQL of this data folder, or attaches to it when it runs already: beside another program, or after a
 * former one was killed.
 *
 * @throws Error with one line that says what to do.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const place = await findPlace(options);
  let presence = await hold(place, 0);
  let listener: (address: Address) => void = () => undefined;
  let released = false;

  const revive = async (): Promise<void> => {
    const { port } = presence.address;
    while (!released) {
      options.log('the embedded database went away: starting it again');
      try {
        presence = await hold(place, port);
        if (released) return await letGo(presence.client, place);
        watch();
        return listener(presence.address);
      } catch (error) {
        options.log(`the embedded database does not come back: ${reasonOf(error)}`);
        await sleep(1_000, undefined, { ref: false });
      }
    }
  };
  const watch = (): void => {
    presence.client.on('end', () => {
      if (!released) void revive();
    });
  };
  watch();

  return {
    get address() {
      return presence.address;
    },
    followedBy(next) {
      listener = next;
    },
    async release() {
      released = true;
      await letGo(presence.client, place);
    },
  };
}

async function findPlace(options: EmbeddedOptions): Promise<Place> {
  const { dataDir, log } = options;
  const account = await serverAccount();
  const home = await chooseHome({ dataDir, account, root: options.fallbackRoot ?? sharedRoot, log });
  const clusterDir = join(home, 'postgres');
  const passwordPath = join(dataDir, 'postgres.password');
  const known = await readPassword(passwordPath);
  if (known === null && (await readIfThere(join(clusterDir, 'PG_VERSION'))) !== null)
    throw new Error(
      `expected the password of the embedded database in ${passwordPath}, got no such file; restore it from your backup`,
    );
  const password = (known ?? (await createOnce(passwordPath, `${randomBytes(24).toString('hex')}\n`))).trim();
  let found: Promise<Binaries> | null = null;
  const binaries = () => {
    found ??= options.binaries?.(account) ?? embeddedBinaries({ account, copyRoot: copyRootOf(account, dataDir), log });
    return found;
  };
  return { clusterDir, logPath: join(dataDir, 'postgres.log'), log, account, password, binaries, extra: options.extra ?? {} };
}

async function readPassword(path: string): Promise<string | null> {
  try {
    return await readIfThere(path);
  } catch (error) {
    throw new Error(
      `expected to read ${path}, got "${reasonOf(error)}"; run this as the user that made the data folder, or set ECX_DATA_DIR`,
      {
        cause: error,
      },
    );
  }
}

interface Presence {
  readonly client: Client;
  readonly address: Address;
}

/** Brings the server up, whoever starts it, and takes the presence lock. */
async function hold(place: Place, wantedPort: number): Promise<Presence> {
  let port = wantedPort;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const running = await runningPostmaster(place.clusterDir);
    if (running?.ready === true) {
      const presence = await attach(place, running.port);
      if (presence !== null) return presence;
    } else if (running === null) {
      await ensureCluster(place);
      const binaries = await place.binaries();
      await assertMajor(place.clusterDir, binaries.major);
      const result = await startPostmaster({ ...place, binaries, port: await freePort(port) });
      if ('started' in result) continue;
      if (result.lost === 'PORT_TAKEN') port = 0;
    }
    if (attempt === attemptsBeforeWord) place.log('the embedded database is still starting or stopping: waiting for it');
    await sleep(retryMs);
  }
  throw new Error(
    `expected the embedded database in ${place.clusterDir} to get ready, got no answer in ten minutes; see ${place.logPath}`,
  );
}

/** @returns null when the server is just starting, stopping or gone: look again. */
async function attach(place: Place, port: number): Promise<Presence | null> {
  const address = { host: '127.0.0.1', port, user: databaseUser, password: place.password, database: databaseName };
  const client = new Client({ ...address, application_name: 'ecx', connectionTimeoutMillis: 5_000, keepAlive: true });
  client.on('error', () => undefined); // 'end' follows, which is what counts
  try {
    await client.connect();
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock_shared($1) as held', [presenceKey]);
    if (rows[0]?.held === true) return { client, address };
    await client.end();
    return null;
  } catch (error) {
    await client.end().catch(() => undefined);
    if (isUnavailable(error)) return null;
    if (error instanceof Error && 'code' in error && error.code === '3D000') {
      await createDatabase(address);
      return null;
    }
    throw new Error(
      `expected to sign in to the embedded database in ${place.clusterDir}, got "${reasonOf(error)}"; restore postgres.password in the data folder`,
      {
        cause: error,
      },
    );
  }
}

async function createDatabase(address: Address): Promise<void> {
  const client = new Client({ ...address, database: 'postgres', application_name: 'ecx' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`create database ${databaseName}`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== '42P04' && code !== '23505' && !isUnavailable(error)) throw error; // another start made it
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function letGo(client: Client, place: Place): Promise<void> {
  try {
    const { rows } = await client.query<{ last: boolean }>(
      `with mine as (select pg_advisory_unlock_shared($1))
       select pg_try_advisory_lock($1) and not exists (
         select from pg_stat_activity where backend_type = 'client backend' and application_name <> 'ecx') as last from mine`,
      [presenceKey],
    );
    const running = rows[0]?.last === true ? await runningPostmaster(place.clusterDir) : null;
    if (running !== null && !(await stopPostmaster(running.pid))) place.log('the embedded database is still shutting down');
  } catch (error) {
    if (!isUnavailable(error)) throw error; // it is away already
  } finally {
    await client.end().catch(() => undefined);
  }
}
