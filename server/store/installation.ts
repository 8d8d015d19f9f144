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

const readValue = statement('own_installation_read', 'own', (kysely, name: string) =>
  kysely.selectFrom('installation').where('name', '=', name).select('value'),
);

const deleteValue = statement('own_installation_delete', 'own', (kysely, name: string) =>
  kysely.deleteFrom('installation').where('name', '=', name),
);

const addressName = 'serving_at';
const demoName = 'unfinished_demo';

/** Notes where the server answers, so that `ecx sign-in` prints a link to it. `now`: milliseconds since 1970. */
export async function noteAddress(db: Db, url: string, now: number): Promise<void> {
  await writeValue(db, addressName, url, new Date(now));
}

/** Where a server answered last; null: none has been started yet. */
export async function lastAddress(db: Db): Promise<string | null> {
  const [row] = await readValue(db, addressName);
  return row?.value ?? null;
}

/** Notes that a demo with these arguments is being loaded. */
export async function noteUnfinishedDemo(db: Db, demo: object, now: number): Promise<void> {
  await writeValue(db, demoName, JSON.stringify(demo), new Date(now));
}

/** The arguments of a demo whose loading or scoring was broken off, as they were noted; null: there is none. */
export async function unfinishedDemo(db: Db): Promise<unknown> {
  const [row] = await readValue(db, demoName);
  return row === undefined ? null : JSON.parse(row.value);
}

/** The demo is complete. */
export async function forgetUnfinishedDemo(db: Db): Promise<void> {
  await deleteValue(db, demoName);
}
