import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { migrationsFolder } from '../../server/db/migrate.ts';
import { type StatementText, statements } from '../../server/db/statement.ts';
import { allStatements } from '../support/all-statements.ts';
import { testDatabase } from '../support/database.ts';
import { conflictIsFickle, namesCustomer, plainSql, tablesOf, unmergeable } from '../support/sql-text.ts';

interface Column {
  table: string;
  column: string;
  type: string;
  required: boolean;
  identity: boolean;
}
interface Index {
  table: string;
  name: string;
  columns: string[];
  unique: boolean;
  primary: boolean;
  constrained: boolean;
}
interface ForeignKey {
  name: string;
  table: string;
  target: string;
  columns: string[];
  targetColumns: string[];
  onDelete: string;
  onUpdate: string;
}

let columns: Column[] = [];
let indexes: Index[] = [];
let foreignKeys: ForeignKey[] = [];
let forbidden: string[] = [];
let tables = new Set<string>();
let owned = new Set<string>();

const columnsOf = `
  select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
    a.attidentity <> '' or a.attgenerated <> '' as identity
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname, a.attnum`;
const indexesOf = `
  select t.relname as table, i.relname as name, x.indisunique as unique, x.indisprimary as primary,
    exists (select from pg_constraint where conindid = x.indexrelid and contype in ('p', 'u', 'x')) as constrained,
    array(select pg_get_indexdef(x.indexrelid, n, true) from generate_series(1, x.indnkeyatts) n order by n) as columns
  from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
  where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')`;
const foreignKeysOf = `
  select conname as name, conrelid::regclass::text as table, confrelid::regclass::text as target, confdeltype as "onDelete", confupdtype as "onUpdate",
    array(select attname::text from unnest(conkey) with ordinality k(n, o) join pg_attribute on attrelid = conrelid and attnum = n order by o) as columns,
    array(select attname::text from unnest(confkey) with ordinality k(n, o) join pg_attribute on attrelid = confrelid and attnum = n order by o) as "targetColumns"
  from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`;
const forbiddenOf = `
  select 'trigger ' || tgname as what from pg_trigger where not tgisinternal
  union all select 'sequence ' || relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace
  union all select 'type ' || typname from pg_type where typtype in ('e', 'd') and typnamespace = 'public'::regnamespace
  union all select 'function ' || proname from pg_proc where pronamespace = 'public'::regnamespace
  union all select 'rule ' || rulename from pg_rules where schemaname = 'public'`;

beforeAll(async () => {
  const db = await testDatabase();
  columns = await db.run<Column>('columns', columnsOf, []);
  indexes = await db.run<Index>('indexes', indexesOf, []);
  foreignKeys = await db.run<ForeignKey>('foreign_keys', foreignKeysOf, []);
  forbidden = (await db.run<{ what: string }>('forbidden', forbiddenOf, [])).map(({ what }) => what);
  tables = new Set(columns.map(({ table }) => table));
  owned = new Set(columns.filter(({ column }) => column === 'customer_id').map(({ table }) => table));
  await allStatements();
});

