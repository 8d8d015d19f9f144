import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { TableShape } from './columns.ts';
import { storedColumns } from './row.ts';
import type { Cell } from './row-types.ts';
import { stage } from './staging.ts';

/** What a merge changed. */
export interface Merged {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** The oldest event that population facts rest on and that came, changed or lost its old time; null: none did. */
  readonly oldestEvent: Date | null;
  /** Customers with a row that came or changed. */
  readonly customerIds: readonly string[];
}

export const emptyMerge: Merged = { inserted: 0, updated: 0, unchanged: 0, oldestEvent: null, customerIds: [] };

interface Counts {
  inserted: number;
  updated: number;
  oldestEvent: Date | null;
  customerIds: string[] | null;
}

/**
 * Brings rows with distinct keys into their table, in the order of the key. A cell that is not given keeps what is on record; a row
 * that changes nothing is not written. The customers of changed rows are marked for scoring in the same statement, unless it is a trial.
 */
export async function mergeRows(
  tx: Db,
  shape: TableShape,
  rows: readonly (readonly Cell[])[],
  recordedAt: Date,
  trial = false,
): Promise<Merged> {
  if (rows.length === 0) return emptyMerge;
  const columns = storedColumns(shape);
  const staging = await stage(tx, shape.table, columns, rows);
  const key = sql.join(shape.key.map((name) => sql.ref(name)));
  const rest = columns.filter((name) => !shape.key.includes(name));
  const owned = columns[0] === 'customer_id';
  const { rows: counted } = await sql<Counts>`
    with merged as (
      insert into ${sql.table(shape.table)} as kept (${names(columns)}, recorded_at)
      select ${names(columns, (name) => newValue(shape, name))}, ${recordedAt}::timestamptz from ${sql.table(staging)} order by ${key}
      on conflict (${key}) do update set ${names(rest, (name) => sql`${sql.ref(name)} = ${keptValue(shape, name)}`)}, recorded_at = excluded.recorded_at
      where (${names(rest, (name) => sql.ref(`kept.${name}`))}) is distinct from (${names(rest, (name) => keptValue(shape, name))})
      returning ${names(shape.key, (name) => sql.ref(`kept.${name}`))}, (kept.xmax = 0) as inserted${isMovable(shape) ? sql`, kept.${sql.ref(shape.eventTime)} as event_at` : sql``}
    )${owned && !trial ? marks(recordedAt) : sql``}
    select (count(*) filter (where inserted))::int as inserted, (count(*) filter (where not inserted))::int as updated,
      ${oldestEvent(shape)} as "oldestEvent",
      ${owned ? sql`array_agg(distinct customer_id)` : sql`null::text[]`} as "customerIds"
    from merged`.execute(tx.kysely);
  const [counts] = counted;
  if (counts === undefined) throw new Error(`expected the merge of ${shape.table} to answer a row, got none`);
  const unchanged = rows.length - counts.inserted - counts.updated;
  return { ...counts, unchanged, customerIds: counts.customerIds ?? [] };
}

function names(
  list: readonly string[],
  render: (name: string) => RawBuilder<unknown> = (name) => sql.ref(name),
): RawBuilder<unknown> {
  return sql.join(list.map(render));
}

/** A location, menu item or campaign without a name is called by its id until a name is given. */
function namedById(shape: TableShape, name: string): boolean {
  return name === 'name' && shape.eventTime === null && shape.key[0] !== 'customer_id';
}

function newValue(shape: TableShape, name: string): RawBuilder<unknown> {
  return namedById(shape, name) ? sql`coalesce(name, ${names(shape.key)})` : sql.ref(name);
}

/** What a row on record holds afterwards: what was given, else what it had. */
function keptValue(shape: TableShape, name: string): RawBuilder<unknown> {
  const [given, had] = [sql.ref(`excluded.${name}`), sql.ref(`kept.${name}`)];
  if (!namedById(shape, name)) return sql`coalesce(${given}, ${had})`;
  return sql`case when ${given} = ${sql.ref(`excluded.${shape.key[0]}`)} then ${had} else ${given} end`;
}

/**
 * Marks that are there keep their instant, and are locked by that: a scoring run that takes a mark away waits for this transaction and
 * then reads its events.
 */
function marks(recordedAt: Date): RawBuilder<unknown> {
  return sql`, marked as (
      insert into rescore_marks (customer_id, marked_at)
      select distinct customer_id, ${recordedAt}::timestamptz from merged order by customer_id
      on conflict (customer_id) do update set marked_at = rescore_marks.marked_at
    )`;
}

/** Events that population facts rest on and whose time may change, not being part of their key. */
function isMovable(shape: TableShape): shape is TableShape & { readonly eventTime: string } {
  return shape.table === 'visits' || shape.table === 'loyalty_transactions' || shape.table === 'feedback';
}

/** Inside of the one statement a table still shows its rows as they were, so an event that moved counts from its older time. */
function oldestEvent(shape: TableShape): RawBuilder<unknown> {
  if (isMovable(shape)) {
    const former = (name: string) => sql.ref(`${shape.table}.${name}`);
    const same = sql.join(
      shape.key.map((name) => sql`${former(name)} = ${sql.ref(`merged.${name}`)}`),
      sql` and `,
    );
    return sql`least(min(event_at), (select min(${former(shape.eventTime)}) from ${sql.table(shape.table)}, merged where not merged.inserted and ${same}))`;
  }
  if (shape.table === 'campaign_sends') return sql`min(sent_at)`;
  return shape.table === 'visit_items'
    ? sql`(select min(visits.visited_at) from visits, merged where visits.customer_id = merged.customer_id and visits.visit_id = merged.visit_id)`
    : sql`null::timestamptz`;
}
