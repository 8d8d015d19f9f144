import { sql } from 'kysely';
import type { Db } from '../../server/db/open.ts';

/**
 * Where in a database a text occurs: every row of every table, those of the job library included, as PostgreSQL writes it out, bytes as
 * hexadecimal digits.
 * @returns `schema.table` with the text that was found.
 */
export async function foundIn(db: Db, markers: readonly string[]): Promise<string[]> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1, 2`.execute(
    db.kysely,
  );
  const forms = markers.flatMap((marker) => [marker, Buffer.from(marker, 'utf8').toString('hex')]);
  const found: string[] = [];
  for (const { schema, name } of tables) {
    const { rows } = await sql<{ marker: string }>`
      select distinct m.marker from ${sql.id(schema, name)} as t, unnest(${forms}::text[]) as m (marker)
      where position(lower(m.marker) in lower(t::text)) > 0`.execute(db.kysely);
    found.push(...rows.map(({ marker }) => `${schema}.${name}: ${marker}`));
  }
  return found;
}
