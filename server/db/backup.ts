import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { poolOf } from './open.ts';
import type { Db } from './session.ts';

/** The first word of the first line of every backup. */
export const backupFormat = 'ecx-backup-1';

export interface BackupTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** The first line of a backup. */
export interface BackupHeader {
  readonly format: typeof backupFormat;
  /** ISO 8601. */
  readonly madeAt: string;
  /** The master key that it needs; the key itself is never in it. Null: nothing was sealed. */
  readonly masterKeyId: string | null;
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
  /** In the order in which they can be filled. */
  readonly tables: readonly BackupTable[];
}

/** The last line. */
export interface BackupEnd {
  readonly rows: Readonly<Record<string, number>>;
  /** Of all bytes before this line, hexadecimal. */
  readonly sha256: string;
}

/** Filled by `migrate` alone. */
export const madeByMigrations = 'schema_migrations';

/** Our tables with their columns, what others point to first; of a library's schema nothing. */
const readTables = `with recursive tables as (
    select c.oid, c.relname::text as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')),
  depths as (
    select oid, 0 as depth from tables
    union
    select f.conrelid, d.depth + 1 from depths as d join pg_constraint as f on f.confrelid = d.oid
    where f.contype = 'f' and f.conrelid <> f.confrelid and d.depth < 50)
  select name, columns from tables join (select oid, max(depth) as depth from depths group by oid) as d using (oid)
  order by depth, name`;

/**
 * Everything in the database as of one instant: a header, each table as PostgreSQL's COPY text in pieces, and an end with a
 * checksum. What is sealed stays sealed. Servers go on meanwhile.
 *
 * @param now milliseconds since 1970.
 */
export async function* backup(db: Db, now: number): AsyncGenerator<Buffer> {
  const client = await poolOf(db).connect();
  const hash = createHash('sha256');
  const kept = (piece: Buffer): Buffer => {
    hash.update(piece);
    return piece;
  };
  let failed = true;
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    const header = await headerOf(client, now);
    yield kept(Buffer.from(`${JSON.stringify(header)}\n`));
    const rows: Record<string, number> = {};
    for (const table of header.tables) {
      const source = client.query(copyTo(`copy ${quoted(table.name)} (${table.columns.map(quoted).join(', ')}) to stdout`));
      for await (const piece of source as AsyncIterable<Buffer>) {
        yield kept(Buffer.from(`${piece.length}\n`));
        yield kept(piece);
      }
      rows[table.name] = source.rowCount;
      yield kept(Buffer.from('0\n'));
    }
    await client.query('commit');
    const end: BackupEnd = { rows, sha256: hash.digest('hex') };
    yield Buffer.from(`${JSON.stringify(end)}\n`);
    failed = false;
  } finally {
    client.release(failed);
  }
}

async function headerOf(client: PoolClient, now: number): Promise<BackupHeader> {
  const made = await client.query<{ made: boolean }>(`select to_regclass('installation') is not null as made`);
  if (made.rows[0]?.made !== true)
    throw new Error('expected a database of ours, got one without our tables; look at DATABASE_URL and ECX_DATA_DIR');
  const tables = await client.query<{ name: string; columns: string[] }>(readTables);
  const applied = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migrations order by name',
  );
  const key = await client.query<{ value: string }>(`select value from installation where name = 'encryption_key_id'`);
  return {
    format: backupFormat,
    madeAt: new Date(now).toISOString(),
    masterKeyId: key.rows[0]?.value ?? null,
    migrations: applied.rows,
    tables: tables.rows.filter(({ name }) => name !== madeByMigrations),
  };
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
