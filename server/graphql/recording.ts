import { mayReach, type Viewer } from '../access/viewer.ts';
import type { Db } from '../db/open.ts';
import type { ImportTable } from '../ingest/columns.ts';
import { recordRows } from '../ingest/record.ts';
import { KeyReused, once, requestHash } from '../store/idempotency.ts';
import type { Context } from './context.ts';
import { badInput, refusal } from './errors.ts';
import type {
  CampaignSendInput,
  CustomerInput,
  FeedbackInput,
  LoyaltyTransactionInput,
  RecordResult,
  VisitInput,
} from './types.generated.ts';

/** Most rows of one mutation; more is what imports are for. */
const mostRows = 1000;
const longestKey = 255; // as the table has it

type Row = Readonly<Record<string, string | null | undefined>>;

/** What a recording mutation of one table looks like. */
export interface Recording {
  readonly operation: string;
  readonly table: ImportTable;
  readonly rows: readonly Row[];
  /** The input field of a column. */
  readonly fieldOf: (column: string) => string;
}

/** Values as an import file would have them: instants as ISO 8601, numbers and flags as text; null clears, undefined keeps. */
function asText(value: string | number | boolean | null | undefined, isInstant = false): string | null | undefined {
  if (value === null || value === undefined) return value;
  return isInstant ? new Date(Number(value)).toISOString() : String(value);
}

const instants: ReadonlySet<string> = new Set([
  'at',
  'visitedAt',
  'createdAt',
  'sentAt',
  'deliveredAt',
  'openedAt',
  'clickedAt',
  'repliedAt',
]);

export function camelCase(column: string): string {
  return column.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function rowOf(input: Readonly<Record<string, string | number | boolean | null | undefined>>, idColumn: string | null): Row {
  return Object.fromEntries(
    Object.entries(input).map(([field, value]) => [
      field === 'id' && idColumn !== null ? idColumn : snakeCase(field),
      asText(value, instants.has(field)),
    ]),
  );
}

export function recordCustomers(
  context: Context,
  customers: readonly CustomerInput[],
  idempotencyKey: string | null | undefined,
): Promise<RecordResult> {
  const rows = customers.map((customer) => rowOf({ ...customer }, 'customer_id'));
  const fieldOf = (column: string) => (column === 'customer_id' ? 'id' : camelCase(column));
  return record(context, { operation: 'upsertCustomers', table: 'customers', rows, fieldOf }, idempotencyKey);
}

type EventInput = VisitInput | FeedbackInput | LoyaltyTransactionInput | CampaignSendInput;

/** A mutation that records one kind of event: its input fields are the import columns in camelCase. */
function recordEvents<Input extends EventInput>(operation: string, table: ImportTable) {
  return (context: Context, inputs: readonly Input[], idempotencyKey: string | null | undefined): Promise<RecordResult> => {
    const rows = inputs.map((input) => rowOf({ ...input }, null));
    return record(context, { operation, table, rows, fieldOf: camelCase }, idempotencyKey);
  };
}

export const recordVisits = recordEvents<VisitInput>('recordVisits', 'visits');
export const recordFeedback = recordEvents<FeedbackInput>('recordFeedback', 'feedback');
export const recordLoyaltyTransactions = recordEvents<LoyaltyTransactionInput>(
  'recordLoyaltyTransactions',
  'loyalty_transactions',
);
export const recordCampaignSends = recordEvents<CampaignSendInput>('recordCampaignSends', 'campaign_sends');

/** @throws GraphQLError BATCH_TOO_LARGE, BAD_USER_INPUT, CONFLICT */
async function record(context: Context, recording: Recording, idempotencyKey: string | null | undefined): Promise<RecordResult> {
  const { rows, operation } = recording;
  if (rows.length > mostRows) {
    const message = `At most ${mostRows} rows at once, got ${rows.length}; send them in several requests or use ecx import`;
    throw refusal('BATCH_TOO_LARGE', message, { limit: mostRows, got: rows.length });
  }
  const touched: string[] = [];
  const work = async (db: Db): Promise<RecordResult> => {
    const { result, customerIds } = await write(context, db, recording);
    touched.push(...customerIds);
    return result;
  };
  const result = await atMostOnce(context, idempotencyKey, requestHash(operation, rows), work);
  if (touched.length > 0) await rescored(context, touched);
  return result;
}

/**
 * Does the work once for a key.
 * @throws GraphQLError BAD_USER_INPUT for a key that is too long, CONFLICT for one that came with another request.
 */
export async function atMostOnce<Answer>(
  { db, viewer, now }: Context,
  key: string | null | undefined,
  hash: Buffer,
  work: (db: Db) => Promise<Answer>,
): Promise<Answer> {
  if (key === null || key === undefined) return await work(db);
  if (key.length < 1 || key.length > longestKey) {
    throw badInput(`idempotencyKey must have 1 to ${longestKey} characters, got ${key.length}`);
  }
  try {
    return (await once(db, { principal: viewer.principal, key, hash, now }, work)).answer;
  } catch (error) {
    if (!(error instanceof KeyReused)) throw error;
    throw refusal('CONFLICT', 'This idempotencyKey came with another request within 24 hours; send a new key with a new request');
  }
}

/** Checks and merges rows of one table, those out of the viewer's reach refused. */
export async function write({ viewer, serving, now }: Context, db: Db, { table, rows, fieldOf }: Recording) {
  const allowed = rows.flatMap((row, index) => (inReach(viewer, row) ? [{ row, index }] : []));
  const refused = rows.flatMap((row, index) =>
    inReach(viewer, row) ? [] : [{ index, field: fieldOf('customer_id'), message: outOfReach }],
  );
  const ingest = {
    now,
    timeZone: serving.settings.TIME_ZONE,
    dayStartMinutes: serving.calendar.dayStartMinutes,
    currency: serving.settings.CURRENCY,
    createCustomers: false,
  };
  const done = await recordRows(
    db,
    ingest,
    table,
    allowed.map(({ row }) => row),
  );
  const errors = done.errors.map(({ index, column, message }) => ({
    index: allowed[index]?.index ?? index,
    field: column === null ? null : fieldOf(column),
    message,
  }));
  const result: RecordResult = {
    inserted: done.inserted,
    updated: done.updated,
    unchanged: done.unchanged,
    errors: [...errors, ...refused].sort((a, b) => a.index - b.index),
  };
  return { result, customerIds: done.customerIds };
}

/** The same for an unknown customer and for a foreign one: a restricted key knows only its own. */
const outOfReach = 'No such customer in your reach; record only customers that your key names';

function inReach(viewer: Viewer, row: Row): boolean {
  const customerId = row.customer_id;
  return viewer.reach === null || (typeof customerId === 'string' && mayReach(viewer, customerId));
}

/** The rows are on record whatever happens here: a guest who could not be scored stays marked and is answered as of now. */
export async function rescored({ serving, now, requestId, seen }: Context, customerIds: readonly string[]): Promise<void> {
  for (const id of customerIds) seen.customers.add(id);
  try {
    await serving.rescore([...new Set(customerIds)], now);
  } catch (error) {
    serving.onFault({ requestId, error });
  }
}
