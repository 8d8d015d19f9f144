/** Exports in the background: who asked, how far they are, and what became of them. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { ms, msOrNull } from './instants.ts';

export type BulkState = 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED' | 'EXPIRED';
export type BulkFormat = 'JSON_LINES' | 'CSV';

/** An export as it stands. Instants are milliseconds since 1970. */
export interface BulkRecord {
  readonly id: string;
  readonly state: BulkState;
  readonly format: BulkFormat;
  readonly requestedAt: number;
  readonly principal: string;
  readonly requestedBy: string;
  readonly masterKeyId: string;
  /** Null: what was asked and found is forgotten. */
  readonly wrappedKey: Buffer | null;
  readonly orderSealed: Buffer | null;
  readonly attempt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly expiresAt: number | null;
  readonly cursorSealed: Buffer | null;
  readonly pieces: number;
  readonly rowsDone: number;
  readonly rowsTotal: number | null;
  readonly bytes: number;
  readonly checksum: string | null;
  readonly problem: string | null;
}

const shown = [
  'export_id as id',
  sql<BulkState>`state`.as('state'),
  sql<BulkFormat>`format`.as('format'),
  ms('requested_at').as('requestedAt'),
  'requested_by as principal',
  'requested_name as requestedBy',
  'master_key_id as masterKeyId',
  'wrapped_key as wrappedKey',
  'order_sealed as orderSealed',
  'attempt',
  msOrNull('started_at').as('startedAt'),
  msOrNull('finished_at').as('finishedAt'),
  msOrNull('expires_at').as('expiresAt'),
  'cursor_sealed as cursorSealed',
  'pieces',
  'rows_done as rowsDone',
  'rows_total as rowsTotal',
  'bytes',
  'checksum',
  'problem',
] as const;

const newest = statement('bulkExports/newest', 'own', (kysely, principal: string | null, limit: number) =>
  kysely
    .selectFrom('bulk_exports')
    .where(sql<boolean>`(${principal}::text is null or requested_by = ${principal}::text)`)
    .orderBy('requested_at', 'desc')
    .orderBy('export_id')
    .limit(sql<number>`${limit}::int`)
    .select(shown),
);

const one = statement('bulkExports/one', 'own', (kysely, id: string) =>
  kysely.selectFrom('bulk_exports').where('export_id', '=', id).select(shown),
);

const waiting = statement('bulkExports/waiting', 'own', (kysely) =>
  kysely.selectFrom('bulk_exports').where('state', 'in', ['QUEUED', 'RUNNING']).orderBy('requested_at').select('export_id as id'),
);

const oneAtATime = statement('bulkExports/oneAtATime', 'own', (kysely) =>
  kysely.selectNoFrom(sql<string>`pg_advisory_xact_lock(hashtext('bulk_exports'))::text`.as('held')),
);

const counts = statement('bulkExports/counts', 'own', (kysely, principal: string) =>
  kysely
    .selectFrom('bulk_exports')
    .where('requested_by', '=', principal)
    .where('state', 'in', ['QUEUED', 'RUNNING', 'DONE'])
    .select([
      sql<number>`(count(*) filter (where state <> 'DONE'))::int`.as('open'),
      sql<number>`(count(*) filter (where state = 'DONE'))::int`.as('kept'),
    ]),
);

const insert = statement(
  'bulkExports/insert',
  'own',
  (
    kysely,
    id: string,
    format: string,
    now: Date,
    by: string,
    name: string,
    masterKeyId: string,
    wrappedKey: Buffer,
    orderSealed: Buffer,
  ) =>
    kysely.insertInto('bulk_exports').values({
      export_id: id,
      state: 'QUEUED',
      format,
      requested_at: now,
      requested_by: by,
      requested_name: name,
      master_key_id: masterKeyId,
      wrapped_key: wrappedKey,
      order_sealed: orderSealed,
      attempt: 0,
      pieces: 0,
      rows_done: 0,
      bytes: 0,
    }),
);

const takeOn = statement('bulkExports/takeOn', 'own', (kysely, id: string, now: Date) =>
  kysely
    .updateTable('bulk_exports')
    .set({ state: 'RUNNING', attempt: sql<number>`attempt + 1` })
    .set({ started_at: sql<Date>`coalesce(started_at, ${now}::timestamptz)` })
    .where('export_id', '=', id)
    .where('state', 'in', ['QUEUED', 'RUNNING'])
    .returning(shown),
);

