import { type ImportTable, shapeOf } from '../ingest/columns.ts';
import { chosenMapping } from '../ingest/mapping.ts';
import { meaningOf } from '../ingest/meanings.ts';
import type { RejectKind } from '../ingest/reject-kinds.ts';
import { UnusableFile } from '../ingest/unusable.ts';
import type { UploadedColumn } from '../ingest/uploads.ts';
import { contentLifeMs, discardImport, openImport, unsealNote } from '../store/import-pieces.ts';
import { type ImportRecord, newestImports, orderImport, readImport } from '../store/imports.ts';
import type { Context } from './context.ts';
import { badInput, refusal } from './errors.ts';
import type {
  ImportFileColumn,
  ImportJob,
  ImportMappingInput,
  ImportRejectKind,
  ImportState,
  ImportTable as ImportTableName,
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
export async function checkUpload(
  context: Context,
  id: string,
  chosen: readonly ImportMappingInput[] | null | undefined,
  createCustomers: boolean,
): Promise<ImportJob> {
  const job = await known(context, id);
  const header = columnsOf(context, job).map(({ name }) => name);
  const from = ['UPLOADED', 'CHECKED', 'FAILED'] as const;
  if (header.length === 0 || !from.some((state) => state === job.state)) throw notInState(job, from);
  const mapping = mappingOf(job, header, chosen ?? null);
  if (!(await orderImport(context.db, id, { from, to: 'CHECKING', mapping, createCustomers }))) throw notInState(job, from);
  return await again(context, id);
}

/** @throws GraphQLError BAD_USER_INPUT, CONFLICT, FORBIDDEN */
export async function startUpload(context: Context, id: string): Promise<ImportJob> {
  const job = await known(context, id);
  const from = ['CHECKED'] as const;
  const { mapping, createCustomers } = job;
  const order = { from, to: 'IMPORTING', mapping: mapping ?? [], createCustomers } as const;
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

function mappingOf(job: ImportRecord, header: readonly string[], chosen: readonly ImportMappingInput[] | null) {
  try {
    return chosenMapping(shapeOf(job.table as ImportTable), header, chosen);
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

const lasting: readonly string[] = ['CHECKING', 'IMPORTING'];

function shown(context: Context, job: ImportRecord): ImportJob {
  const { table, state, outcome, wrappedKey, startedAt, finishedAt } = job;
  const columns = shapeOf(table as ImportTable).columns;
  const since = state === 'DONE' ? (finishedAt ?? job.uploadedAt) : job.uploadedAt;
  const isForgotten = wrappedKey === null;
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
    columns: columnsOf(context, job).map(shownColumn),
    canonicalColumns: columns.map(({ name, required = false }) => ({
      name,
      required,
      meaning: meaningOf(table as ImportTable, name),
    })),
    mapping: job.mapping ?? [],
    createCustomers: job.createCustomers,
    progress: outcome === null ? share : 1,
    bytesRead: job.bytesDone,
    rows: job.rowsDone,
    counts: outcome,
    rejectKinds: kindsOf(context, job),
    rejectsPath: outcome === null || isForgotten ? null : `/imports/${job.id}/rejects.csv`,
    warnings: outcome?.warnings ?? [],
    problem: outcome?.problem ?? null,
    startedAt,
    finishedAt,
    seconds: startedAt === null || finishedAt === null ? null : (finishedAt - startedAt) / 1000,
  };
}
