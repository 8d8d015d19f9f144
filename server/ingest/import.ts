import type { Db } from '../db/open.ts';
import { type ImportTable, shapeOf } from './columns.ts';
import type { IngestContext, Reject, SourceRecord, TableReport } from './report.ts';
import { Run } from './run.ts';

export type { ImportTable } from './columns.ts';
export type { IngestContext, Reject, SourceRecord, TableReport } from './report.ts';
export { importConnections } from './run.ts';

/** Rows merged in one transaction: few enough to be quick to repeat after a crash, many enough to be fast. */
const defaultChunkRows = 5_000;

export type SourceRecords =
  | AsyncIterable<SourceRecord | readonly SourceRecord[]>
  | Iterable<SourceRecord | readonly SourceRecord[]>;

export interface ImportOptions {
  /** Do everything, then leave no trace. */
  readonly dryRun?: boolean;
  readonly onReject: (reject: Reject) => void;
  /** Called after each chunk with the rows that are safely dealt with. */
  readonly onProgress?: (rowsDone: number) => void;
  readonly chunkRows?: number;
}

/**
 * Brings the rows of one table in: good rows are kept, each bad one is handed to `onReject`. What was reported by `onProgress` is
 * kept whatever happens afterwards, and the same rows again change nothing.
 * @throws DatabaseUnavailable, and whatever `records` throws.
 */
export async function importTable(
  db: Db,
  context: IngestContext,
  table: ImportTable,
  records: SourceRecords,
  options: ImportOptions,
): Promise<TableReport> {
  if (options.dryRun)
    return await withoutTrace(db, (tx) =>
      importTable(tx, { ...context, trial: true }, table, records, { ...options, dryRun: false }),
    );
  const run = new Run<SourceRecord>(db, context, shapeOf(table), {
    countAnonymous: true,
    chunkRows: options.chunkRows ?? defaultChunkRows,
    onProgress: options.onProgress,
    onReject: ({ line, values, origin }, { withheld, ...fault }) => {
      const shown = withheld === true ? {} : values;
      options.onReject({ table, line, ...fault, values: shown, ...(origin === undefined ? {} : { origin }) });
    },
  });
  await run.all(records);
  return run.report;
}

class Undone extends Error {}

/** Runs `work` in a transaction that is always rolled back, so that it sees its own writes and nobody else ever does. */
export async function withoutTrace<Result>(db: Db, work: (tx: Db) => Promise<Result>): Promise<Result> {
  let result: { readonly value: Result } | null = null;
  try {
    await db.transaction(async (tx) => {
      result = { value: await work(tx) };
      throw new Undone('a trial leaves no trace');
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  const done = result as { readonly value: Result } | null;
  if (done === null) throw new Error('expected the trial to end with a result, got none');
  return done.value;
}
