import { type ImportTable, shapeOf } from '../ingest/columns.ts';
import { describedFormat, formatChoice, recognisedFormat } from '../ingest/formats/choice.ts';
import { chosenMapping } from '../ingest/mapping.ts';
import { meaningOf } from '../ingest/meanings.ts';
import type { RejectKind } from '../ingest/reject-kinds.ts';
import { UnusableFile } from '../ingest/unusable.ts';
import type { UploadedColumn } from '../ingest/uploads.ts';
import { contentLifeMs, discardImport, openImport, unsealNote } from '../store/import-pieces.ts';
import {
  type FormatChoice,
  type ImportRecord,
  type MappedColumn,
  newestImports,
  orderImport,
  readImport,
} from '../store/imports.ts';
import type { Context } from './context.ts';
import { badInput, refusal } from './errors.ts';
import type {
  ImportFileColumn,
  ImportFormat,
  ImportJob,
  ImportRejectKind,
  ImportState,
  ImportTable as ImportTableName,
  MutationCheckImportArgs,
} from './types.generated.ts';

const mostImports = 100;

/** @throws GraphQLError BAD_USER_INPUT, FORBIDDEN */
export async function importJobs(context: Context, first: number): Promise<ImportJob[]> {
  assertEverybody(context);
  if (first < 1 || first > mostImports) throw badInput(`first must be from 1 to ${mostImports}, got ${first}`);
  return (await newestImports(context.db, first)).map((job) => shown(context, job));
}

/** @throws GraphQLError FORBIDDEN */
export async function importJob(context: Context, id: string): Promise<ImportJob | null> {
  assertEverybody(context);
  const job = await readImport(context.db, id);
  return job === null ? null : shown(context, job);
}

/** @throws GraphQLError BAD_USER_INPUT, CONFLICT, FORBIDDEN */
export async function checkUpload(context: Context, id: string, choice: Omit<MutationCheckImportArgs, 'id'>): Promise<ImportJob> {
  const job = await known(context, id);
  const header = columnsOf(context, job).map(({ name }) => name);
  const from = ['UPLOADED', 'CHECKED', 'FAILED'] as const;
  if (header.length === 0 || !from.some((state) => state === job.state)) throw notInState(job, from);
  const mapping = mappingOf(job, header, choice);
  const createCustomers = choice.createCustomers ?? false;
  if (!(await orderImport(context.db, id, { from, to: 'CHECKING', mapping, createCustomers }))) throw notInState(job, from);
  return await again(context, id);
}

/** @throws GraphQLError BAD_USER_INPUT, CONFLICT, FORBIDDEN */
export async function startUpload(context: Context, id: string): Promise<ImportJob> {
  const job = await known(context, id);
  const from = ['CHECKED'] as const;
  const { mapping, format, createCustomers } = job;
  const order = { from, to: 'IMPORTING', mapping: format ?? mapping ?? [], createCustomers } as const;
  if (job.state !== 'CHECKED' || !(await orderImport(context.db, id, order))) throw notInState(job, from);
  return await again(context, id);
}

/** @throws GraphQLError BAD_USER_INPUT, CONFLICT, FORBIDDEN */
export async function discardUpload(context: Context, id: string): Promise<ImportJob> {
  const job = await known(context, id);
  if (!(await discardImport(context.db, id)))
    throw refusal('CONFLICT', `This upload is ${job.state}: nothing is left to discard`);
  return await again(context, id);
}

/** A file may name anybody. */
function assertEverybody({ viewer }: Context): void {
  if (viewer.reach !== null)
    throw refusal('FORBIDDEN', 'Imports are not for a limited reach; record your customers with recordVisits');
}

async function known(context: Context, id: string): Promise<ImportRecord> {
  assertEverybody(context);
  const job = await readImport(context.db, id);
  if (job === null) throw badInput('id must be that of an upload, got another one; imports lists them');
  return job;
}

async function again(context: Context, id: string): Promise<ImportJob> {
  return shown(context, await known(context, id));
}

function notInState({ state }: ImportRecord, from: readonly string[]) {
  const advice = state === 'DONE' || state === 'DISCARDED' ? 'upload the file again' : 'look at it with importJob';
  return refusal('CONFLICT', `Expected an upload that is ${from.join(' or ')}, got ${state}; ${advice}`);
}

