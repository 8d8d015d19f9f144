import type { Db } from '../db/open.ts';
import { type ImportTable, shapeOf } from './columns.ts';
import type { IngestContext } from './report.ts';
import type { RawValues } from './row-types.ts';
import { type Incoming, Run } from './run.ts';
import { unstorable } from './values.ts';

export interface RecordError {
  /** Position in the given rows, from 0. */
  readonly index: number;
  /** Canonical column; null: the row as a whole. */
  readonly column: string | null;
  readonly message: string;
}

export interface RecordResult {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly errors: readonly RecordError[];
  /** Customers with a row that came or changed, sorted. */
  readonly customerIds: readonly string[];
}

/**
 * The mutations' way in: the same checks and the same merge as a file, in one transaction. Undefined keeps what is on record; null
 * clears it for customers and keeps it for events. An event row without a customer is an error here.
 * @throws DatabaseUnavailable
 */
export async function recordRows(
  db: Db,
  context: IngestContext,
  table: ImportTable,
  rows: readonly RawValues[],
): Promise<RecordResult> {
  const errors: RecordError[] = [];
  const run = new Run<Incoming>(db, context, shapeOf(table), {
    countAnonymous: false,
    chunkRows: Number.POSITIVE_INFINITY,
    onReject: ({ line }, { column, reason }) => errors.push({ index: line, column, message: inWordsOfCallers(reason) }),
  });
  const incoming = rows.flatMap((values, index): Incoming[] => {
    for (const [column, value] of Object.entries(values)) {
      const bad = typeof value === 'string' ? unstorable(value) : null;
      if (bad === null) continue;
      errors.push({ index, column, message: bad });
      return [];
    }
    return [{ line: index, values }];
  });
  await run.all([incoming]);
  const { inserted, updated, unchanged } = run.report;
  return {
    inserted,
    updated,
    unchanged,
    errors: errors.sort((a, b) => a.index - b.index),
    customerIds: [...run.customerIds].sort(),
  };
}

/** What to do about a customer or visit that is missing: who records has no files to import and no options of a command. */
function inWordsOfCallers(reason: string): string {
  return reason.replace(/^(expected a (customer|visit) on record, got .*): import the \2s first.*$/s, '$1: record the $2 first');
}
