import type { BulkColumn } from '../graphql/bulk/columns.ts';
import { byteOrderMark, tableLine } from '../ingest/table-text.ts';
import type { BulkFormat } from '../store/bulk-exports.ts';

/** How rows are written out. */
export interface BulkText {
  /** What stands before the first row. */
  readonly head: string;
  readonly rows: (rows: readonly unknown[]) => string;
}

/** What a file of a format is called to programs, and its ending. */
export const bulkTypes: Readonly<Record<BulkFormat, { readonly type: string; readonly ending: string }>> = {
  JSON_LINES: { type: 'application/jsonl; charset=utf-8', ending: 'jsonl' },
  CSV: { type: 'text/csv; charset=utf-8', ending: 'csv' },
};

/** JSON Lines: each row as the API answers it. CSV: flattened to columns; a list is its JSON. */
export function bulkText(format: BulkFormat, columns: readonly BulkColumn[]): BulkText {
  if (format === 'JSON_LINES') {
    return { head: '', rows: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join('') };
  }
  return {
    head: byteOrderMark + tableLine(columns.map(({ name }) => name)),
    rows: (rows) => rows.map((row) => tableLine(columns.map(({ path }) => cellOf(row, path)))).join(''),
  };
}

function cellOf(row: unknown, path: readonly string[]): unknown {
  let value = row;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