function mappingOf(
  job: ImportRecord,
  header: readonly string[],
  { mapping, format, settings }: Omit<MutationCheckImportArgs, 'id'>,
): readonly MappedColumn[] | FormatChoice {
  try {
    if (typeof format === 'string') return formatChoice(header, format, settings ?? []);
    return chosenMapping(shapeOf(job.table as ImportTable), header, mapping ?? null);
  } catch (error) {
    if (error instanceof UnusableFile) throw badInput(error.message);
    throw error;
  }
}

function columnsOf({ db }: Context, job: ImportRecord): readonly UploadedColumn[] {
  const open = openImport(db, job);
  if (open === null || job.columnsSealed === null) return [];
  return unsealNote(db, open, 'columns_sealed', job.columnsSealed) as readonly UploadedColumn[];
}

function shownColumn({ name, samples, guess }: UploadedColumn): ImportFileColumn {
  return { name, samples, guess: guess?.canonical ?? null, sureness: guess?.sureness ?? null };
}

function kindsOf({ db }: Context, job: ImportRecord): ImportRejectKind[] {
  const open = openImport(db, job);
  if (open === null || job.kindsSealed === null) return [];
  const kinds = unsealNote(db, open, 'kinds_sealed', job.kindsSealed) as readonly RejectKind[];
  return kinds.map(({ first, ...kind }) => ({
    ...kind,
    first: first.map(({ line, reason, values }) => ({
      line,
      reason,
      value: kind.column === null ? null : (values[kind.column] ?? null),
    })),
  }));
}

/** What the header shows the file to be, and what is to be said of a report that cannot be imported. */
function formatOf(header: readonly string[]): { readonly recognised: ImportFormat | null; readonly advice: readonly string[] } {
  if (header.length === 0) return { recognised: null, advice: [] };
  try {
    const found = recognisedFormat(header);
    if (found === null) return { recognised: null, advice: [] };
    const { tables, ...format } = describedFormat(found);
    return { recognised: { ...format, tables: tables.map((table) => table.toUpperCase() as ImportTableName) }, advice: [] };
  } catch (error) {
    if (error instanceof UnusableFile) return { recognised: null, advice: [error.message] };
    throw error;
  }
}

const lasting: readonly string[] = ['CHECKING', 'IMPORTING'];

function shown(context: Context, job: ImportRecord): ImportJob {
  const { table, state, outcome, wrappedKey, startedAt, finishedAt } = job;
  const columns = shapeOf(table as ImportTable).columns;
  const since = state === 'DONE' ? (finishedAt ?? job.uploadedAt) : job.uploadedAt;
  const isForgotten = wrappedKey === null;
  const fileColumns = columnsOf(context, job);
  const { recognised, advice } = formatOf(fileColumns.map(({ name }) => name));
  const share = job.bytes === 0 ? 0 : Math.min(1, job.bytesDone / job.bytes);
  return {
    id: job.id,
    table: table.toUpperCase() as ImportTableName,
    fileName: job.fileName,
    bytes: job.bytes,
    state: state as ImportState,
    uploadedAt: job.uploadedAt,
    uploadedBy: job.uploadedBy,
    forgottenAt: isForgotten || lasting.includes(state) ? null : since + contentLifeMs,
    columns: fileColumns.map(shownColumn),
    canonicalColumns: columns.map(({ name, required = false }) => ({
      name,
      required,
      meaning: meaningOf(table as ImportTable, name),
    })),
    mapping: job.mapping ?? [],
    recognised,
    format: job.format?.format ?? null,
    createCustomers: job.createCustomers,
    progress: outcome === null ? share : 1,
    bytesRead: job.bytesDone,
    rows: job.rowsDone,
    counts: outcome,
    rejectKinds: kindsOf(context, job),
    rejectsPath: outcome === null || isForgotten ? null : `/imports/${job.id}/rejects.csv`,
    warnings: [...advice, ...(outcome?.warnings ?? [])],
    problem: outcome?.problem ?? null,
    startedAt,
    finishedAt,
    seconds: startedAt === null || finishedAt === null ? null : (finishedAt - startedAt) / 1000,
  };
}
