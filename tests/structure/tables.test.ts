import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';

/** For each type of PostgreSQL: how its column is written in a row type. */
const written: Readonly<Record<string, string>> = {
  text: 'string',
  'text[]': 'string[]',
  boolean: 'boolean',
  smallint: 'number',
  integer: 'number',
  bigint: 'number',
  'double precision': 'number',
  numeric: 'Decimal',
  date: 'string',
  'timestamp with time zone': 'Date',
  bytea: 'Buffer',
  jsonb: 'JsonDocument',
};

function expected(type: string, required: boolean): string {
  const base = written[type.replace(/\(.*\)/, '')] ?? `unknown: ${type}`;
  if (required) return base;
  return base === 'Decimal' ? 'DecimalOrNull' : `${base} | null`;
}

interface Member {
  readonly name: string;
  readonly type: string;
  readonly loose: boolean;
}

/** The interfaces of a file, by name. */
async function interfacesOf(file: string): Promise<[string, readonly Member[]][]> {
  const path = fileURLToPath(new URL(`../../server/db/${file}`, import.meta.url));
  const source = ts.createSourceFile(path, await readFile(path, 'utf8'), ts.ScriptTarget.Latest, true);
  return source.statements.filter(ts.isInterfaceDeclaration).map((row) => [
    row.name.text,
    row.members.filter(ts.isPropertySignature).map((member) => ({
      name: member.name.getText(source),
      type: member.type?.getText(source) ?? 'none',
      loose: member.questionToken !== undefined,
    })),
  ]);
}

/** The columns of each table as server/db/tables.ts, own-tables.ts, run-tables.ts, bulk-tables.ts and webhook-tables.ts write them down: `table.column` with its type. */
async function writtenColumns(): Promise<string[]> {
  const files = [
    'tables.ts',
    'own-tables.ts',
    'run-tables.ts',
    'bulk-tables.ts',
    'webhook-tables.ts',
    'erasure-tables.ts',
    'audit-tables.ts',
    'saved-query-tables.ts',
  ];
  const members = new Map((await Promise.all(files.map(interfacesOf))).flatMap((found) => [...found]));
  return [...(members.get('Tables') ?? []), ...(members.get('OwnTables') ?? [])].flatMap((table) =>
    (members.get(table.type) ?? []).map(({ name, type, loose }) => `${table.name}.${name}${loose ? '?' : ''}: ${type}`),
  );
}

test('the row types are those of the catalogue: tables, columns, types and what may be null', async () => {
  const db = await testDatabase();
  const catalogue = await db.run<{ table: string; column: string; type: string; required: boolean }>(
    'catalogue',
    `select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type, a.attnotnull as required
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
    [],
  );
  const inDatabase = catalogue.map(({ table, column, type, required }) => `${table}.${column}: ${expected(type, required)}`);
  expect(inDatabase.length).toBeGreaterThan(100);
  expect((await writtenColumns()).sort()).toEqual(inDatabase.sort());
});
