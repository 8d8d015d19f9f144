import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

/** How far an upload is. RECEIVING: its bytes are still coming; nobody is shown it. */
export type ImportState = 'RECEIVING' | 'UPLOADED' | 'CHECKING' | 'CHECKED' | 'IMPORTING' | 'DONE' | 'FAILED' | 'DISCARDED';

/** Which column of the file is read as which of ours. */
export interface MappedColumn {
  readonly canonical: string;
  readonly foreign: string;
}

/** The export that a file is read as, instead of column by column. */
export interface FormatChoice {
  readonly format: string;
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

/** What a check or an import came to. */
export interface ImportOutcome {
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly anonymous: number;
  readonly rejected: number;
  readonly createdCustomers: number;
  readonly warnings: readonly string[];
  /** Why it ended before the end of the file; null: it did not. */
  readonly problem: string | null;
}

/** An upload as it stands. Instants are milliseconds since 1970. */
export interface ImportRecord {
  readonly id: string;
  readonly table: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly state: ImportState;
  readonly uploadedAt: number;
  readonly uploadedBy: string;
  readonly masterKeyId: string;
  /** Null: what the file says is forgotten. */
  readonly wrappedKey: Buffer | null;
  readonly columnsSealed: Buffer | null;
  readonly mapping: readonly MappedColumn[] | null;
  /** Null: read by columns, or nothing was chosen yet. */
  readonly format: FormatChoice | null;
  readonly createCustomers: boolean;
  readonly attempt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly bytesDone: number;
  readonly rowsDone: number;
  readonly outcome: ImportOutcome | null;
  readonly kindsSealed: Buffer | null;
}

const ms = (column: string) => sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;
const msOrNull = (column: string) => sql<number | null>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;

const shown = [
  'import_id as id',
  'table_name as table',
  'file_name as fileName',
  'bytes',
  sql<ImportState>`state`.as('state'),
  ms('uploaded_at').as('uploadedAt'),
  'uploaded_name as uploadedBy',
  'master_key_id as masterKeyId',
  'wrapped_key as wrappedKey',
  'columns_sealed as columnsSealed',
  sql<readonly MappedColumn[] | null>`case when jsonb_typeof(mapping) = 'array' then mapping end`.as('mapping'),
  sql<FormatChoice | null>`case when jsonb_typeof(mapping) = 'object' then mapping end`.as('format'),
  'create_customers as createCustomers',
  'attempt',
  msOrNull('started_at').as('startedAt'),
  msOrNull('finished_at').as('finishedAt'),
  'bytes_done as bytesDone',
  'rows_done as rowsDone',
  sql<ImportOutcome | null>`outcome`.as('outcome'),
  'kinds_sealed as kindsSealed',
] as const;

const newest = statement('imports/newest', 'own', (kysely, limit: number) =>
  kysely
    .selectFrom('imports')
    .where('state', '<>', 'RECEIVING')
    .orderBy('uploaded_at', 'desc')
    .orderBy('import_id')
    .limit(sql<number>`${limit}::int`)
    .select(shown),
);

const one = statement('imports/one', 'own', (kysely, id: string) =>
  kysely.selectFrom('imports').where('import_id', '=', id).where('state', '<>', 'RECEIVING').select(shown),
);

const waiting = statement('imports/waiting', 'own', (kysely) =>
  kysely.selectFrom('imports').where('state', 'in', ['CHECKING', 'IMPORTING']).orderBy('uploaded_at').select('import_id as id'),
);

const kept = statement('imports/kept', 'own', (kysely) =>
  kysely.selectFrom('imports').where('state', 'not in', ['DONE', 'DISCARDED']).select(sql<number>`count(*)::int`.as('count')),
);

const order = statement(
  'imports/order',
  'own',
  (kysely, id: string, from: readonly string[], to: string, mapping: string, createCustomers: boolean) =>
    kysely
      .updateTable('imports')
      .set({ state: to, mapping, create_customers: createCustomers, started_at: null, finished_at: null })
      .set({ bytes_done: 0, rows_done: 0, outcome: null, kinds_sealed: null })
      .where('import_id', '=', id)
      .where(sql<boolean>`state = any(${from}::text[])`)
      .returning('import_id'),
);

const takeOn = statement('imports/takeOn', 'own', (kysely, id: string, now: Date) =>
  kysely
    .updateTable('imports')
    .set({ attempt: sql<number>`attempt + 1`, started_at: sql<Date>`coalesce(started_at, ${now}::timestamptz)` })
    .set({ bytes_done: 0, rows_done: 0 })
    .where('import_id', '=', id)
    .where('state', 'in', ['CHECKING', 'IMPORTING'])
    .returning(shown),
);

const progress = statement(
  'imports/progress',
  'own',
  (kysely, id: string, attempt: number, bytesDone: number, rowsDone: number) =>
    kysely
      .updateTable('imports')
      .set({ bytes_done: bytesDone, rows_done: rowsDone })
      .where('import_id', '=', id)
      .where('attempt', '=', attempt)
      .where('state', 'in', ['CHECKING', 'IMPORTING'])
      .returning('import_id'),
);

const finish = statement(
  'imports/finish',
  'own',
  (kysely, id: string, attempt: number, state: string, outcome: string, kinds: Buffer | null, now: Date) =>
    kysely
      .updateTable('imports')
      .set({ state, outcome, kinds_sealed: kinds, finished_at: now })
      .where('import_id', '=', id)
      .where('attempt', '=', attempt)
      .where('state', 'in', ['CHECKING', 'IMPORTING'])
      .returning('import_id'),
);

/** The newest uploads, newest first. */
export function newestImports(db: Db, first: number): Promise<ImportRecord[]> {
  return newest(db, first);
}

/** An upload that was received whole; null: there is none of this id. */
export async function readImport(db: Db, id: string): Promise<ImportRecord | null> {
  return (await one(db, id))[0] ?? null;
}

/** The uploads that wait for their check or import, or are in it; oldest first. */
export async function waitingImports(db: Db): Promise<string[]> {
  return (await waiting(db)).map(({ id }) => id);
}

/** How many uploads are kept that are neither done nor discarded. */
export async function countKeptImports(db: Db): Promise<number> {
  return (await kept(db))[0]?.count ?? 0;
}

/** Orders a check or an import. @returns false: the upload is in none of the states `from`. */
export async function orderImport(
  db: Db,
  id: string,
  {
    from,
    to,
    mapping,
    createCustomers,
  }: {
    readonly from: readonly ImportState[];
    readonly to: 'CHECKING' | 'IMPORTING';
    readonly mapping: readonly MappedColumn[] | FormatChoice;
    readonly createCustomers: boolean;
  },
): Promise<boolean> {
  return (await order(db, id, from, to, JSON.stringify(mapping), createCustomers)).length > 0;
}

/** Takes a waiting check or import on; whoever worked on it before stops at its next report. @returns null: it waits no more. */
export async function takeOnImport(db: Db, id: string, now: number): Promise<ImportRecord | null> {
  return (await takeOn(db, id, new Date(now)))[0] ?? null;
}

/** @returns false: the upload was discarded, or somebody else has taken the work on. */
export async function noteImportProgress(
  db: Db,
  { id, attempt }: Pick<ImportRecord, 'id' | 'attempt'>,
  bytesDone: number,
  rowsDone: number,
): Promise<boolean> {
  return (await progress(db, id, attempt, bytesDone, rowsDone)).length > 0;
}

/** @returns false: as above. */
export async function finishImport(
  db: Db,
  { id, attempt }: Pick<ImportRecord, 'id' | 'attempt'>,
  done: {
    readonly state: 'CHECKED' | 'DONE' | 'FAILED';
    readonly outcome: ImportOutcome;
    readonly kindsSealed: Buffer | null;
    readonly now: number;
  },
): Promise<boolean> {
  const { state, outcome, kindsSealed, now } = done;
  return (await finish(db, id, attempt, state, JSON.stringify(outcome), kindsSealed, new Date(now))).length > 0;
}
