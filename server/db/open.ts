import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Pool } from 'pg';
import { type EmbeddedServer, startEmbedded } from './embedded.ts';
import { DatabaseUnavailable, isUnavailable, reasonOf } from './errors.ts';
import { gatesOf } from './gate.ts';
import { lineOf, remedyOfTls } from './line.ts';
import { openSealer } from './master-key.ts';
import { createPool } from './pool.ts';
import { type Db, Session, type Shared } from './session.ts';

export { DatabaseUnavailable } from './errors.ts';
export type { Db } from './session.ts';

export interface OpenOptions {
  /** Unset: the embedded database under `dataDir`. */
  readonly databaseUrl?: string | undefined;
  /** The authority that signed the certificate of `databaseUrl`'s server; unset: `databaseUrl` alone says whether and how TLS is used. */
  readonly databaseCaFile?: string | undefined;
  readonly dataDir: string;
  /** 64 hexadecimal digits; unset: `encryption.key` in `dataDir`, made when there is none. */
  readonly encryptionKey?: string | undefined;
  /** The longest a statement may run, in milliseconds; 0: for ever. */
  readonly statementTimeoutMs: number;
  readonly maxConnections: number;
  readonly log: (line: string) => void;
}

/** How much longer than the server's statement timeout this side waits for an answer, in milliseconds. */
const patienceBeyondTimeoutMs = 1_000;
/** The least time, in milliseconds, that a statement waits for one of our connections to get free. */
const shortestWaitMs = 1_500;
const oldestServer = 150_000; // PostgreSQL 15
const newestServer = 189_999; // PostgreSQL 18

/**
 * Opens the database of the settings: `databaseUrl`, else the embedded one, which is started or attached to. Nothing is migrated.
 *
 * @throws DatabaseUnavailable when it is away, Error when it cannot be used; both with one line that says what to do.
 */
export async function openDatabase(options: OpenOptions): Promise<Db> {
  const dataDir = resolve(options.dataDir);
  if (options.databaseUrl === undefined || options.encryptionKey === undefined) await makeDataDir(dataDir);
  const line = options.databaseUrl === undefined ? null : await lineOf(options.databaseUrl, options.databaseCaFile);
  const server = line === null ? await startEmbedded({ dataDir, log: options.log }) : null;
  const pool = createPool(server?.address ?? line?.address ?? '', {
    ssl: line?.ssl,
    statementTimeoutMs: options.statementTimeoutMs,
    maxConnections: options.maxConnections,
    onIdleFault: (error) => options.log(`a connection to the database broke: ${reasonOf(error)}`),
  });
  server?.followedBy((address) => Object.assign(pool.options, address));
  try {
    const { knownKeyId, indexKey } = await inspect(pool, options.databaseUrl);
    const { encryptionKey, log } = options;
    const sealer = await openSealer({ encryptionKey, dataDir, knownKeyId, indexKey, log });
    const shared: Shared = {
      pool,
      ...gatesOf(
        options.maxConnections,
        options.statementTimeoutMs === 0 ? 0 : Math.max(options.statementTimeoutMs, shortestWaitMs),
      ),
      sealer,
      patienceMs: options.statementTimeoutMs === 0 ? 0 : options.statementTimeoutMs + patienceBeyondTimeoutMs,
      close: once(() => closeAll(pool, server)),
      onStatement: null,
    };
    const db = new Session(shared);
    pools.set(db, pool);
    return db;
  } catch (error) {
    await closeAll(pool, server);
    throw error;
  }
}

const pools = new WeakMap<Db, Pool>();

/**
 * The connections behind a Db, for a library that speaks to them itself. Whoever takes them gives nobody else the Db: it counts only
 * what goes through it.
 */
export function poolOf(db: Db): Pool {
  const pool = pools.get(db);
  if (pool === undefined) throw new Error('expected the Db that openDatabase returned, got another one; pass that');
  return pool;
}

/** The folder of keys and of the embedded database. Under root, the database's own user must be able to pass through it. */
async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  } catch (error) {
    throw new Error(
      `expected to make the data folder ${dataDir}, got ${reasonOf(error)}; set ECX_DATA_DIR to a folder that can be written`,
      {
        cause: error,
      },
    );
  }
}

async function closeAll(pool: Pool, server: EmbeddedServer | null): Promise<void> {
  server?.followedBy(() => undefined);
  await pool.end();
  await server?.release();
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}

interface Inspection {
  readonly version: string;
  readonly encoding: string;
  readonly installed: boolean;
}

/** What a database notes of its keys; null: a new database, or no master key was ever changed. */
interface KnownKeys {
  readonly knownKeyId: string | null;
  readonly indexKey: string | null;
}

const noKeys: KnownKeys = { knownKeyId: null, indexKey: null };

/** Connects once. */
async function inspect(pool: Pool, databaseUrl: string | undefined): Promise<KnownKeys> {
  try {
    const { rows } = await pool.query<Inspection>(
      `select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding,
         to_regclass('installation') is not null as installed`,
    );
    const [found] = rows;
    if (found === undefined) return noKeys;
    assertUsable(found);
    if (!found.installed) return noKeys;
    const known = await pool.query<{ name: string; value: string }>(
      `select name, value from installation where name in ('encryption_key_id', 'index_key')`,
    );
    const noted = new Map(known.rows.map(({ name, value }) => [name, value]));
    return { knownKeyId: noted.get('encryption_key_id') ?? null, indexKey: noted.get('index_key') ?? null };
  } catch (error) {
    if (databaseUrl === undefined || !(error instanceof Error) || error instanceof UnusableDatabase) throw error;
    const { hostname, port, pathname } = new URL(databaseUrl);
    const where = `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
    const remedy = remedyOfTls(error);
    if (remedy !== null) throw new Error(`expected PostgreSQL over TLS at ${where}, got "${reasonOf(error)}"; ${remedy}`);
    if (!isUnavailable(error))
      throw new Error(`expected to sign in to PostgreSQL at ${where}, got "${reasonOf(error)}"; correct DATABASE_URL`);
    throw new DatabaseUnavailable(
      `expected PostgreSQL at ${where}, got "${reasonOf(error)}"; start it, correct DATABASE_URL, or unset DATABASE_URL to use the embedded database`,
    );
  }
}

class UnusableDatabase extends Error {}

function assertUsable({ version, encoding }: Inspection): void {
  if (Number(version) < oldestServer || Number(version) > newestServer)
    throw new UnusableDatabase(`expected PostgreSQL 15 to 18, got version number ${version}; give DATABASE_URL of such a server`);
  if (encoding !== 'UTF8')
    throw new UnusableDatabase(
      `expected a database with encoding UTF8, got ${encoding}; make one with: create database … encoding 'UTF8' template template0`,
    );
}
