import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { DatabaseUnavailable, type Db } from '../../server/db/open.ts';
import { shapeOf } from '../../server/ingest/columns.ts';
import { importTable } from '../../server/ingest/import.ts';
import { openSource } from '../../server/ingest/source.ts';
import { adminToken, bearer, read, testServer } from '../http/serving.ts';
import { testDatabase, testDatabaseUrl } from '../support/database.ts';
import { context } from './context.ts';

const rows = 120;
const chunkRows = 25;
const fullAt = 60; // in the third chunk
const csv = [
  'customer_id,visit_id,visited_at,total',
  ...Array.from(
    { length: rows },
    (_, index) => `C${index % 7},V${index},2026-01-${String(1 + (index % 28)).padStart(2, '0')},10`,
  ),
].join('\n');

/** From now on the database says what PostgreSQL says when a file cannot grow, at this very visit. */
async function fillDisk(db: Db): Promise<void> {
  await sql
    .raw(`create function no_space() returns trigger language plpgsql as $$ begin
      raise exception 'could not extend file "base/5/16384": No space left on device' using errcode = 'disk_full'; end $$`)
    .execute(db.kysely);
  await sql
    .raw(
      `create trigger no_space before insert on visits for each row when (new.visit_id = 'V${fullAt}') execute function no_space()`,
    )
    .execute(db.kysely);
}

const freeDisk = (db: Db) => sql`drop trigger no_space on visits`.execute(db.kysely);

async function load(db: Db) {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(csv);
  }
  const source = await openSource(bytes(), shapeOf('visits'), new Map());
  async function* singly() {
    for await (const item of source.records) yield* [item].flat();
  }
  return await importTable(db, context, 'visits', singly(), { chunkRows, onReject: () => undefined });
}

/** What a base holds of the import, without the instants of recording. */
async function held(db: Db) {
  const { rows: found } = await sql<{ visits: string[] | null; guests: string[]; marks: number }>`select
    (select array_agg(visit_id order by substr(visit_id, 2)::int) from visits) as visits,
    (select array_agg(customer_id order by customer_id) from customers) as guests,
    (select count(*)::int from rescore_marks) as marks`.execute(db.kysely);
  return found[0];
}

let straight: Db;
beforeAll(async () => {
  straight = await testDatabase();
  await load(straight);
});

test('a full disk stops an import with a line that says so; whole chunks stay, and the same file again completes it', async () => {
  const db = await testDatabase();
  await fillDisk(db);
  const stopped = load(db);
  await expect(stopped).rejects.toThrow(DatabaseUnavailable);
  await expect(stopped).rejects.toThrow(
    /^the database's disk is full \(.*No space left on device\); free space there and do the same again, nothing is half done$/,
  );
  const kept = await held(db);
  const chunk = (no: number) => Array.from({ length: chunkRows }, (_, index) => `V${(no - 1) * chunkRows + index}`);
  const before = [...chunk(1), ...chunk(2)];
  expect([before, [...before, ...chunk(4)]]).toContainEqual(kept?.visits); // the fourth is merged beside the third, which failed
  expect(kept?.guests).toHaveLength(7);
  await freeDisk(db);
  const unchanged = kept?.visits?.length ?? 0;
  expect(await load(db)).toMatchObject({ read: rows, unchanged, inserted: rows - unchanged, rejected: 0 });
  expect(await held(db)).toEqual(await held(straight));
});

test('a request that meets a full disk records nothing, is told to come back, and the server goes on', async () => {
  const databaseUrl = await testDatabaseUrl();
  const server = await testServer({ DATABASE_URL: databaseUrl, ECX_WORKER: 'off' });
  const db = await testDatabase({ url: databaseUrl });
  await fillDisk(db);
  const visit = (id: string) => `{ customerId: "C1", visitId: "${id}", visitedAt: "2026-01-05T18:00:00Z", total: "20.00" }`;
  const record = `mutation { recordVisits(visits: [${visit('V1')}, ${visit(`V${fullAt}`)}]) { inserted } }`;
  await read(server.ask('mutation { upsertCustomers(customers: [{ id: "C1" }]) { inserted } }', bearer(adminToken)));
  const answer = await server.ask(record, bearer(adminToken));
  const said = await read(answer);
  expect(said.errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE' });
  expect(JSON.stringify(said)).not.toMatch(/base\/5|No space/);
  expect(await held(db)).toMatchObject({ visits: null, guests: ['C1'] });
  await freeDisk(db);
  expect(await read(server.ask(record, bearer(adminToken)))).toMatchObject({ data: { recordVisits: { inserted: 2 } } });
});
