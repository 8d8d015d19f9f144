import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { type DataKey, normaliseEmail, normalisePhone, type Sealer } from '../db/sealing.ts';
import { statement } from '../db/statement.ts';
import type { CustomerRow } from '../db/tables.ts';
import { holdKeys, type WrappedKey } from '../store/data-keys.ts';
import { type ImportColumn, isSealed, storedName, type TableShape } from './columns.ts';
import { byteText, writeKeys } from './data-keys.ts';
import { emptyMerge, type Merged } from './merge.ts';
import type { Cell, Row } from './row-types.ts';
import { stage } from './staging.ts';

const readKnown = statement('ingest/known customers', 'customer', (kysely, ids: readonly string[]) =>
  kysely.selectFrom('customers').where(sql<boolean>`customer_id = any(${ids}::text[])`).select('customer_id'),
);

const readCustomers = statement('ingest/customers', 'customer', (kysely, ids: readonly string[]) =>
  kysely.selectFrom('customers').where(sql<boolean>`customer_id = any(${ids}::text[])`).selectAll(),
);

/** The columns of `customers` in the order in which they are written. */
function writtenColumns(shape: TableShape): string[] {
  return [...shape.columns.map(storedName), 'email_index', 'phone_index', 'recorded_at'];
}

/** Brings customers with distinct ids into their table; what changes leaves its former version behind. */
export async function mergeCustomers(
  tx: Db,
  shape: TableShape,
  rows: readonly Row[],
  recordedAt: Date,
  trial = false,
): Promise<Merged> {
  const result = { ...emptyMerge, customerIds: [] as string[] };
  // A customer whom another transaction makes meanwhile is met on the second walk, as one on record.
  for (let pending = rows; pending.length > 0; ) {
    // Whoever changes a customer holds the key: what is read behind its lock stays so.
    const keys = await holdKeys(
      tx,
      (await readKnown(tx, sortedIds(pending))).map((row) => row.customer_id),
    );
    const onRecord = new Map((await readCustomers(tx, [...keys.keys()])).map((row) => [row.customer_id, row]));
    const known = pending.filter(({ customerId }) => onRecord.has(customerId));
    const changed = await changeKnown(tx, shape, known, { onRecord, keys }, recordedAt);
    const fresh = pending.filter(({ customerId }) => !onRecord.has(customerId));
    const inserted = await insertNew(tx, shape, fresh, recordedAt);
    result.updated += changed.length;
    result.unchanged += known.length - changed.length;
    result.inserted += inserted.size;
    result.customerIds.push(...changed, ...inserted);
    pending = fresh.filter(({ customerId }) => !inserted.has(customerId));
  }
  if (!trial) await markForScoring(tx, result.customerIds, recordedAt);
  return result;
}

async function insertNew(tx: Db, shape: TableShape, rows: readonly Row[], recordedAt: Date): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const recorded = recordedAt.toISOString();
  const keys = rows.map(({ customerId }) => ({ id: customerId, ...tx.sealer.newDataKey(customerId) }));
  const written = rows.map(({ customerId, cells }, index) => {
    const key = keys[index]?.key;
    const stored = shape.columns.map((column, place) => {
      const cell = cells[place];
      if (column.name === 'created_at') return cell ?? recorded;
      return isSealed(column) && typeof cell === 'string' && key !== undefined
        ? sealed(tx.sealer, key, customerId, column, cell)
        : cell;
    });
    const [email, phone] = ['email', 'phone'].map((name) => cells[shape.columns.findIndex((column) => column.name === name)]);
    return [...stored, emailIndex(tx.sealer, email), phoneIndex(tx.sealer, phone), recorded];
  });
  const columns = writtenColumns(shape);
  const list = sql.join(columns.map((name) => sql.ref(name)));
  const staging = await stage(tx, 'customers', columns, written, '_new');
  const { rows: inserted } = await sql<{ customer_id: string }>`
    insert into customers (${list}) select ${list} from ${sql.table(staging)} order by customer_id
    on conflict (customer_id) do nothing returning customer_id`.execute(tx.kysely);
  const ids = new Set(inserted.map((row) => row.customer_id));
  await sql`delete from ${sql.table(staging)}`.execute(tx.kysely); // a second walk stages again
  await writeKeys(
    tx,
    keys.filter(({ id }) => ids.has(id)),
  );
  return ids;
}

interface Held {
  readonly onRecord: ReadonlyMap<string, Selectable<CustomerRow>>;
  readonly keys: ReadonlyMap<string, WrappedKey>;
}

