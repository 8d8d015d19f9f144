/**
 * Foreign keys of rows that are copied into their table, checked and locked for all of them at once. PostgreSQL checks them row by row,
 * which is two fifths of what a visit costs it.
 */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { type StatementKind, statement } from '../db/statement.ts';

/** A row that is referred to is not on record: the database's code for it. */
const notOnRecord = '23503';

/** A foreign key of one column. */
interface ForeignKey {
  readonly column: string;
  readonly target: string;
}

/**
 * The foreign keys of a table; none: PostgreSQL has to check its rows itself. So it is on a cluster, for a role that may not set the
 * parameter, and for a table with a trigger of somebody's own or a key of several columns, which we would pass over.
 */
const keysOf = statement('ingest/foreign keys', 'own', (kysely, table: string) =>
  kysely
    .selectFrom(
      sql<ForeignKey>`(
        select attname::text as column, confrelid::regclass::text as target
        from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
        where conrelid = ${table}::regclass and contype = 'f')`.as('keys'),
    )
    .where(
      sql<boolean>`to_regclass('pg_dist_partition') is null
        and current_setting('session_replication_role') = 'origin'
        and has_parameter_privilege('session_replication_role', 'SET')
        and not exists (select from pg_constraint where conrelid = ${table}::regclass and contype = 'f' and cardinality(conkey) > 1)
        and not exists (select from pg_rewrite where ev_class = ${table}::regclass)
        and not exists (
          select from pg_trigger left join pg_constraint on pg_constraint.oid = tgconstraint
          where tgrelid = ${table}::regclass and contype is distinct from 'f')`,
    )
    .select(['keys.column', 'keys.target']),
);

/** Keeps rows from being deleted until the end of the transaction, as PostgreSQL's own check does. @returns a statement that counts them. */
function holding(table: 'customers' | 'locations' | 'campaigns', kind: StatementKind, key: string) {
  const id = sql.ref(key);
  return statement(`ingest/hold ${table}`, kind, (kysely, ids: readonly string[]) =>
    kysely
      .selectFrom(
        sql`(select ${id} from ${sql.table(table)} where ${id} = any(${ids}::text[]) order by ${id} for key share)`.as('held'),
      )
      .select(sql<number>`count(*)::int`.as('count')),
  );
}

const held = {
  customers: holding('customers', 'customer', 'customer_id'),
  locations: holding('locations', 'own', 'location_id'),
  campaigns: holding('campaigns', 'own', 'campaign_id'),
} as const;

const checkedBy = statement('ingest/who checks', 'own', (kysely, role: string) =>
  kysely.selectNoFrom(sql<string>`set_config('session_replication_role', ${role}::text, true)`.as('role')),
);

/**
 * Does `copy`, whose rows refer to what `idsOf` answers for a column.
 * @throws the database's 23503 when one is not on record: the transaction is void.
 */
export async function withKeysHeld(
  tx: Db,
  table: string,
  idsOf: (column: string) => readonly string[],
  copy: () => Promise<void>,
): Promise<void> {
  const keys = await keysOf(tx, table);
  const known = keys.flatMap(({ column, target }) => (isHeld(target) ? [{ column, target }] : []));
  if (keys.length === 0 || known.length < keys.length) return await copy();
  for (const { column, target } of known) await hold(tx, target, idsOf(column));
  await checkedBy(tx, 'replica');
  await copy();
  await checkedBy(tx, 'origin');
}

function isHeld(target: string): target is keyof typeof held {
  return target in held;
}

async function hold(tx: Db, target: keyof typeof held, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const [found] = await held[target](tx, ids);
  if (found?.count === ids.length) return;
  const message = `expected ${ids.length} rows of ${target} that new rows refer to, got ${found?.count ?? 0}: one was removed meanwhile; import the rows again`;
  throw Object.assign(new Error(message), { code: notOnRecord });
}
