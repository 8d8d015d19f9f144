import { stringify } from 'csv-stringify/sync';
import type { TableShape } from './columns.ts';
import type { Reject } from './report.ts';

/**
 * Refused rows as CSV: where, why, and what the row said, under the canonical names, so that the rows can be mended and imported
 * again. What a spreadsheet would take for a formula gets an apostrophe, which the import takes off again.
 */
export function rejectsFormat(shapes: readonly TableShape[]): {
  readonly header: string;
  readonly line: (reject: Reject) => string;
} {
  const columns = [...new Set(shapes.flatMap((shape) => shape.columns.map(({ name }) => name)))];
  const row = (cells: readonly string[]) => stringify([[...cells]], { escape_formulas: true });
  return {
    header: row(['table', 'line', 'column', 'reason', ...columns]),
    line: ({ table, line, column, reason, values }) =>
      row([table, String(line), column ?? '', reason, ...columns.map((name) => (values[name] ?? '').replaceAll('\0', '\ufffd'))]),
  };
}
