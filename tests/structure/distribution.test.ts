import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { migrationsFolder } from '../../server/db/migrate.ts';
import type { Db } from '../../server/db/open.ts';
import { allStatements } from '../support/all-statements.ts';
import { testDatabase } from '../support/database.ts';
import { distributionSteps } from '../support/distribution.ts';
import { plainSql, tablesOf } from '../support/sql-text.ts';

interface Step {
  readonly kind: 'DISTRIBUTED' | 'REFERENCE' | 'LOCAL';
  readonly table_name: string;
  readonly step: number;
  readonly beside: string | null;
}

let db: Db;
let steps: Step[] = [];
const kindOf = (table: string) => steps.find(({ table_name }) => table_name === table)?.kind;
const tablesOfKind = (kind: Step['kind']) =>
  steps
    .filter((step) => step.kind === kind)
    .map(({ table_name }) => table_name)
    .sort();

const [view, block] = distributionSteps();

beforeAll(async () => {
  db = await testDatabase();
  steps = await db.transaction(async (tx) => {
    await tx.runOnce('plan', view, []);
    return await tx.runOnce<Step>('plan', 'select * from distribution_plan order by step', []);
  });
});

/** The tables whose row begins with customer_id, and all others, as the row types of server/db say. */
function writtenTables(): { owned: string[]; others: string[] } {
  const folder = fileURLToPath(new URL('../../server/db/', import.meta.url));
  const files = readdirSync(folder).filter((name) => /tables\.ts$/.test(name));
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const ownedRows = new Set(
    [...text.matchAll(/export interface (\w+Row) \{\n(?: {2}(?:\/\*\*|\/\/).*\n)* {2}customer_id: string;/g)].map(
      ([, row]) => row,
    ),
  );
  const tables = [...text.matchAll(/^ {2}([a-z_]+): (\w+Row);$/gm)];
  const named = (isOwned: boolean) =>
    tables.flatMap(([, name, row]) => (name !== undefined && ownedRows.has(row) === isOwned ? [name] : [])).sort();
  return { owned: named(true), others: named(false) };
}

interface ForeignKey {
  readonly name: string;
  readonly table: string;
  readonly target: string;
  readonly columns: string[];
  readonly targetColumns: string[];
}

const foreignKeysOf = `
  select conname as name, conrelid::regclass::text as table, confrelid::regclass::text as target,
    array(select attname::text from unnest(conkey) with ordinality k(n, o) join pg_attribute on attrelid = conrelid and attnum = n order by o) as columns,
    array(select attname::text from unnest(confkey) with ordinality k(n, o) join pg_attribute on attrelid = confrelid and attnum = n order by o) as "targetColumns"
  from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`;

describe('which table goes where on a cluster', () => {
  test('is what the row types say: a row that begins with customer_id is distributed, and nothing else', () => {
    const { owned, others } = writtenTables();
    expect(owned.length).toBeGreaterThan(12);
    expect(tablesOfKind('DISTRIBUTED')).toEqual(owned);
    expect([...tablesOfKind('REFERENCE'), ...tablesOfKind('LOCAL')].sort()).toEqual(others);
  });

  test('small tables that guests’ rows point at are on every node', () => {
    expect(tablesOfKind('REFERENCE')).toEqual(['campaigns', 'locations', 'menu_items']);
  });

  test('follows from the keys alone: a new table falls into its place by itself', async () => {
    const placed = await db
      .transaction(async (tx) => {
        for (const text of [
          'create table regions (region_id text primary key)',
          'alter table locations add column region_id text references regions',
          'create table stamps (customer_id text not null references customers, at timestamptz not null, primary key (customer_id, at))',
          'create table notes_of_ours (note_id text primary key, customer_id text not null)',
          view,
        ])
          await tx.runOnce('plan', text, []);
        const rows = await tx.runOnce<Step>('plan', 'select * from distribution_plan', []);
        throw Object.assign(new Error('undo'), { rows });
      })
      .catch((error: { rows?: Step[] }) => error.rows ?? []);
    const kinds = new Map(placed.map(({ table_name, kind }) => [table_name, kind]));
    expect(kinds.get('regions')).toBe('REFERENCE'); // locations, on every node, point at it
    expect(kinds.get('stamps')).toBe('DISTRIBUTED');
    expect(kinds.get('notes_of_ours')).toBe('LOCAL'); // customer_id is not in its key
    expect(placed.find(({ table_name }) => table_name === 'stamps')?.beside).toBe('customers');
  });
});

describe('the order', () => {
  test('reference tables come first, then customers, beside whom all others are', () => {
    const distributed = steps.filter(({ kind }) => kind === 'DISTRIBUTED');
    const lastReference = Math.max(...steps.filter(({ kind }) => kind === 'REFERENCE').map(({ step }) => step));
    expect(distributed[0]).toMatchObject({ table_name: 'customers', beside: null });
    expect(distributed[0]?.step).toBeGreaterThan(lastReference);
    expect(distributed.slice(1).filter(({ beside }) => beside !== 'customers')).toEqual([]);
  });

  test('no table comes before one that it points at', async () => {
    const at = new Map(steps.map(({ table_name, step }) => [table_name, step]));
    const keys = await db.runOnce<ForeignKey>('keys', foreignKeysOf, []);
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter(({ table, target }) => (at.get(table) ?? 0) < (at.get(target) ?? 0)).map(({ name }) => name)).toEqual([]);
  });
});

