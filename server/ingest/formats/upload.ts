import type { Db } from '../../db/open.ts';
import type { FormatChoice } from '../../store/imports.ts';
import { type TableShape, tableShapes } from '../columns.ts';
import { withoutTrace } from '../import.ts';
import type { IngestContext, Reject, TableReport } from '../report.ts';
import { UnusableFile } from '../unusable.ts';
import { importFormat, type SheetReport } from './import.ts';
import { remarks, together } from './remarks.ts';
import { settingsFor } from './settings.ts';
import type { SheetFile } from './sheet.ts';
import { recogniseFile, shippedFormat } from './shipped.ts';

export interface UploadedFormatOptions {
  /** Do everything, then leave no trace. */
  readonly dryRun: boolean;
  readonly onReject: (reject: Reject) => void;
  /** What it throws ends the import. */
  readonly onBatch: () => Promise<void>;
  readonly onProgress: (rowsDone: number) => void;
}

/** The tables that a format may feed. */
export function shapesOf({ format }: FormatChoice): readonly TableShape[] {
  const fed = new Set(shippedFormat(format).files.flatMap(({ tables }) => Object.keys(tables)));
  return tableShapes.filter(({ table }) => fed.has(table));
}

/** One uploaded file of a format, its rows of all tables counted together. @throws UnusableFile */
export async function importUploadedFormat(
  db: Db,
  context: IngestContext,
  file: SheetFile,
  choice: FormatChoice,
  { dryRun, onReject, onBatch, onProgress }: UploadedFormatOptions,
): Promise<{ readonly report: TableReport; readonly warnings: readonly string[]; readonly problem: string | null }> {
  const format = shippedFormat(choice.format);
  const found = await recogniseFile(file, [format]);
  if (found === null) throw new UnusableFile(`expected a file of ${format.name}, got another`);
  const settings = settingsFor(format, new Map(choice.settings.map(({ name, value }) => [name, value])));
  let before = 0;
  let table = '';
  let inTable = 0;
  const progress = (of: string, rows: number) => {
    if (of !== table) before += inTable;
    table = of;
    inTable = rows;
    onProgress(before + rows);
  };
  const work = (target: Db): Promise<SheetReport[]> =>
    importFormat(
      target,
      { ...context, createCustomers: true, trial: dryRun },
      format,
      [{ ...file, sheet: found.sheet }],
      settings,
      {
        onReject,
        onBatch,
        onProgress: progress,
      },
    );
  const reports = await (dryRun ? withoutTrace(db, work) : work(db));
  const sum: TableReport = {
    table: found.sheet.id,
    read: 0,
    inserted: 0,
    updated: 0,
    unchanged: 0,
    anonymous: 0,
    rejected: 0,
    createdCustomers: 0,
  };
  for (const report of together(reports))
    for (const name of ['read', 'inserted', 'updated', 'unchanged', 'anonymous', 'rejected', 'createdCustomers'] as const)
      sum[name] += report[name];
  return {
    report: sum,
    warnings: reports.flatMap(remarks).map((text) => `${text}.`),
    problem: reports.find(({ problem }) => problem !== null)?.problem ?? null,
  };
}