const total = statement('bulkExports/total', 'own', (kysely, id: string, attempt: number, rows: number) =>
  kysely
    .updateTable('bulk_exports')
    .set({ rows_total: rows })
    .where('export_id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'RUNNING')
    .returning('export_id'),
);

const finish = statement(
  'bulkExports/finish',
  'own',
  (kysely, id: string, attempt: number, checksum: string, now: Date, expiresAt: Date) =>
    kysely
      .updateTable('bulk_exports')
      .set({ state: 'DONE', checksum, finished_at: now, expires_at: expiresAt, cursor_sealed: null })
      .where('export_id', '=', id)
      .where('attempt', '=', attempt)
      .where('state', '=', 'RUNNING')
      .returning('export_id'),
);

const forgotten = { wrapped_key: null, order_sealed: null, cursor_sealed: null, expires_at: null } as const;

const fail = statement('bulkExports/fail', 'own', (kysely, id: string, attempt: number, problem: string, now: Date) =>
  kysely
    .updateTable('bulk_exports')
    .set({ state: 'FAILED', problem, finished_at: now, ...forgotten })
    .where('export_id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'RUNNING')
    .returning('export_id'),
);

const cancel = statement('bulkExports/cancel', 'own', (kysely, id: string, now: Date) =>
  kysely
    .updateTable('bulk_exports')
    .set({ state: 'CANCELLED', finished_at: sql<Date>`coalesce(finished_at, ${now}::timestamptz)`, ...forgotten })
    .where('export_id', '=', id)
    .where('state', 'in', ['QUEUED', 'RUNNING', 'DONE'])
    .returning('export_id'),
);

/** The newest exports, newest first. @param principal of whom; null: of everybody. */
export function newestBulkExports(db: Db, principal: string | null, first: number): Promise<BulkRecord[]> {
  return newest(db, principal, first);
}

/** Null: there is none of this id. */
export async function readBulkExport(db: Db, id: string): Promise<BulkRecord | null> {
  return (await one(db, id))[0] ?? null;
}

/** Those that wait for a worker or are in its hands, oldest first. */
export async function waitingBulkExports(db: Db): Promise<string[]> {
  return (await waiting(db)).map(({ id }) => id);
}

/** Keeps what is asked for, unless its caller has as many as may be. @returns what there are too many of; null: it is kept. */
export async function insertBulkExport(
  db: Db,
  given: {
    readonly id: string;
    readonly format: BulkFormat;
    readonly now: number;
    readonly principal: string;
    readonly name: string;
    readonly masterKeyId: string;
    readonly wrappedKey: Buffer;
    readonly orderSealed: Buffer;
  },
  most: { readonly open: number; readonly kept: number },
): Promise<'OPEN' | 'KEPT' | null> {
  const { id, format, now, principal, name, masterKeyId, wrappedKey, orderSealed } = given;
  return await db.transaction(async (tx) => {
    await oneAtATime(tx);
    const [found] = await counts(tx, principal);
    if ((found?.open ?? 0) >= most.open) return 'OPEN';
    if ((found?.open ?? 0) + (found?.kept ?? 0) >= most.kept) return 'KEPT';
    await insert(tx, id, format, new Date(now), principal, name, masterKeyId, wrappedKey, orderSealed);
    return null;
  });
}

/** Takes an export on; whoever worked on it before stops at its next piece. @returns null: nothing is left to do. */
export async function takeOnBulkExport(db: Db, id: string, now: number): Promise<BulkRecord | null> {
  return (await takeOn(db, id, new Date(now)))[0] ?? null;
}

type Held = Pick<BulkRecord, 'id' | 'attempt'>;

/** @returns false: it was cancelled, or somebody else has taken it on; as of the two below. */
export async function noteBulkTotal(db: Db, { id, attempt }: Held, rows: number): Promise<boolean> {
  return (await total(db, id, attempt, rows)).length > 0;
}

export async function finishBulkExport(
  db: Db,
  { id, attempt }: Held,
  done: { readonly checksum: string; readonly now: number; readonly expiresAt: number },
): Promise<boolean> {
  return (await finish(db, id, attempt, done.checksum, new Date(done.now), new Date(done.expiresAt))).length > 0;
}

/** Ends it with a reason; what was found so far is forgotten. */
export async function failBulkExport(db: Db, { id, attempt }: Held, problem: string, now: number): Promise<boolean> {
  return (await fail(db, id, attempt, problem, new Date(now))).length > 0;
}

/** Ends an export, or forgets its file. @returns false: it has ended before and there is none. */
export async function cancelBulkExport(db: Db, id: string, now: number): Promise<boolean> {
  return (await cancel(db, id, new Date(now))).length > 0;
}
