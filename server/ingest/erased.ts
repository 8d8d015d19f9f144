/** Rows about erased customers stay out, whichever way they come: a keyed hash of their id, e-mail address or telephone number is kept. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { anyTombstones, type TombstoneKind, tombstoneHash, tombstonesAmong } from '../store/tombstones.ts';
import type { TableShape } from './columns.ts';
import type { Row, RowFault } from './row-types.ts';

const contactsOf = statement('ingest/contacts on record', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('customers')
    .where(sql<boolean>`customer_id = any(${ids}::text[])`)
    .select(['customer_id', 'email_index', 'phone_index']),
);

const refusals: Readonly<Record<TombstoneKind, RowFault>> = {
  CUSTOMER: {
    column: 'customer_id',
    reason: 'expected a customer who may be kept, got one who was erased: leave the row out',
    withheld: true,
  },
  EMAIL: {
    column: 'email',
    reason: 'expected an address that may be kept, got that of a customer who was erased: leave the row out',
    withheld: true,
  },
  PHONE: {
    column: 'phone',
    reason: 'expected a telephone number that may be kept, got that of a customer who was erased: leave the row out',
    withheld: true,
  },
};

/** What says who a row is about: the id, and of customers the contacts. */
function identifying(shape: TableShape): readonly (readonly [TombstoneKind, number])[] {
  const place = (name: string) => shape.columns.findIndex((column) => column.name === name);
  const all: readonly (readonly [TombstoneKind, number])[] = [
    ['CUSTOMER', place('customer_id')],
    ['EMAIL', shape.table === 'customers' ? place('email') : -1],
    ['PHONE', shape.table === 'customers' ? place('phone') : -1],
  ];
  return all.filter(([, at]) => at >= 0);
}

/**
 * Which rows are about an erased customer, and why they are refused. A contact that a customer on record has had all along, such as a
 * family's telephone number, may stay with that one.
 */
export async function erasedAmong(tx: Db, shape: TableShape, rows: readonly Row[]): Promise<ReadonlyMap<Row, RowFault>> {
  const parts = identifying(shape);
  if (parts.length === 0 || rows.length === 0 || !(await anyTombstones(tx))) return new Map();
  const hashes = new Map<string, string>();
  const bytes: Buffer[] = [];
  const named = rows.flatMap((row) =>
    parts.flatMap(([kind, at]) => {
      const text = row.cells[at];
      if (typeof text !== 'string') return [];
      const key = `${kind} ${text}`;
      if (!hashes.has(key)) {
        const hash = tombstoneHash(tx.sealer, kind, text);
        bytes.push(hash);
        hashes.set(key, hash.toString('hex'));
      }
      return [{ row, kind, hash: hashes.get(key) ?? '' }];
    }),
  );
  const stones = await tombstonesAmong(tx, bytes);
  const hits = named.filter(({ hash }) => stones.has(hash));
  if (hits.length === 0) return new Map();
  const had = await contactsOnRecord(
    tx,
    hits.filter(({ kind }) => kind !== 'CUSTOMER').map(({ row }) => row.customerId),
  );
  const refused = hits.filter(({ row, kind, hash }) => kind === 'CUSTOMER' || !had.get(row.customerId)?.includes(hash));
  return new Map(refused.reverse().map(({ row, kind }) => [row, refusals[kind]]));
}

async function contactsOnRecord(tx: Db, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await contactsOf(tx, [...new Set(ids)]);
  return new Map(
    rows.map((row) => [
      row.customer_id,
      [row.email_index, row.phone_index].flatMap((index) => (index === null ? [] : [index.toString('hex')])),
    ]),
  );
}

/** Somebody was erased while the rows were merged: the next try refuses them. */
export async function assertNobodyErased(tx: Db, shape: TableShape, rows: readonly Row[]): Promise<void> {
  const erased = await erasedAmong(tx, shape, rows);
  if ([...erased.values()].some(({ column }) => column === 'customer_id'))
    throw Object.assign(new Error('a customer of these rows was erased meanwhile; try again'), { code: '40P01' });
}
