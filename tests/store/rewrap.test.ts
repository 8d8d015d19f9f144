import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { type Db, openDatabase } from '../../server/db/open.ts';
import { recordRows } from '../../server/ingest/record.ts';
import { readContacts } from '../../server/store/contact.ts';
import { rewrapKeys } from '../../server/store/rewrap.ts';
import { testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';

const context = {
  now: Date.parse('2026-03-01T12:00:00Z'),
  timeZone: 'UTC',
  dayStartMinutes: 240,
  currency: 'EUR',
  createCustomers: false,
};
const [old, fresh] = [testEncryptionKey, 'ab'.repeat(32)];
const guests = 1_200; // three batches

async function open(url: string, encryptionKey: string): Promise<Db> {
  const options = {
    databaseUrl: url,
    dataDir: await testDataDir(),
    statementTimeoutMs: 30_000,
    maxConnections: 2,
    log: () => undefined,
  };
  return await openDatabase({ ...options, encryptionKey });
}

async function using<Result>(url: string, key: string, work: (db: Db) => Promise<Result>): Promise<Result> {
  const db = await open(url, key);
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

const emailOf = async (db: Db, id: string) => (await readContacts(db, [id])).get(id)?.email();
const add = (db: Db, id: string) => recordRows(db, context, 'customers', [{ customer_id: id, email: `${id}@example.com` }]);

test('while every key is wrapped anew, both keys read and write; afterwards the new one is enough, and the old one is refused', async () => {
  const url = await testDatabaseUrl();
  await using(url, old, (db) =>
    recordRows(
      db,
      context,
      'customers',
      Array.from({ length: guests }, (_, n) => ({ customer_id: `C${n}`, email: `c${n}@example.com` })),
    ),
  );
  const before = await open(url, `${old},${fresh}`);
  const after = await open(url, `${fresh},${old}`);
  let over = false;
  let reads = 0;
  const reading = async (db: Db, name: string) => {
    for (let n = 0; !over || n < 20; n += 1) {
      const id = `C${(n * 37) % guests}`;
      expect(await emailOf(db, id)).toBe(`${id.toLowerCase()}@example.com`);
      if (n < 5) await add(db, `${name}-${n}`);
      reads += 1;
    }
  };
  const readers = Promise.all([reading(before, 'before'), reading(after, 'after')]);
  const counts = await using(url, `${fresh},${old}`, (db) => rewrapKeys(db, context.now));
  over = true;
  await readers;
  expect(reads).toBeGreaterThan(39);
  expect(counts.customer_keys).toBeGreaterThanOrEqual(guests);
  await add(before, 'late');
  const index = before.sealer.blindIndex('email', 'x@example.com');
  await before.close();
  // What the servers with the former order made meanwhile is wrapped by a second walk; a third one finds nothing.
  await rewrapKeys(after, context.now);
  expect(await rewrapKeys(after, context.now)).toEqual({ customer_keys: 0, imports: 0, bulk_exports: 0, webhooks: 0 });
  await after.close();

  await using(url, fresh, async (db) => {
    for (const id of ['C0', 'C1199', 'late', 'before-4', 'after-4'])
      expect(await emailOf(db, id)).toBe(`${id.toLowerCase()}@example.com`);
    expect(db.sealer.blindIndex('email', 'x@example.com').equals(index)).toBe(true);
    const { rows } = await sql<{ n: number }>`select count(distinct master_key_id)::int as n from customer_keys`.execute(
      db.kysely,
    );
    expect(rows).toEqual([{ n: 1 }]);
  });
  await expect(open(url, old)).rejects.toThrow('that this database was set up with');
});
