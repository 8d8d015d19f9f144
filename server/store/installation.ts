import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

const newest = statement('own_newest_migration', 'own', (kysely) =>
  kysely.selectFrom('schema_migrations').select((select) => select.fn.max('name').as('name')),
);

/** The name of the newest migration of the database; null: none. Asking also shows that the database answers. */
export async function newestMigration(db: Db): Promise<string | null> {
  const [row] = await newest(db);
  return row?.name ?? null;
}

/** Whether the database has the audit log already: an older version's, before its migrations, has none. */
export async function keepsAudit(db: Db): Promise<boolean> {
  return ((await newestMigration(db)) ?? '') >= '0024_audit.sql';
}

/** The database answers and has every migration that this program started with. @throws Error otherwise */
export async function assertMigrated(db: Db, newest: string | null): Promise<void> {
  const found = await newestMigration(db);
  if (found === null || newest === null || found < newest)
    throw new Error(`expected the migration ${newest}, got ${found}; run "ecx migrate"`);
}

const anyCustomer = statement('population_any_customer', 'population', (kysely) =>
  kysely.selectFrom('customers').select('customer_id').limit(1),
);

/** Whether there is any customer at all. */
export async function hasCustomers(db: Db): Promise<boolean> {
  return (await anyCustomer(db)).length > 0;
}

const writeValue = statement('own_installation_write', 'own', (kysely, name: string, value: string, now: Date) =>
  kysely
    .insertInto('installation')
    .values({ name, value, recorded_at: now })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, recorded_at: now })),
);

const readValues = statement('own_installation_read', 'own', (kysely, names: readonly string[]) =>
  kysely.selectFrom('installation').where(sql<boolean>`name = any(${names}::text[])`).select(['name', 'value']),
);

const deleteValue = statement('own_installation_delete', 'own', (kysely, name: string) =>
  kysely.deleteFrom('installation').where('name', '=', name),
);

/** Keeps a fact about this installation under a name. `now`: milliseconds since 1970. */
export async function note(db: Db, name: string, value: string, now: number): Promise<void> {
  await writeValue(db, name, value, new Date(now));
}

/** What is noted under these names. A name without a note is absent. */
export async function notesOf(db: Db, names: readonly string[]): Promise<Map<string, string>> {
  return new Map((await readValues(db, names)).map((row) => [row.name, row.value]));
}

async function noteOf(db: Db, name: string): Promise<string | null> {
  return (await notesOf(db, [name])).get(name) ?? null;
}

const addressName = 'serving_at';
const demoName = 'unfinished_demo';

/** Notes where the server answers, so that `ecx sign-in` prints a link to it. `now`: milliseconds since 1970. */
export async function noteAddress(db: Db, url: string, now: number): Promise<void> {
  await note(db, addressName, url, now);
}

/** Where a server answered last; null: none has been started yet. */
export async function lastAddress(db: Db): Promise<string | null> {
  return noteOf(db, addressName);
}

/** Notes that a demo with these arguments is being loaded. */
export async function noteUnfinishedDemo(db: Db, demo: object, now: number): Promise<void> {
  await note(db, demoName, JSON.stringify(demo), now);
}

/** The arguments of a demo whose loading or scoring was broken off, as they were noted; null: there is none. */
export async function unfinishedDemo(db: Db): Promise<unknown> {
  const value = await noteOf(db, demoName);
  return value === null ? null : JSON.parse(value);
}

/** The demo is complete. */
export async function forgetUnfinishedDemo(db: Db): Promise<void> {
  await deleteValue(db, demoName);
}

const backfillName = 'backfill';

/** Notes up to which Monday a backfill of that name is complete. */
export async function noteBackfill(db: Db, name: string, monday: number, now: number): Promise<void> {
  await note(db, backfillName, JSON.stringify({ name, monday }), now);
}

/** The Monday up to which a backfill of that name, broken off, was complete; milliseconds since 1970. Null: there is none. */
export async function backfillDone(db: Db, name: string): Promise<number | null> {
  const kept = JSON.parse((await noteOf(db, backfillName)) ?? 'null') as { name: string; monday: number } | null;
  return kept?.name === name ? kept.monday : null;
}

/** The backfill is complete. */
export async function forgetBackfill(db: Db): Promise<void> {
  await deleteValue(db, backfillName);
}

const backupName = 'last_backup';

/** Notes that a backup of everything was made. `now`: milliseconds since 1970. */
export async function noteBackup(db: Db, now: number): Promise<void> {
  await note(db, backupName, new Date(now).toISOString(), now);
}

/** When the last backup that we were told of was made, milliseconds since 1970; null: none. */
export async function lastBackup(db: Db): Promise<number | null> {
  const at = await noteOf(db, backupName);
  return at === null ? null : Date.parse(at);
}
