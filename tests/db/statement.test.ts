import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { statement, statements } from '../../server/db/statement.ts';
import { testDatabase } from '../support/database.ts';

const readNames = statement('test_names', 'customer', (kysely, ids: readonly string[], city: string) =>
  kysely
    .selectFrom('customers')
    .select(['customer_id', 'name'])
    .where(sql<boolean>`customer_id = any(${ids})`)
    .where('city', '=', city)
    .where('country', '=', 'DE')
    .orderBy('customer_id'),
);

let db: Db;

// Other files of the same worker look at every statement of the program.
afterAll(() => {
  statements.splice(0, statements.length, ...statements.filter(({ name }) => !name.startsWith('test_')));
});

beforeAll(async () => {
  db = await testDatabase();
  const at = new Date('2026-03-01T12:00:00Z');
  await db.kysely
    .insertInto('customers')
    .values(
      ['1', '2', '3'].map((id) => ({
        customer_id: id,
        name: `Guest ${id}`,
        city: 'Köln',
        country: 'DE',
        created_at: at,
        recorded_at: at,
      })),
    )
    .execute();
});

test('rows of a batch come back, arguments and constants each in their place', async () => {
  expect(await readNames(db, ['1', '3', 'x'], 'Köln')).toEqual([
    { customer_id: '1', name: 'Guest 1' },
    { customer_id: '3', name: 'Guest 3' },
  ]);
  expect(await readNames(db, ['1'], 'Bonn')).toEqual([]);
});

test('the text is the same for every size of batch', async () => {
  const text = statements.find(({ name }) => name === 'test_names')?.text();
  await readNames(db, [], 'Köln');
  await readNames(
    db,
    Array.from({ length: 1000 }, (_, n) => String(n)),
    'Köln',
  );
  expect(statements.find(({ name }) => name === 'test_names')?.text()).toBe(text);
  expect(text).toMatchInlineSnapshot(
    `"select "customer_id", "name" from "customers" where customer_id = any($1) and "city" = $2 and "country" = $3 order by "customer_id""`,
  );
});

test('it is prepared once per connection', async () => {
  await db.transaction(async (tx) => {
    for (const id of ['1', '2', '3']) await readNames(tx, [id], 'Köln');
    const prepared = await tx.run('prepared', `select count(*) as n from pg_prepared_statements where name = 'test_names'`, []);
    expect(prepared).toEqual([{ n: 1 }]);
  });
});

test('an argument is always bound, whatever it holds', async () => {
  expect(await readNames(db, [`'); drop table customers; --`], `' or '1'='1`)).toEqual([]);
  expect(await readNames(db, ['2'], 'Köln')).toHaveLength(1);
});

test('a statement that looks into an argument is refused', async () => {
  const looks = statement('test_looks', 'customer', (kysely, city: string) =>
    kysely.selectFrom('customers').select('name').where('city', '=', `${city}!`),
  );
  await expect(async () => await looks(db, 'Köln')).rejects.toThrow('statement test_looks looks into its argument 1');
});

test('a statement that reads a property of an argument is refused', async () => {
  const reads = statement('test_reads', 'customer', (kysely, place: { city: string }) =>
    kysely.selectFrom('customers').select('name').where('city', '=', place.city),
  );
  await expect(async () => await reads(db, { city: 'Köln' })).rejects.toThrow('statement test_reads binds undefined');
});

test('two statements of one name, and a name that PostgreSQL would cut, are refused', () => {
  const again = () => statement('test_names', 'own', (kysely) => kysely.selectFrom('locations').select('name'));
  expect(again).toThrow('expected one statement of the name test_names, got two');
  expect(() => statement('n'.repeat(64), 'own', (kysely) => kysely.selectFrom('locations').select('name'))).toThrow(
    'at most 63 characters',
  );
});
