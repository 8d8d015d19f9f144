import type { TableReport } from '../report.ts';
import type { SheetReport } from './import.ts';

/** The rows of each table that the files of an import feed, those of several files together. */
export function together(reports: readonly SheetReport[]): TableReport[] {
  const sums = new Map<string, TableReport>();
  for (const report of reports.flatMap(({ tables }) => tables)) {
    const sum = sums.get(report.table) ?? {
      table: report.table,
      read: 0,
      inserted: 0,
      updated: 0,
      unchanged: 0,
      anonymous: 0,
      rejected: 0,
      createdCustomers: 0,
    };
    for (const name of ['read', 'inserted', 'updated', 'unchanged', 'anonymous', 'rejected', 'createdCustomers'] as const)
      sum[name] += report[name];
    sums.set(report.table, sum);
  }
  return [...sums.values()];
}

/** What people should know beside the counts. */
export function remarks(report: SheetReport): string[] {
  const { title, visits, withGuest, moneyShare, left, strays, moved, conflicts, doubledHours, suspicious, warnings } = report;
  const share = (part: number) => `${Math.round(part * 100)} %`;
  const lines: string[] = [...warnings];
  if (visits > 0) {
    const money = moneyShare === null ? '' : ` and ${share(moneyShare)} of the money`;
    lines.push(
      `${title}: ${withGuest} of ${visits} receipts (${share(withGuest / visits)})${money} name a guest${withGuest < visits ? '; the others are counted, not kept' : ''}`,
    );
  }
  if (left > 0) lines.push(`${title}: ${left} left out as the format says, such as voided, unpaid or unfinished ones`);
  if (strays > 0) lines.push(`${title}: ${strays} orders appear only in the files beside it; they were not read`);
  if (moved > 0) lines.push(`visits on record that moved to the guest whom the file names now: ${moved}`);
  if (conflicts > 0) {
    const remedy = "in a new database they are one when the till's directory is imported before newsletter and shop";
    lines.push(`e-mail addresses or numbers that point to two guests, who were left apart: ${conflicts}; ${remedy}`);
  }
  if (doubledHours > 0) lines.push(`times in the doubled hour of autumn, read as the first of the two: ${doubledHours}`);
  for (const { guest, visits: times } of suspicious)
    lines.push(`${guest} has ${times} receipts, on most days of the file: is that a guest, or the till's own account?`);
  return lines;
}
