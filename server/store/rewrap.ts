/** Data keys under a new master key, in batches: whoever reads meanwhile opens them under either. */
import { sql } from 'kysely';
import { indexKeyNote } from '../db/master-key.ts';
import type { Db } from '../db/open.ts';
import { statement, written } from '../db/statement.ts';
import { holdKeys, unlessErased } from './data-keys.ts';
import { note } from './installation.ts';

/** Tables with wrapped keys: the column of the owner, and whom the key was made for. */
const wrappedTables = [
  { table: 'customer_keys', owner: 'customer_id', kind: 'population', nameOf: (id: string) => id },
  { table: 'imports', owner: 'import_id', kind: 'own', nameOf: (id: string) => `import ${id}` },
  { table: 'bulk_exports', owner: 'export_id', kind: 'own', nameOf: (id: string) => `bulk export ${id}` },
  { table: 'webhooks', owner: 'webhook_id', kind: 'own', nameOf: (id: string) => `webhook ${id}` },
] as const;

interface Wrapped {
  readonly id: string;
  readonly by: string;
  readonly wrapped: Buffer;
}

const rewrappers = wrappedTables.map(({ table, owner, kind, nameOf }) => ({
  table,
  nameOf,
  next: statement(`rewrap/${table}`, kind, (kysely, masterKeyId: string) =>
    written<Wrapped>(
      kysely,
      sql`select ${sql.ref(owner)} as id, master_key_id as by, wrapped_key as wrapped from ${sql.table(table)}
        where master_key_id <> ${masterKeyId}::text and wrapped_key is not null order by ${sql.ref(owner)} limit 500`,
    ),
  ),
  write: statement(
    `rewrap/${table} write`,
    kind,
    (kysely, ids: readonly string[], former: readonly Buffer[], keys: readonly Buffer[], masterKeyId: string) =>
      written<{ id: string }>(
        kysely,
        sql`update ${sql.table(table)} as kept set wrapped_key = given.wrapped, master_key_id = ${masterKeyId}::text
        from unnest(${ids}::text[], ${former}::bytea[], ${keys}::bytea[]) as given (id, former, wrapped)
        where kept.${sql.ref(owner)} = given.id and kept.wrapped_key = given.former returning kept.${sql.ref(owner)} as id`,
      ),
  ),
}));

/**
 * Wraps every key anew under the present master key. It may be broken off anywhere and begun again; when it is done, the installation
 * belongs to the present key, and none is left under another one.
 * @returns how many keys, by table.
 */
export async function rewrapKeys(db: Db, now: number): Promise<Record<string, number>> {
  const { masterKeyId } = db.sealer;
  const counts: Record<string, number> = {};
  for (const { table, nameOf, next, write } of rewrappers) {
    counts[table] = 0;
    for (let found = -1; found !== 0; ) {
      const done = await db.transaction(async (tx) => {
        const rows = await next(tx, masterKeyId);
        found = rows.length;
        if (found === 0) return 0;
        const ids = rows.map(({ id }) => id);
        if (table === 'customer_keys') await unlessErased(tx, (inner) => holdKeys(inner, ids)); // in the order of imports
        const keys = rows.map(({ id, by, wrapped }) => db.sealer.rewrap(nameOf(id), by, wrapped).wrappedKey);
        // A key that changed or went meanwhile is left to the next batch.
        const former = rows.map(({ wrapped }) => wrapped);
        return (await write(tx, ids, former, keys, masterKeyId)).length;
      });
      counts[table] += done;
    }
  }
  await db.transaction(async (tx) => {
    await note(tx, 'index_key', indexKeyNote(tx.sealer.wrapIndexKey()), now);
    await note(tx, 'encryption_key_id', masterKeyId, now);
  });
  return counts;
}