describe('tables', () => {
  test('there are tables to look at', () => {
    expect(owned.size).toBeGreaterThan(10);
    expect(owned).toContain('visits');
  });

  test('every table has a primary key', () => {
    const keyed = new Set(indexes.filter(({ primary }) => primary).map(({ table }) => table));
    expect([...tables].filter((table) => !keyed.has(table))).toEqual([]);
  });

  test('customer_id is required text and comes first in the key of its table', () => {
    const wrong = columns.filter(({ column, type, required }) => column === 'customer_id' && !(type === 'text' && required));
    const late = indexes.filter(({ table, primary, columns: key }) => owned.has(table) && primary && key[0] !== 'customer_id');
    expect([...wrong, ...late].map(({ table }) => table)).toEqual([]);
  });

  test('no unique index of a customer-owned table goes without customer_id', () => {
    const wrong = indexes.filter(({ table, unique, columns: key }) => owned.has(table) && unique && !key.includes('customer_id'));
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('there are no triggers, sequences, identities, functions, rules, enums and domains', () => {
    const identities = columns.filter(({ identity }) => identity).map(({ table, column }) => `identity ${table}.${column}`);
    expect([...forbidden, ...identities]).toEqual([]);
  });

  test('foreign keys only cascade or refuse', () => {
    const wrong = foreignKeys.filter(({ onDelete, onUpdate }) => !['c', 'a'].includes(onDelete) || onUpdate !== 'a');
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('foreign keys between customer-owned tables carry customer_id, others point only at small reference tables', () => {
    const reference = new Set(['locations', 'menu_items', 'campaigns']);
    const allowed = ({ table, target, columns: from, targetColumns: to }: ForeignKey) =>
      owned.has(target)
        ? owned.has(table) && from.some((name, n) => name === 'customer_id' && to[n] === 'customer_id')
        : reference.has(target);
    expect(foreignKeys.filter((key) => !allowed(key)).map(({ name }) => name)).toEqual([]);
  });

  test('every index of its own has a line above it in the migration that names its reader', async () => {
    const texts = await Promise.all(
      (await readdir(migrationsFolder()))
        .filter((name) => name.endsWith('.sql'))
        .sort()
        .map((name) => readFile(join(migrationsFolder(), name), 'utf8')),
    );
    const lines = texts.join('\n').split('\n');
    const explained = (name: string): boolean => {
      let at = lines.findIndex(
        (line) => line.startsWith(`create index ${name} on `) || line.startsWith(`create unique index ${name} on `),
      );
      if (at < 0) return false;
      while (/^create (unique )?index /.test(lines[at] ?? '')) at -= 1; // one comment may stand above a group
      return /^-- \S+.*: \S+|^-- \S+\.ts\b/.test(lines[at] ?? '');
    };
    const own = indexes.filter(({ constrained }) => !constrained);
    expect(own.length).toBeGreaterThan(5);
    expect(own.filter(({ name }) => !explained(name)).map(({ name }) => name)).toEqual([]);
  });
});

describe('statements', () => {
  const failing = (kind: StatementText['kind'] | null, wrong: (plain: string) => readonly string[]) =>
    statements
      .filter((candidate) => kind === null || candidate.kind === kind)
      .flatMap(({ name, text }) => wrong(plainSql(text())).map((fault) => `${name}: ${fault}`));
  const uses = (plain: string) => tablesOf(plain, owned);

  test('there are statements of every kind to look at', () => {
    expect(new Set(statements.map(({ kind }) => kind))).toEqual(new Set(['customer', 'population', 'own']));
  });

  test('a customer statement names customer_id on each customer-owned table that it touches', () => {
    expect(failing('customer', (plain) => uses(plain).flatMap((use) => (namesCustomer(plain, use) ? [] : [use.table])))).toEqual(
      [],
    );
  });

  test('a customer statement touches a customer-owned table', () => {
    expect(failing('customer', (plain) => (uses(plain).length === 0 ? ['none'] : []))).toEqual([]);
  });

  test('a statement of our own tables touches no customer-owned one', () => {
    expect(failing('own', (plain) => uses(plain).map(({ table }) => table))).toEqual([]);
  });

  test('a population statement uses mergeable aggregates only', () => {
    expect(failing('population', unmergeable)).toEqual([]);
  });

  test('what a conflict writes depends neither on the moment nor on chance', () => {
    expect(failing(null, (plain) => (conflictIsFickle(plain) ? ['now() or random() after DO UPDATE'] : []))).toEqual([]);
  });

  test('PostgreSQL understands every statement', async () => {
    const db = await testDatabase();
    const faults: string[] = [];
    for (const { name, text } of statements) {
      await db
        .transaction(async (tx) => {
          for (const [table, staging] of [
            ['current_scores', 'current_scores'],
            ['current_scores', 'current_scores_merged'],
            ['score_history', 'score_history'],
          ])
            await sql
              .raw(`create temporary table staging_${staging} on commit drop as select * from ${table} with no data`)
              .execute(tx.kysely);
          await sql.raw(`prepare candidate as ${text()}`).execute(tx.kysely);
          await sql.raw('deallocate candidate').execute(tx.kysely);
        })
        .catch((error: Error) => faults.push(`${name}: ${error.message}`));
    }
    expect(faults).toEqual([]);
  });
});

describe('the reader of statements', () => {
  const ownedHere = new Set(['visits', 'customers']);
  const missed = (text: string) => tablesOf(plainSql(text), ownedHere).filter((use) => !namesCustomer(plainSql(text), use));

  test.each([
    'select * from visits where customer_id = any($1)',
    'select * from "visits" as "v" where "v"."customer_id" = $1',
    'select * from visits v join customers c on c.customer_id = v.customer_id where v.customer_id = any($1)',
    'select * from visits join customers using (customer_id) where customers.customer_id = $1',
    'insert into visits (customer_id, visit_id) select $1, $2',
    'delete from visits where (customer_id, visit_id) in (select $1, $2)',
  ])('it accepts %s', (text) => expect(missed(text)).toEqual([]));

  test.each([
    ['select * from visits', 'visits'],
    ['select * from visits v join customers c on c.name = v.channel where c.customer_id = $1', 'visits'],
    ['update visits set customer_id_2 = $1', 'visits'],
    ['select name, city from visits, (select 1 as customer_id) x', 'visits'],
    ['insert into visits (visit_id) select $1', 'visits'],
    ["select * from visits where channel = 'customer_id = 1'", 'visits'],
  ])('it refuses %s', (text, table) => expect(missed(text).map((use) => use.table)).toEqual([table]));

  test('it takes the columns of an alias for no tables', () => {
    const text = 'select e.visits from unnest($1::text[], $2::text[]) as e(customers, visits)';
    expect(tablesOf(plainSql(text), ownedHere)).toEqual([]);
  });

  test('it sees ranks over everybody, but not those within a customer', () => {
    expect(unmergeable(plainSql('select percentile_cont(0.5) within group (order by x) from visits'))).toEqual([
      'percentile_cont',
    ]);
    expect(unmergeable(plainSql('select rank() over (order by x) from visits'))).toEqual(['rank']);
    expect(unmergeable(plainSql('select rank() over (partition by v.customer_id order by x) from visits v'))).toEqual([]);
  });

  test('it sees any other window over everybody, named ones too, but not those within a customer', () => {
    expect(unmergeable(plainSql('select row_number() over (order by x) from visits'))).toEqual(['over']);
    expect(unmergeable(plainSql('select sum(x) over () from visits'))).toEqual(['over']);
    expect(unmergeable(plainSql('select lag(x) over w from visits window w as (order by x)'))).toEqual(['over']);
    expect(unmergeable(plainSql('select lag(x) over (partition by customer_id order by x) from visits'))).toEqual([]);
    expect(unmergeable(plainSql('select sum(x), count(*) from visits'))).toEqual([]);
  });

  test('it sees the clock after DO UPDATE only', () => {
    expect(conflictIsFickle(plainSql('insert into a values (now()) on conflict (b) do update set c = excluded.c'))).toBe(false);
    expect(conflictIsFickle(plainSql('insert into a values (1) on conflict (b) do update set c = now()'))).toBe(true);
  });
});
