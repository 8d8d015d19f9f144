import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { assertFits } from './master-key.ts';
import { type Db, Session } from './session.ts';

interface Migration {
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the text, hexadecimal. */
  readonly checksum: string;
}

/** Two programs that migrate one database at once wait for each other under this number. */
const lockKey = 7_236_901;

/**
 * Applies the migrations that the database does not have yet, each in its own transaction.
 *
 * @returns the names of the files that were applied now.
 * @throws Error with one line when an applied file was changed or has vanished, when a new file is numbered before an applied one,
 *   when a file fails (it is rolled back, those before it stay), or when the encryption key is not the one of this database.
 */
export async function migrate(
  db: Db,
  options: {
    folder?: string;
    log?: (line: string) => void;
    /** Just these, as they are noted in a backup. */
    only?: readonly { readonly name: string; readonly checksum: string }[];
  } = {},
): Promise<string[]> {
  const folder = options.folder ?? migrationsFolder();
  const all = await readMigrations(folder);
  const wanted = options.only && new Map(options.only.map(({ name, checksum }) => [name, checksum]));
  if (wanted !== undefined) assertUnchanged(all, wanted, folder);
  const migrations = wanted === undefined ? all : all.filter(({ name }) => wanted.has(name));
  await locked(db, async (tx) => {
    await tx.script(
      'create table if not exists schema_migrations (name text not null primary key, checksum text not null, applied_at timestamptz not null)',
    );
    assertUnchanged(migrations, await readApplied(tx), folder);
  });
  const done: string[] = [];
  for (const migration of migrations) {
    if (!(await apply(db, migration, folder))) continue;
    done.push(migration.name);
    options.log?.(`migrated the database: ${migration.name}`);
  }
  await keepKeyId(db);
  return done;
}

/** The folder `migrations` of the project, from the source as well as from dist/. */
export function migrationsFolder(from: string = fileURLToPath(import.meta.url)): string {
  const parent = dirname(from);
  const folder = join(parent, 'migrations');
  if (existsSync(join(folder, '0001_crm.sql'))) return folder;
  if (parent === from)
    throw new Error('expected a folder migrations with 0001_crm.sql above the program, got none; install the program again');
  return migrationsFolder(parent);
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const wrong = names.find((name, index) => !name.startsWith(`${String(index + 1).padStart(4, '0')}_`));
  if (wrong !== undefined)
    throw new Error(
      `expected migrations numbered 0001_, 0002_ … without gaps, got ${wrong} in ${folder}; number it after the last one`,
    );
  return await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex') };
    }),
  );
}

/** Runs `work` in a transaction that no other migrating program overlaps, without any time limit. */
async function locked<Result>(db: Db, work: (tx: Session) => Promise<Result>): Promise<Result> {
  return await db.transaction(async (tx) => {
    if (!(tx instanceof Session)) throw new Error('migrate expects the Db that openDatabase returned');
    await tx.script(
      `set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; select pg_advisory_xact_lock(${lockKey})`,
    );
    return await work(tx);
  });
}

async function readApplied(tx: Db): Promise<Map<string, string>> {
  const rows = await tx.kysely.selectFrom('schema_migrations').select(['name', 'checksum']).orderBy('name').execute();
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function assertUnchanged(migrations: readonly Migration[], applied: ReadonlyMap<string, string>, folder: string): void {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, checksum] of applied) {
    const file = byName.get(name);
    if (file === undefined)
      throw new Error(
        `expected the migration ${name}, which this database already has, in ${folder}, got no such file; use the version of the program that made it, or a newer one`,
      );
    if (file.checksum !== checksum)
      throw new Error(
        `expected the migration ${name} as it was applied to this database, got a changed file; restore it from version control and put the change into a new migration`,
      );
  }
  const last = [...applied.keys()].at(-1);
  const late = migrations.find(({ name }) => last !== undefined && name < last && !applied.has(name));
  if (late !== undefined) throw new Error(`expected new migrations after ${last}, got ${late.name}; give it the next number`);
}

/** @returns false when it was applied already. */
async function apply(db: Db, migration: Migration, folder: string): Promise<boolean> {
  return await locked(db, async (tx) => {
    const applied = await readApplied(tx);
    assertUnchanged([migration], new Map([...applied].filter(([name]) => name === migration.name)), folder);
    if (applied.has(migration.name)) return false;
    try {
      await tx.script(migration.text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`the migration ${migration.name} failed and was rolled back: ${reason}`, { cause: error });
    }
    await tx.kysely
      .insertInto('schema_migrations')
      .values({ name: migration.name, checksum: migration.checksum, applied_at: sql<Date>`now()` })
      .execute();
    return true;
  });
}

/** The database remembers which encryption key it was set up with, so that a later start with another one is told so. */
async function keepKeyId(db: Db): Promise<void> {
  const known = await db.transaction(async (tx) => {
    const [found] = await tx.run<{ installed: boolean }>(
      'db_installed',
      `select to_regclass('installation') is not null as installed`,
      [],
    );
    if (found?.installed !== true) return null;
    await tx.kysely
      .insertInto('installation')
      .values({ name: 'encryption_key_id', value: tx.sealer.masterKeyId, recorded_at: sql<Date>`now()` })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    return await tx.kysely.selectFrom('installation').select('value').where('name', '=', 'encryption_key_id').executeTakeFirst();
  });
  assertFits(db.sealer, known?.value ?? null, 'ECX_ENCRYPTION_KEY or the data folder');
}
