import { DatabaseUnavailable } from '../db/errors.ts';
import type { Db } from '../db/open.ts';
import { type ImportTable, shapeOf, type TableShape } from '../ingest/columns.ts';
import { importUploadedFormat, shapesOf } from '../ingest/formats/upload.ts';
import { type IngestContext, importTable, type SourceRecord, type TableReport } from '../ingest/import.ts';
import { mappedShape } from '../ingest/mapping.ts';
import { RejectKinds } from '../ingest/reject-kinds.ts';
import { rejectsFormat } from '../ingest/rejects.ts';
import { openSource, type SourceFile } from '../ingest/source.ts';
import { UnusableFile } from '../ingest/unusable.ts';
import {
  dropImportedFile,
  dropStaleRejects,
  type OpenImport,
  openImport,
  readPieces,
  sealNote,
  writePiece,
} from '../store/import-pieces.ts';
import { finishImport, type ImportRecord, noteImportProgress, takeOnImport } from '../store/imports.ts';
import type { CurrentRunOptions } from './run-options.ts';

export interface ImportContext {
  readonly db: Db;
  readonly current: CurrentRunOptions;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** The process stops. */
  readonly signal: AbortSignal;
}

/** The process stops: the job is taken on again by the next worker. */
class Interrupted extends Error {}
/** The upload was discarded, or another worker has taken it on. */
class Overtaken extends Error {}

const progressEveryMs = 300;
/** Refused rows are written in pieces of about so many characters. */
const pieceCharacters = 262_144;

/** A check or an import that is being done. */
class ImportWork {
  bytesDone = 0;
  rowsDone = 0;
  readonly kinds: RejectKinds;
  readonly #context: ImportContext;
  readonly #job: ImportRecord;
  readonly #open: OpenImport;
  readonly #line: ReturnType<typeof rejectsFormat>['line'];
  #refused: string;
  #pieces = 0;
  #notedAt = Number.NEGATIVE_INFINITY;

  constructor(context: ImportContext, job: ImportRecord, open: OpenImport) {
    const own = shapeOf(job.table as ImportTable);
    const shapes: readonly TableShape[] = job.format === null ? [own] : shapesOf(job.format);
    const { header, line } = rejectsFormat(shapes);
    this.#context = context;
    this.#job = job;
    this.#open = open;
    this.#line = line;
    this.#refused = header;
    this.kinds = new RejectKinds(shapes);
  }