/** @returns the ids of customers whose row changed. */
async function changeKnown(
  tx: Db,
  shape: TableShape,
  rows: readonly Row[],
  { onRecord, keys }: Held,
  recordedAt: Date,
): Promise<readonly string[]> {
  if (rows.length === 0) return [];
  const changes: { readonly id: string; readonly cells: readonly Cell[] }[] = [];
  for (const { customerId, cells } of rows) {
    const former = onRecord.get(customerId);
    if (former === undefined) continue;
    const wrapped = keys.get(customerId);
    const seals = shape.columns.some((column, at) => isSealed(column) && typeof cells[at] === 'string');
    const key =
      seals && wrapped !== undefined ? tx.sealer.openDataKey(customerId, wrapped.masterKeyId, wrapped.wrappedKey) : undefined;
    const next = changedCells(tx.sealer, key, shape, cells, former);
    // The clock may have been set back; a version never begins before the one that it follows.
    const since = recordedAt > former.recorded_at ? recordedAt : former.recorded_at;
    if (next !== null) changes.push({ id: customerId, cells: [...next, since.toISOString()] });
  }
  if (changes.length === 0) return [];
  const ids = changes.map(({ id }) => id);
  await archive(tx, shape, ids, recordedAt);
  const columns = writtenColumns(shape);
  const assignments = columns.slice(1).map((name) => sql`${sql.ref(name)} = ${changedValue(name)}`);
  const staging = await stage(
    tx,
    'customers',
    columns,
    changes.map(({ cells }) => cells),
    '_changed',
  );
  await sql`
    update customers set ${sql.join(assignments)} from ${sql.table(staging)} as changed
    where customers.customer_id = changed.customer_id`.execute(tx.kysely);
  await sql`delete from ${sql.table(staging)}`.execute(tx.kysely);
  return ids;
}

/** An older event may move `created_at` meanwhile, without the lock: a null keeps what is on record. */
function changedValue(name: string): RawBuilder<unknown> {
  const given = sql.ref(`changed.${name}`);
  return name === 'created_at' ? sql`coalesce(${given}, customers.created_at)` : given;
}

/**
 * Keeps what held until now. What an event alone had made said nothing about the customer, and of two changes at one instant the
 * first never held: neither becomes a version.
 */
async function archive(tx: Db, shape: TableShape, ids: readonly string[], recordedAt: Date): Promise<void> {
  const attributes = shape.columns.map(storedName).filter((name) => name !== 'customer_id' && name !== 'created_at');
  const list = sql.join(['customer_id', 'recorded_at', 'created_at', ...attributes].map((name) => sql.ref(name)));
  await sql`
    insert into customer_versions (${list}) select ${list} from customers
    where customer_id = any(${ids}::text[]) and recorded_at < ${recordedAt}::timestamptz
      and num_nonnulls(${sql.join(attributes.map((name) => sql.ref(name)))}) > 0
    order by customer_id
    on conflict (customer_id, recorded_at) do nothing`.execute(tx.kysely);
}

/** @returns the whole row after the change without its recording time, without `created_at` unless it is given; null: nothing changes. */
function changedCells(
  sealer: Sealer,
  key: DataKey | undefined,
  shape: TableShape,
  cells: readonly Cell[],
  former: Selectable<CustomerRow>,
): Cell[] | null {
  const had: Readonly<Record<string, unknown>> = { ...former };
  const indexes: Record<string, Cell> = { email: byteCell(former.email_index), phone: byteCell(former.phone_index) };
  let changed = false;
  const next = shape.columns.map((column, place) => {
    const before = had[storedName(column)];
    const given = cells[place];
    const kept = before instanceof Buffer ? byteText(before) : textOf(before);
    if (column.name === 'created_at' && typeof given !== 'string') return null; // as it stands
    if (given === undefined || (given === null && kept === null)) return kept;
    if (!isSealed(column)) {
      changed ||= given !== kept;
      return given;
    }
    if (given !== null && key === undefined)
      throw new Error('expected the data key of a customer with a value to seal, got none');
    if (given !== null && key !== undefined) {
      const place = { table: shape.table, column: storedName(column), customerId: former.customer_id };
      if (before instanceof Buffer && sealer.unseal(key, place, before) === given) return kept;
    }
    changed = true;
    if (column.name === 'email') indexes.email = emailIndex(sealer, given);
    if (column.name === 'phone') indexes.phone = phoneIndex(sealer, given);
    return given === null || key === undefined ? null : sealed(sealer, key, former.customer_id, column, given);
  });
  return changed ? [...next, indexes.email, indexes.phone] : null;
}

/** A value on record as a row's cell would hold it. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'boolean' ? (value ? 't' : 'f') : String(value);
}

function sealed(sealer: Sealer, key: DataKey, customerId: string, column: ImportColumn, text: string): string {
  return byteText(sealer.seal(key, { table: 'customers', column: storedName(column), customerId }, text));
}

function byteCell(bytes: Buffer | null): Cell {
  return bytes === null ? null : byteText(bytes);
}

function emailIndex(sealer: Sealer, text: Cell): Cell {
  return typeof text === 'string' ? byteText(sealer.blindIndex('email', normaliseEmail(text))) : null;
}

function phoneIndex(sealer: Sealer, text: Cell): Cell {
  return typeof text === 'string' ? byteText(sealer.blindIndex('phone', normalisePhone(text))) : null;
}

function sortedIds(rows: readonly Row[]): string[] {
  return rows.map(({ customerId }) => customerId).sort();
}

async function markForScoring(tx: Db, ids: readonly string[], recordedAt: Date): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    insert into rescore_marks (customer_id, marked_at) select id, ${recordedAt}::timestamptz from unnest(${[...ids].sort()}::text[]) as given (id)
    on conflict (customer_id) do update set marked_at = excluded.marked_at where rescore_marks.marked_at < excluded.marked_at`.execute(
    tx.kysely,
  );
}
