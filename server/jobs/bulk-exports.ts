import { createHash } from 'node:crypto';
import { DatabaseUnavailable } from '../db/errors.ts';
import type { Db } from '../db/open.ts';
import {
  type BulkFormat,
  type BulkRecord,
  failBulkExport,
  finishBulkExport,
  noteBulkTotal,
  takeOnBulkExport,
} from '../store/bulk-exports.ts';
import {
  type BulkOrder,
  bulkCursorOf,
  bulkFileLifeMs,
  bulkOrderOf,
  keepBulkPiece,
  type OpenBulk,
  openBulk,
  readBulkFile,
} from '../store/bulk-pieces.ts';

/** Walks a query over all customers; see server/http/bulk-source.ts. */
export type BulkSource = (
  wish: {
    readonly order: BulkOrder;
    readonly format: BulkFormat;
    readonly principal: string;
    readonly now: number;
    readonly requestId: string;
  },
  cursor: string | null,
  signal: AbortSignal,
) => AsyncGenerator<
  | { readonly kind: 'TOTAL'; readonly rows: number }
  | { readonly kind: 'ROWS'; readonly text: string; readonly rows: number; readonly cursor: string | null }
  | { readonly kind: 'REFUSED'; readonly message: string; readonly retryAfter: number | null },
  void,
  undefined
>;

/** How exports in the background are done. */
export interface BulkJobs {
  readonly source: BulkSource;
  /** The largest file, bytes. */
  readonly limitBytes: number;
}

export interface BulkContext extends BulkJobs {
  readonly db: Db;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** The process stops. */
  readonly signal: AbortSignal;
}

/** An export goes on for so long at a time; then it lets others at the worker, milliseconds. */
const turnMs = 10_000;
/** A piece is kept at this size, bytes, or after so long, milliseconds, so that progress is seen. */
const pieceBytes = 262_144;
const keepEveryMs = 1_000;

/** Pages that were found and are not kept yet. */
class Pending {
  rows = 0;
  bytes = 0;
  #texts: Buffer[] = [];

  add(text: string, rows: number): void {
    const bytes = Buffer.from(text, 'utf8');
    this.#texts.push(bytes);
    this.rows += rows;
    this.bytes += bytes.length;
  }

  take(): { readonly bytes: Buffer; readonly rows: number } {
    const taken = { bytes: Buffer.concat(this.#texts), rows: this.rows };
    this.#texts = [];
    this.rows = 0;
    this.bytes = 0;
    return taken;
  }
}

/** An export in hand, as far as it is kept. */
interface Work {
  readonly job: BulkRecord;
  readonly open: OpenBulk;
  pieces: number;
  bytes: number;
}

/**
 * Goes on with an export for a while, or to its end. Done again after a crash it goes on behind the last piece that is kept, and the file
 * is the same as without one.
 */
export async function runBulkExport(context: BulkContext, id: string): Promise<void> {
  const { db, clock } = context;
  const job = await takeOnBulkExport(db, id, clock());
  const open = job === null ? null : openBulk(db, job);
  const order = job === null || open === null ? null : bulkOrderOf(db, open, job);
  if (job === null || open === null || order === null) return;
  const work: Work = { job, open, pieces: job.pieces, bytes: job.bytes };
  try {
    if (await walk(context, work, order)) await finish(context, work);
  } catch (error) {
    if (error instanceof DatabaseUnavailable || error instanceof Delayed) throw error;
    await failBulkExport(db, job, 'The server met an error of its own; it was logged. Ask again', clock());
    throw error; // logged; the next try finds nothing to do
  }
}

/** Tried again later, by the job library's own patience. */
class Delayed extends Error {}

/** @returns whether every page is kept. */
async function walk(context: BulkContext, work: Work, order: BulkOrder): Promise<boolean> {
  const { db, clock, signal, source, limitBytes } = context;
  const { job, open } = work;
  const cursor = bulkCursorOf(db, open, job);
  if (cursor === null && job.pieces > 0) return true;
  const pending = new Pending();
  const until = clock() + turnMs;
  let keptAt = clock();
  const wish = { order, format: job.format, principal: job.principal, now: job.requestedAt, requestId: `bulk-${job.id}` };
  for await (const step of source(wish, cursor, signal)) {
    if (step.kind === 'REFUSED') {
      if (step.retryAfter !== null) throw new Delayed(`a bulk export waits: ${step.message}`);
      await failBulkExport(db, job, step.message, clock());
      return false;
    }
    if (step.kind === 'TOTAL') {
      if (!(await noteBulkTotal(db, job, step.rows))) return false;
      continue;
    }
    pending.add(step.text, step.rows);
    if (work.bytes + pending.bytes > limitBytes) {
      await failBulkExport(db, job, tooLarge(limitBytes), clock());
      return false;
    }
    const isOver = step.cursor === null || signal.aborted || clock() >= until;
    if (isOver || pending.bytes >= pieceBytes || clock() - keptAt >= keepEveryMs) {
      if (!(await keep(db, work, pending, step.cursor))) return false;
      keptAt = clock();
    }
    if (isOver) return step.cursor === null;
  }
  return false;
}

function tooLarge(limitBytes: number): string {
  return `Its file is larger than ${Math.round(limitBytes / 1_048_576)} MB; ask for fewer fields or customers, or stream it with "ecx export --query"`;
}

/** @returns false: it was cancelled, or another worker has taken it on. */
async function keep(db: Db, work: Work, pending: Pending, cursor: string | null): Promise<boolean> {
  if (pending.bytes === 0) return true; // no customer at all
  const { bytes, rows } = pending.take();
  const piece = { no: work.pieces, beginsAt: work.bytes, bytes, rows, cursor };
  if (!(await keepBulkPiece(db, work.open, work.job.attempt, piece))) return false;
  work.pieces += 1;
  work.bytes += bytes.length;
  return true;
}

async function finish({ db, clock, signal }: BulkContext, { job, open, bytes }: Work): Promise<void> {
  const hash = createHash('sha256');
  for await (const piece of readBulkFile(db, open, 0, bytes)) {
    if (signal.aborted) return; // the next worker finds every page kept
    hash.update(piece);
  }
  const now = clock();
  await finishBulkExport(db, job, { checksum: hash.digest('hex'), now, expiresAt: now + bulkFileLifeMs });
}
