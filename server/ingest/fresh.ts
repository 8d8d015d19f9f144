/** Rows that nobody knows yet, the usual case of a first import: they are copied straight into their table. */
import type { Db } from '../db/open.ts';
import { copyRows } from '../db/staging.ts';
import { storedName, type TableShape } from './columns.ts';
import { withKeysHeld } from './foreign-keys.ts';
import { emptyMerge, isRestedOn, type Merged, type MergeOptions, markCustomers } from './merge.ts';
import { storedColumns } from './row.ts';
import type { Row } from './row-types.ts';

/** The database's code for a row whose key is on record already. */
export const keyOnRecord = '23505';

/** Whether new rows of a table can be copied: what follows from them stands in them. */
export function isCopied({ event, table }: TableShape): boolean {
  return event && table !== 'visit_items'; // when an item was eaten only its visit says
}

/**
 * Inserts rows with distinct keys, in the order of the key, and marks their customers for scoring.
 * @throws the database's 23505 when one is on record after all: the transaction is void, and `mergeRows` is the way.
 */
export async function copyFresh(
  tx: Db,
  shape: TableShape,
  rows: readonly Row[],
  { recordedAt, trial, naming }: MergeOptions,
): Promise<Merged> {
  if (rows.length === 0) return emptyMerge;
  const sorted = inOrder(shape, rows);
  const cells = sorted.map((row) => row.cells);
  await withKeysHeld(
    tx,
    shape.table,
    (column) => namedIn(shape, sorted, column),
    () => copyRows(tx, shape.table, storedColumns(shape), cells, { recorded_at: recordedAt.toISOString() }),
  );
  let oldest: number | null = null;
  const customers: string[] = [];
  for (const { customerId, at } of sorted) {
    if (customers.at(-1) !== customerId) customers.push(customerId);
    if (at !== null && (oldest === null || at < oldest)) oldest = at;
  }
  if (!trial) await markCustomers(tx, customers, recordedAt);
  const oldestEvent = oldest !== null && isRestedOn(shape) ? new Date(oldest) : null;
  return { inserted: rows.length, updated: 0, unchanged: 0, oldestEvent, customerIds: naming ? customers : [] };
}

function inOrder({ columns, key }: TableShape, rows: readonly Row[]): Row[] {
  const places = key.map((name) => columns.findIndex((column) => column.name === name));
  return [...rows].sort((left, right) => {
    for (const place of places) {
      const [one, other] = [left.cells[place] ?? '', right.cells[place] ?? ''];
      if (one !== other) return one < other ? -1 : 1;
    }
    return 0;
  });
}

/** The distinct values of a column, in order. */
function namedIn({ columns }: TableShape, rows: readonly Row[], column: string): string[] {
  const place = columns.findIndex((each) => storedName(each) === column);
  const ids = new Set<string>();
  for (const { cells } of rows) {
    const id = cells[place];
    if (typeof id === 'string') ids.add(id);
  }
  return [...ids].sort();
}
