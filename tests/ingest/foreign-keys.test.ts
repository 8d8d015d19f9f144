import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { withKeysHeld } from '../../server/ingest/foreign-keys.ts';
import { type ImportTable, importTable } from '../../server/ingest/import.ts';
import { testDatabase, testDatabaseUrl } from '../support/database.ts';
import { context } from './context.ts';

/** What a database of a cluster has, where PostgreSQL has to check each row itself. */
const asCluster = (db: Db) => sql`create table pg_dist_partition (logicalrelid regclass)`.execute(db.kysely);

async function load(db: Db, table: ImportTable, rows: readonly Readonly<Record<string, string>>[], chunkRows: number) {
  const records = rows.map((values, index) => ({ line: index + 2, values }));
  return await importTable(db, context, table, records, { chunkRows, onReject: () => undefined });
}

async function held(db: Db) {
  const of = async (text: string) => (await sql.raw<Record<string, unknown>>(text).execute(db.kysely)).rows;
  return [
    await of('select * from visits order by customer_id, visit_id'),
    await of('select * from campaign_sends order by customer_id, campaign_id, channel, sent_at'),
    await of('select customer_id, created_at from customers order by 1'),
    await of('select location_id from locations order by 1'),
    await of('select campaign_id from campaigns order by 1'),
  ];
}

const visit = fc.record({
  customer_id: fc.constantFrom('A', 'B', 'é', '😀'),
  visit_id: fc.nat({ max: 60 }).map((id) => `V${id}`),
  visited_at: fc.integer({ min: 1, max: 28 }).map((day) => `2026-01-${String(day).padStart(2, '0')} 19:30:00`),
  location_id: fc.constantFrom('L1', 'L\\2', 'tab\there', ''),
  campaign_id: fc.constantFrom('K1', 'K,2', '{"}', ''),
});
const send = fc.record({
  customer_id: fc.constantFrom('A', 'B'),
  campaign_id: fc.constantFrom('K1', 'K3', 'K4'),
  sent_at: fc.integer({ min: 1, max: 28 }).map((day) => `2026-01-${String(day).padStart(2, '0')} 09:00:00`),
});

test('keys that are held at once bring the same rows as keys that PostgreSQL checks row by row', async () => {
  const [db, cluster] = [await testDatabase(), await testDatabase()];
  await asCluster(cluster);
  const files = fc.tuple(fc.array(visit, { maxLength: 30 }), fc.array(send, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }));
  await fc.assert(
    fc.asyncProperty(files, async ([visits, sends, chunkRows]) => {
      for (const each of [db, cluster])
        for (const table of ['customers', 'locations', 'campaigns'])
          await sql`delete from ${sql.table(table)}`.execute(each.kysely);
      expect(await load(db, 'visits', visits, chunkRows)).toEqual(await load(cluster, 'visits', visits, chunkRows));
      expect(await load(db, 'campaign_sends', sends, chunkRows)).toEqual(await load(cluster, 'campaign_sends', sends, chunkRows));
      expect(await held(db)).toEqual(await held(cluster));
    }),
    { numRuns: 10 },
  );
});

/** Copies one visit of A at L1 in a transaction, then does `beside` before its end. */
async function copied(db: Db, ids: Readonly<Record<string, readonly string[]>>, beside: (tx: Db) => Promise<unknown>) {
  await db.transaction(async (tx) => {
    await withKeysHeld(
      tx,
      'visits',
      (column) => ids[column] ?? [],
      async () => {
        await sql`insert into visits (customer_id, visit_id, visited_at, business_day, location_id, recorded_at)
          values ('A', 'V1', '2026-01-11', '2026-01-11', 'L1', '2026-01-11')`.execute(tx.kysely);
      },
    );
    await beside(tx);
  });
}

async function withGuest(options: { url?: string } = {}): Promise<Db> {
  const db = await testDatabase(options);
  await sql`insert into customers (customer_id, created_at, recorded_at) values ('A', '2026-01-01', '2026-01-01')`.execute(
    db.kysely,
  );
  await sql`insert into locations (location_id, name, recorded_at) values ('L1', 'L1', '2026-01-01')`.execute(db.kysely);
  return db;
}

const named = { customer_id: ['A'], location_id: ['L1'] };

test.each(['customers', 'locations'])('nobody takes away a row of %s that a copied row refers to', async (target) => {
  const url = await testDatabaseUrl();
  const [db, other] = [await withGuest({ url }), await testDatabase({ url })];
  await copied(db, named, async () => {
    const taking = other.transaction(async (tx) => {
      await sql`set local lock_timeout = '200ms'`.execute(tx.kysely);
      await sql`delete from ${sql.table(target)}`.execute(tx.kysely);
    });
    await expect(taking).rejects.toMatchObject({ code: '55P03' });
  });
});

test.each(['customer_id', 'location_id', 'campaign_id'])(
  'a row that names in %s what is not there is not copied',
  async (column) => {
    const db = await withGuest();
    const copying = copied(db, { ...named, [column]: ['A', 'L1', 'nobody'] }, async () => undefined);
    await expect(copying).rejects.toMatchObject({ code: '23503', message: expect.stringContaining('import the rows again') });
    expect((await sql`select 1 from visits`.execute(db.kysely)).rows).toEqual([]);
  },
);

test('afterwards PostgreSQL checks again itself', async () => {
  const db = await withGuest();
  await copied(db, named, async (tx) => {
    expect(await tx.runOnce('role', 'show session_replication_role', [])).toEqual([{ session_replication_role: 'origin' }]);
    const bad = tx.transaction((inner) =>
      inner.runOnce('bad', `update visits set location_id = 'none' where customer_id = 'A'`, []),
    );
    await expect(bad).rejects.toMatchObject({ code: '23503' });
  });
});

test.each([
  [
    'the table has a trigger of somebody’s own',
    `create trigger own before insert on visits for each row execute function suppress_redundant_updates_trigger()`,
  ],
  ['the database is one of a cluster', 'create table pg_dist_partition (logicalrelid regclass)'],
  ['a key has several columns', 'alter table visits add foreign key (customer_id, visit_id) references visits'],
  [
    'rows refer to a table that is not known',
    'create table tills (id text primary key); alter table visits add till text references tills',
  ],
])('PostgreSQL checks each row itself where %s', async (_, script) => {
  const db = await withGuest();
  for (const text of script.split('; ')) await sql.raw(text).execute(db.kysely);
  const roles: unknown[] = [];
  await db.transaction((tx) =>
    withKeysHeld(
      tx,
      'visits',
      () => ['nobody'],
      async () => void roles.push(...(await tx.runOnce('role', 'show session_replication_role', []))),
    ),
  );
  expect(roles).toEqual([{ session_replication_role: 'origin' }]);
});
