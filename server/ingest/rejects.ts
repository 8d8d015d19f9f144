import type { TableShape } from './columns.ts';
import type { Reject } from './report.ts';
import { tableLine } from './table-text.ts';

/**
 * Refused rows as CSV: where, why, and what the row said, under the canonical names, so that the rows can be mended and imported again.
 */
export function rejectsFormat(shapes: readonly TableShape[]): {
  readonly header: string;
  readonly line: (reject: Reject) => string;
} {
  const columns = [...new Set(shapes.flatMap((shape) => shape.columns.map(({ name }) => name)))];
  return {
    header: tableLine(['table', 'line', 'column', 'reason', ...columns]),
    line: ({ table, line, column, reason, values }) =>
      tableLine([
        table,
        String(line),
        column ?? '',
        reason,
        ...columns.map((name) => (values[name] ?? '').replaceAll('\0', '\ufffd')),
      ]),
  };
}