describe('what Citus asks of the tables', () => {
  test('every unique index of a distributed table holds customer_id as a plain column', async () => {
    const indexes = await db.runOnce<{ name: string; table: string; columns: string[] }>(
      'indexes',
      `select i.relname as name, t.relname as table,
         array(select attname::text from unnest(x.indkey) k(n) join pg_attribute on attrelid = t.oid and attnum = n) as columns
       from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
       where x.indisunique and t.relnamespace = 'public'::regnamespace`,
      [],
    );
    const distributed = indexes.filter(({ table }) => kindOf(table) === 'DISTRIBUTED');
    expect(distributed.length).toBeGreaterThan(12);
    expect(distributed.filter(({ columns }) => !columns.includes('customer_id')).map(({ name }) => name)).toEqual([]);
  });

  test('foreign keys stay within a customer, or point at what is on every node', async () => {
    const allowed = ({ table, target, columns, targetColumns }: ForeignKey): boolean => {
      const [from, to] = [kindOf(table), kindOf(target)];
      if (from !== 'DISTRIBUTED' || to !== 'DISTRIBUTED') return from === to || (from === 'DISTRIBUTED' && to === 'REFERENCE');
      return columns.some((name, index) => name === 'customer_id' && targetColumns[index] === 'customer_id');
    };
    const keys = await db.runOnce<ForeignKey>('keys', foreignKeysOf, []);
    expect(keys.filter((key) => !allowed(key)).map(({ name }) => name)).toEqual([]);
  });

  test('customer_id has one type and one collation everywhere, so that equal ids lie on one node', async () => {
    const kinds = await db.runOnce<{ kind: string }>(
      'collations',
      `select distinct format_type(a.atttypid, a.atttypmod) || ' ' || a.attcollation::regcollation as kind
       from pg_attribute a join pg_class c on c.oid = a.attrelid
       where a.attname = 'customer_id' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
      [],
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['text "default"']);
  });
});

describe('the script', () => {
  test('says what is missing on a PostgreSQL without Citus, and changes nothing', async () => {
    const failure = db.transaction(async (tx) => {
      await tx.runOnce('plan', view, []);
      await tx.runOnce('distribute', block, []);
    });
    await expect(failure).rejects.toThrow('expected a database with the extension citus, got one without');
  });

  test('names no table: rules decide', () => {
    const said = `${view}\n${block}`.replace(/--.*$/gm, '');
    expect(steps.map(({ table_name }) => table_name).filter((table) => new RegExp(`\\b${table}\\b`).test(said))).toEqual([]);
  });

  test('is no migration', () => {
    expect(readdirSync(migrationsFolder()).filter((name) => name.endsWith('.sql') && !/^\d{4}_/.test(name))).toEqual([]);
  });
});

describe('the script, where functions of the same names stand for those of Citus', () => {
  const citus = [
    'set local allow_system_table_mods to on',
    `insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
     select 90001, 'citus', oid, 'pg_catalog'::regnamespace, false, '13.0' from pg_roles where rolname = current_user`,
    'create temporary table asked (no int generated always as identity, call text)',
    'create temporary table pg_dist_partition (logicalrelid regclass, partmethod "char", partkey text)',
    'create function column_to_column_name(regclass, text) returns text language sql as $f$ select $2 $f$',
    `create function create_reference_table(text) returns void language sql as $f$
       insert into asked (call) values ('reference ' || $1);
       insert into pg_dist_partition values ($1::regclass, 'n', null) $f$`,
    `create function create_distributed_table(table_name text, column_name text, colocate_with text) returns void language sql as $f$
       insert into asked (call) values (table_name || ' by ' || column_name || ' beside ' || colocate_with);
       insert into pg_dist_partition values (table_name::regclass, 'h', column_name) $f$`,
  ];

  /** What was asked of Citus by `work`, in order; nothing of it stays. */
  async function asked(work: (tx: Db) => Promise<void>): Promise<string[]> {
    const calls = await db
      .transaction(async (tx) => {
        for (const text of [...citus, view]) await tx.runOnce('citus', text, []);
        await work(tx);
        throw Object.assign(new Error('undo'), {
          calls: await tx.runOnce<{ call: string }>('citus', 'select call from asked order by no', []),
        });
      })
      .catch((error: { calls?: { call: string }[] }) => {
        if (error.calls === undefined) throw error;
        return error.calls;
      });
    return calls.map(({ call }) => call);
  }

  const planned = () =>
    steps.flatMap(({ kind, table_name, beside }) => {
      if (kind === 'LOCAL') return [];
      if (kind === 'REFERENCE') return [`reference public.${table_name}`];
      return [`public.${table_name} by customer_id beside ${beside === null ? 'none' : `public.${beside}`}`];
    });

  test('carries the plan out in its order, and a second time nothing', async () => {
    const once = await asked(async (tx) => void (await tx.runOnce('distribute', block, [])));
    expect(once).toEqual(planned());
    const twice = await asked(async (tx) => {
      await tx.runOnce('distribute', block, []);
      await tx.runOnce('distribute', block, []);
    });
    expect(twice).toEqual(once);
  });

  test('adds what a migration brought', async () => {
    const calls = await asked(async (tx) => {
      await tx.runOnce('distribute', block, []);
      await tx.runOnce('citus', 'truncate asked', []);
      await tx.runOnce(
        'citus',
        'create table stamps (customer_id text not null references customers, no int, primary key (customer_id, no))',
        [],
      );
      await tx.runOnce('distribute', block, []);
    });
    expect(calls).toEqual(['public.stamps by customer_id beside public.customers']);
  });

  test('stops at a table that somebody has distributed in another way', async () => {
    const failing = asked(async (tx) => {
      await tx.runOnce('citus', "insert into pg_dist_partition values ('visits', 'h', 'visit_id')", []);
      await tx.runOnce('distribute', block, []);
    });
    await expect(failing).rejects.toThrow(
      /expected visits to be distributed by customer_id or not yet, got method h and column visit_id/,
    );
  });
});

describe('what Citus refuses over several nodes, no statement does', () => {
  const overMany = async (what: RegExp): Promise<string[]> => {
    const owned = new Set(tablesOfKind('DISTRIBUTED'));
    return (await allStatements())
      .filter(({ text }) => what.test(plainSql(text())) && tablesOf(plainSql(text()), owned).length > 0)
      .filter(({ text }) => !/\bcustomer_id = \$\d+/.test(plainSql(text())))
      .map(({ name }) => name)
      .sort();
  };

  /** What `ingest/foreign-keys.ts` says only where no catalogue of Citus is. */
  const onOneNode = ['ingest/hold customers'];

  test('rows of many customers are locked by writing them', async () => {
    expect(await overMany(/\bfor (update|no key update|share|key share)\b/)).toEqual(onOneNode);
  });

  test('everybody is counted without grouping sets', async () => {
    expect(await overMany(/\b(grouping sets|rollup|cube)\b/)).toEqual([]);
  });

  test('numbers of transactions come from the coordinator, as values', async () => {
    expect(await overMany(/\bpg_(current_xact_id|current_snapshot|snapshot_xmin|advisory)/)).toEqual([]);
  });

  test('rows are told apart by columns of ours, not by those of a node', async () => {
    expect(await overMany(/\b(?:[a-z_]+\.)?(xmin|xmax|cmin|cmax|ctid|tableoid)\b/)).toEqual([]);
  });

  test('what an import puts together by itself locks no rows by SELECT', () => {
    const folder = fileURLToPath(new URL('../../server/ingest/', import.meta.url));
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    const locking = files.filter((name) =>
      /\bfor (update|no key update|share|key share)\b|\.for(Update|NoKeyUpdate|Share|KeyShare)\(/.test(
        readFileSync(join(folder, name), 'utf8'),
      ),
    );
    expect(locking).toEqual(['foreign-keys.ts']); // see `onOneNode`
  });
});
