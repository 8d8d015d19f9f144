import { randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type { Viewer } from '../../access/viewer.ts';
import {
  type BulkFormat,
  type BulkRecord,
  cancelBulkExport as cancelRecord,
  insertBulkExport,
  newestBulkExports,
  readBulkExport,
} from '../../store/bulk-exports.ts';
import { sealBulkOrder } from '../../store/bulk-pieces.ts';
import type { Context } from '../context.ts';
import { badInput, refusal } from '../errors.ts';
import { largestArguments } from '../limits/largest.ts';
import type { BulkExport } from '../types.generated.ts';
import { assertAllowed } from './allowed.ts';
import { planBulk } from './plan.ts';

const mostListed = 100;
const longestQuery = 20_000;
/** Exports of one caller that are worked on at a time, and that take up room. */
const most = { open: 3, kept: 20 } as const;
/** Progress until the checksum is there. */
const nearlyDone = 0.99;

/** @throws GraphQLError BAD_USER_INPUT, CONFLICT, FORBIDDEN, FEATURE_DISABLED, QUERY_TOO_EXPENSIVE */
export async function requestBulkExport(
  context: Context,
  schema: GraphQLSchema,
  given: { readonly query: string; readonly variables?: string | null | undefined; readonly format: BulkFormat },
): Promise<BulkExport> {
  const { db, viewer, now, serving } = context;
  const { query, format } = given;
  if (query.length > longestQuery) throw badInput(`query may have at most ${longestQuery} characters, got ${query.length}`);
  const order = { query, variables: variablesOf(given.variables ?? '{}') };
  const plan = planBulk(schema, largestArguments(serving.settings.ENHANCED_PROFILE_BATCH_SIZE), order);
  assertAllowed(schema, plan.document, viewer, serving.settings);
  const id = randomUUID();
  const { principal, name } = viewer;
  if (principal.startsWith('jwt:'))
    throw refusal('FORBIDDEN', 'An export goes on when a token has ended; ask for it with a key or a session');
  const tooMany = await insertBulkExport(db, { id, format, now, principal, name, ...sealBulkOrder(db, id, order) }, most);
  if (tooMany === 'OPEN')
    throw refusal('CONFLICT', `Expected at most ${most.open} exports at a time, got one more; wait for one, or cancel one`);
  if (tooMany === 'KEPT')
    throw refusal(
      'CONFLICT',
      `Expected at most ${most.kept} exports whose files are kept, got one more; cancel one that was fetched`,
    );
  return shown(await known(context, id));
}

function variablesOf(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badInput('variables: expected the text of a JSON object, got no JSON; write them as {"name": value}');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badInput('variables: expected the text of a JSON object, got another JSON value; write them as {"name": value}');
  }
  return value as Readonly<Record<string, unknown>>;
}

/** @throws GraphQLError BAD_USER_INPUT */
export async function bulkExports({ db, viewer }: Context, first: number): Promise<BulkExport[]> {
  if (first < 1 || first > mostListed) throw badInput(`first must be from 1 to ${mostListed}, got ${first}`);
  const whose = seesAll(viewer) ? null : viewer.principal;
  return (await newestBulkExports(db, whose, first)).map(shown);
}

export async function bulkExport(context: Context, id: string): Promise<BulkExport | null> {
  const found = await own(context, id);
  return found === null ? null : shown(found);
}

/** @throws GraphQLError BAD_USER_INPUT, CONFLICT */
export async function cancelBulkExport(context: Context, id: string): Promise<BulkExport> {
  const { state } = await known(context, id);
  if (!(await cancelRecord(context.db, id, context.now)))
    throw refusal('CONFLICT', `This export is ${state}: nothing is left to cancel`);
  return shown(await known(context, id));
}

/** Whether the viewer may look at everybody's exports: one who could ask for them as well. */
export function seesAll({ role, reach }: Viewer): boolean {
  return role === 'ADMIN' && reach === null;
}

/** Null: there is none, or it is somebody else's: nobody can tell which. */
async function own({ db, viewer }: Context, id: string): Promise<BulkRecord | null> {
  const found = await readBulkExport(db, id);
  return found !== null && (seesAll(viewer) || found.principal === viewer.principal) ? found : null;
}

async function known(context: Context, id: string): Promise<BulkRecord> {
  const found = await own(context, id);
  if (found === null) throw badInput('id must be that of an export of yours, got another one; bulkExports lists them');
  return found;
}

function shown(record: BulkRecord): BulkExport {
  const { id, state, startedAt, finishedAt, rowsDone, rowsTotal } = record;
  const share = rowsTotal === null || rowsTotal === 0 ? 0 : rowsDone / rowsTotal;
  return {
    id,
    state,
    format: record.format,
    requestedAt: record.requestedAt,
    requestedBy: record.requestedBy,
    startedAt,
    finishedAt,
    seconds: startedAt === null || finishedAt === null ? null : (finishedAt - startedAt) / 1000,
    rows: rowsDone,
    total: rowsTotal,
    progress: record.checksum === null ? Math.min(share, nearlyDone) : 1,
    bytes: record.bytes,
    sha256: record.checksum,
    expiresAt: record.expiresAt,
    downloadPath: state === 'DONE' ? `/exports/jobs/${id}` : null,
    problem: record.problem,
  };
}