  /** @param walks how often the file is read: each counts for its share. */
  async *bytes(walks = 1): AsyncGenerator<Buffer> {
    for await (const piece of readPieces(this.#context.db, this.#open, 'FILE', 0)) {
      this.bytesDone += piece.length / walks;
      yield piece;
    }
  }

  /** The rows of the file; between batches it is reported how far the work is. @throws Interrupted, Overtaken */
  async *records(source: SourceFile): AsyncGenerator<readonly SourceRecord[]> {
    for await (const batch of source.records) {
      await this.pause();
      yield batch;
    }
  }

  /** Between batches. @throws Interrupted, Overtaken */
  readonly pause = async (): Promise<void> => {
    if (this.#context.signal.aborted) throw new Interrupted('the process stops');
    await this.#report();
  };

  readonly refuse = (reject: Parameters<RejectKinds['add']>[0]): void => {
    this.kinds.add(reject);
    this.#refused += this.#line(reject);
  };

  async #report(): Promise<void> {
    if (this.#refused.length >= pieceCharacters) await this.writeRefused();
    const now = this.#context.clock();
    if (now - this.#notedAt < progressEveryMs) return;
    this.#notedAt = now;
    if (!(await noteImportProgress(this.#context.db, this.#job, Math.round(this.bytesDone), this.rowsDone)))
      throw new Overtaken();
  }

  async writeRefused(): Promise<void> {
    if (this.#refused === '') return;
    const text = this.#refused;
    this.#refused = '';
    await writePiece(this.#context.db, this.#open, 'REJECTS', this.#job.attempt, this.#pieces, text);
    this.#pieces += 1;
  }
}

async function contextOf({ current, clock }: ImportContext, { createCustomers }: ImportRecord): Promise<IngestContext> {
  const { calendar, config } = await current();
  return { now: clock(), ...calendar, currency: config.currency, createCustomers };
}

interface Done {
  readonly report: TableReport;
  readonly warnings: readonly string[];
  readonly problem: string | null;
}

/** A format looks at its file, learns who the guests are, and then reads it for each table. */
const walksBefore = 2;

async function walk(context: ImportContext, job: ImportRecord, work: ImportWork, dryRun: boolean): Promise<Done> {
  if (job.format !== null) {
    const walks = shapesOf(job.format).length + walksBefore;
    const file = { name: job.fileName, open: () => work.bytes(walks) };
    return await importUploadedFormat(context.db, await contextOf(context, job), file, job.format, {
      dryRun,
      onReject: work.refuse,
      onBatch: work.pause,
      onProgress: (rows) => {
        work.rowsDone = rows;
      },
    });
  }
  const table = job.table as ImportTable;
  const { shape, map } = mappedShape(shapeOf(table), job.mapping ?? []);
  const source = await openSource(work.bytes(), shape, map);
  const report = await importTable(context.db, await contextOf(context, job), table, work.records(source), {
    dryRun,
    onReject: work.refuse,
    onProgress: (rows) => {
      work.rowsDone = rows;
    },
  });
  // What is not read was left out on purpose; the page shows it beside the columns.
  const warnings = source.warnings.filter((warning) => !warning.startsWith('unknown column '));
  return { report, warnings, problem: source.problem() };
}

/**
 * Checks or imports an upload, whichever it waits for. Done again after a crash it comes to the same: an import changes nothing that is on
 * record already, and a check leaves no trace.
 */
export async function runImport(context: ImportContext, id: string): Promise<void> {
  const { db, clock } = context;
  const job = await takeOnImport(db, id, clock());
  const open = job === null ? null : openImport(db, job);
  if (job === null || open === null) return;
  const dryRun = job.state === 'CHECKING';
  const work = new ImportWork(context, job, open);
  try {
    const done = await walk(context, job, work, dryRun);
    await work.writeRefused();
    await noteImportProgress(db, job, job.bytes, done.report.read);
    await finish(db, job, open, work, done, dryRun, clock());
  } catch (error) {
    if (error instanceof Overtaken) return;
    if (error instanceof Interrupted || error instanceof DatabaseUnavailable) throw error;
    const known = error instanceof UnusableFile;
    const problem = known
      ? error.message
      : 'the server met an error of its own; check the file again, what is on record already is kept';
    await finish(db, job, open, work, { report: nothing(job), warnings: [], problem }, dryRun, clock());
    if (!known) throw error; // logged; the next try finds nothing to do
  }
}

async function finish(
  db: Db,
  job: ImportRecord,
  open: OpenImport,
  work: ImportWork,
  { report, warnings, problem }: Done,
  dryRun: boolean,
  now: number,
): Promise<void> {
  const { table: _table, ...counts } = report;
  const complete = dryRun ? 'CHECKED' : 'DONE';
  const state = problem === null ? complete : 'FAILED';
  const kindsSealed = sealNote(db, open, 'kinds_sealed', work.kinds.all());
  const ended = await finishImport(db, job, { state, outcome: { ...counts, warnings, problem }, kindsSealed, now });
  await dropStaleRejects(db, job);
  if (ended && state === 'DONE') await dropImportedFile(db, job.id);
}

function nothing({ table }: ImportRecord): TableReport {
  return { table, read: 0, inserted: 0, updated: 0, unchanged: 0, anonymous: 0, rejected: 0, createdCustomers: 0 };
}
