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

export interface MergeOptions {
  readonly recordedAt: Date;
  /** Leaves no mark for scoring. */
  readonly trial: boolean;
  /** Whether `customerIds` is wanted: else it is empty. */
  readonly naming: boolean;
}

/**
 * Brings rows with distinct keys into their table, in the order of the key. A cell that is not given keeps what is on record; a row
 * that changes nothing is neither written nor locked. The customers of changed rows are marked for scoring in the same statement.
 */
export async function mergeRows(
  tx: Db,
  shape: TableShape,
  rows: readonly (readonly Cell[])[],
  { recordedAt, trial, naming }: MergeOptions,
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
      select ${names(columns, (name) => newValue(shape, name))}, ${recordedAt}::timestamptz from ${sql.table(staging)} as given
      where ${isNews(shape, rest)} order by ${key}
      on conflict (${key}) do update set ${names(rest, (name) => sql`${sql.ref(name)} = ${keptValue(shape, name)}`)}, recorded_at = excluded.recorded_at
      where (${names(rest, (name) => sql.ref(`kept.${name}`))}) is distinct from (${names(rest, (name) => keptValue(shape, name))})
      returning ${names(shape.key, (name) => sql.ref(`kept.${name}`))}, (kept.xmax = 0) as inserted${isMovable(shape) ? sql`, kept.${sql.ref(shape.eventTime)} as event_at` : sql``}
    )${owned && !trial ? marks(recordedAt) : sql``}
    select (count(*) filter (where inserted))::int as inserted, (count(*) filter (where not inserted))::int as updated,
      ${oldestEvent(shape)} as "oldestEvent",
      ${owned && naming ? sql`array_agg(distinct customer_id)` : sql`null::text[]`} as "customerIds"
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
  const given = sql.ref(`given.${name}`);
  return namedById(shape, name) ? sql`coalesce(${given}, ${sql.ref(`given.${shape.key[0]}`)})` : given;
}

/** What a row on record holds afterwards: what was given, else what it had. */
function keptValue(shape: TableShape, name: string): RawBuilder<unknown> {
  return heldAfter(shape, name, sql.ref(`excluded.${name}`), sql.ref(`excluded.${shape.key[0]}`));
}

function heldAfter(shape: TableShape, name: string, given: RawBuilder<unknown>, id: RawBuilder<unknown>): RawBuilder<unknown> {
  const had = sql.ref(`kept.${name}`);
  return namedById(shape, name) ? sql`case when ${given} = ${id} then ${had} else ${given} end` : sql`coalesce(${given}, ${had})`;
}

/**
 * Whether a staged row says what is not on record. Asked before the insert, because a conflict locks its row even when nothing changes;
 * as a subquery of one row, which no plan turns into a walk through the whole table.
 */
function isNews(shape: TableShape, rest: readonly string[]): RawBuilder<unknown> {
  const same = sql.join(
    shape.key.map((name) => sql`${sql.ref(`kept.${name}`)} = ${sql.ref(`given.${name}`)}`),
    sql` and `,
  );
  const after = (name: string) => heldAfter(shape, name, newValue(shape, name), sql.ref(`given.${shape.key[0]}`));
  return sql`(select true from ${sql.table(shape.table)} as kept where ${same}
        and (${names(rest, (name) => sql.ref(`kept.${name}`))}) is not distinct from (${names(rest, after)}) limit 1) is null`;
}

/**
 * Marks that are there stay as they are, and are locked (also where the condition of the update does not hold): a scoring run that
 * takes a mark away waits for this transaction and then reads its events.
 */
const lockMarks = sql`on conflict (customer_id) do update set marked_at = excluded.marked_at where false`;

function marks(recordedAt: Date): RawBuilder<unknown> {
  return sql`, marked as (
      insert into rescore_marks (customer_id, marked_at)
      select distinct customer_id, ${recordedAt}::timestamptz from merged order by customer_id
      ${lockMarks}
    )`;
}

/** Marks customers for scoring who have new events. */
export async function markCustomers(tx: Db, sortedIds: readonly string[], recordedAt: Date): Promise<void> {
  await sql`
    insert into rescore_marks (customer_id, marked_at)
    select id, ${recordedAt}::timestamptz from unnest(${sortedIds}::text[]) as given (id)
    ${lockMarks}`.execute(tx.kysely);
}

/** Events with a time of their own that population facts rest on. */
export function isRestedOn(shape: TableShape): boolean {
  return isMovable(shape) || shape.table === 'campaign_sends';
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
    return sql`least(min(event_at), (select min(was.at) from merged,
      lateral (select ${former(shape.eventTime)} as at from ${sql.table(shape.table)} where ${same} limit 1) as was where not merged.inserted))`;
  }
  if (shape.table === 'campaign_sends') return sql`min(sent_at)`;
  return shape.table === 'visit_items'
    ? sql`(select min(visits.visited_at) from visits, merged where visits.customer_id = merged.customer_id and visits.visit_id = merged.visit_id)`
    : sql`null::timestamptz`;
}
