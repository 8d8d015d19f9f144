import type { Db } from '../../server/db/open.ts';

interface Definition {
  readonly table: string;
  readonly name: string;
  /** p: primary key, f: foreign key, i: an index of its own. */
  readonly kind: 'p' | 'f' | 'i';
  readonly definition: string;
}

const definitionsOf = `
  select conrelid::regclass::text as table, conname as name, contype::text as kind, pg_get_constraintdef(oid) as definition
  from pg_constraint
  where (contype = 'f' and (conrelid::regclass::text = any($1) or confrelid::regclass::text = any($1)))
    or (contype = 'p' and conrelid::regclass::text = any($1))
  union all
  select tablename, indexname, 'i', indexdef from pg_indexes
  where tablename = any($1) and not exists (select from pg_constraint where conname = indexname)`;

/** Memory of the sorts that make an index, and of those that put rows in order. */
const memory = ["set local maintenance_work_mem = '1GB'", "set local work_mem = '512MB'"];

/**
 * Lets `fill` write into tables that have neither indexes nor keys, and makes these again: millions of rows in the order of time would
 * touch a page of each index anew, and ask for each row whether its guest is there.
 */
export async function fillBare(db: Db, tables: readonly string[], fill: (tx: Db) => Promise<void>): Promise<void> {
  await db.transaction(async (tx) => {
    const run = (text: string) => tx.runOnce('bench', text, []);
    for (const text of memory) await run(text);
    const all = await tx.runOnce<Definition>('bench', definitionsOf, [tables]);
    const of = (kind: Definition['kind']) => all.filter((definition) => definition.kind === kind);
    for (const { table, name } of [...of('f'), ...of('p')]) await run(`alter table ${table} drop constraint ${name}`);
    for (const { name } of of('i')) await run(`drop index ${name}`);
    await fill(tx);
    for (const { table, name, definition } of of('p')) await run(`alter table ${table} add constraint ${name} ${definition}`);
    for (const { definition } of of('i')) await run(definition);
    for (const { table, name, definition } of of('f')) await run(`alter table ${table} add constraint ${name} ${definition}`);
  });
}
