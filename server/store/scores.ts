import { sql } from 'kysely';
import type { ColumnKind } from '../db/binary-copy.ts';
import type { BinaryRows } from '../db/binary-rows.ts';
import type { Db } from '../db/open.ts';
import { stageBytes } from '../db/staging.ts';
import { binaryStatement, statement } from '../db/statement.ts';

/** One current row per guest, as written by a run; names and units as in the table. */
export interface CurrentScore {
  readonly customer_id: string;
  readonly week: string;
  readonly config_version: number;
  readonly method: string;
  readonly health_score: number | null;
  readonly exact_score: number | null;
  readonly health_level: string | null;
  readonly coverage: number;
  readonly confidence: string;
  readonly visit_frequency: number | null;
  readonly spending_behavior: number | null;
  readonly loyalty_engagement: number | null;
  readonly feedback_sentiment: number | null;
  readonly communication_response: number | null;
  readonly recency_factor: number | null;
  readonly visit_days: number;
  /** Milliseconds since 1970; null: no visit. */
  readonly last_visit_at: number | null;
  readonly expected_visits_per_30_days: number | null;
  readonly lifetime_value_minor: number;
  readonly last_12_months_minor: number;
  readonly lifetime_value_percentile: number | null;
  readonly rfm_group: string | null;
  readonly completeness_score: number;
  readonly completeness_level: string;
  readonly churn_probability: number | null;
  readonly churn_risk: string | null;
  readonly engagement_risk_probability: number | null;
  readonly engagement_risk: string | null;
  readonly value_risk_probability: number | null;
  readonly value_risk: string | null;
  readonly percentile_rank: number | null;
}

/** A row as it stands there. */
export interface StoredScore extends CurrentScore {
  /** Another one after every writing. */
  readonly version: number;
}

/** The columns, in their order in every statement and piece of memory. */
export const scoreKinds = {
  customer_id: 'text',
  week: 'date',
  config_version: 'int4',
  method: 'text',
  health_score: 'int2',
  exact_score: 'float8',
  health_level: 'text',
  coverage: 'float8',
  confidence: 'text',
  visit_frequency: 'float8',
  spending_behavior: 'float8',
  loyalty_engagement: 'float8',
  feedback_sentiment: 'float8',
  communication_response: 'float8',
  recency_factor: 'float8',
  visit_days: 'int4',
  last_visit_at: 'timestamptz',
  expected_visits_per_30_days: 'float8',
  lifetime_value_minor: 'int8',
  last_12_months_minor: 'int8',
  lifetime_value_percentile: 'float8',
  rfm_group: 'text',
  completeness_score: 'float8',
  completeness_level: 'text',
  churn_probability: 'float8',
  churn_risk: 'text',
  engagement_risk_probability: 'float8',
  engagement_risk: 'text',
  value_risk_probability: 'float8',
  value_risk: 'text',
  percentile_rank: 'float8',
} as const satisfies Readonly<Record<keyof CurrentScore, ColumnKind>>;

const columns = Object.keys(scoreKinds) as (keyof CurrentScore)[];

/** The same for all rows of one writing. */
const instants = ['scored_at', 'recorded_at', 'facts_computed_at'] as const;

// What a run found just as it stood there: only the instants are written, as long as nobody else has written the row since it was read.
const confirm = binaryStatement(
  'store.confirmScores',
  'customer',
  (
    kysely,
    customerIds: readonly string[],
    versions: readonly number[],
    scoredAt: Date,
    recordedAt: Date,
    factsOf: Date | null,
    keepNewer: boolean,
  ) =>
    kysely
      .updateTable('current_scores as s')
      .set({
        scored_at: sql<Date>`${scoredAt}::timestamptz`,
        recorded_at: sql<Date>`${recordedAt}::timestamptz`,
        facts_computed_at: sql<Date | null>`${factsOf}::timestamptz`,
        version: sql<number>`s.version + 1`,
      })
      .from(
        sql<{ customer_id: string; version: string }>`unnest(${customerIds}::text[], ${versions}::bigint[])`.as<'r'>(
          sql`r (customer_id, version)`,
        ),
      )
      .whereRef('s.customer_id', '=', 'r.customer_id')
      .where(sql<boolean>`s.customer_id = any(${customerIds}::text[])`)
      .where(sql<boolean>`s.version = r.version`)
      .where(sql<boolean>`(not ${keepNewer}::boolean or s.scored_at <= ${scoredAt}::timestamptz)`)
      .returning('s.customer_id'),
);

// A customer erased while the run was computing is left out: the join holds only those who are still there. The first version is the
// moment, so that who is recorded again after that never meets a version that was there before.
const merge = statement(
  'store.mergeScores',
  'customer',
  (
    kysely,
    customerIds: readonly string[],
    scoredAt: Date,
    recordedAt: Date,
    factsOf: Date | null,
    keepNewer: boolean,
    first: number,
  ) =>
    kysely
      .insertInto('current_scores')
      .columns([...columns, ...instants, 'version'])
      .expression(
        kysely
          .selectFrom(sql<CurrentScore>`staging_current_scores_merged`.as('r'))
          .innerJoin('customers as c', (join) =>
            join.onRef('c.customer_id', '=', 'r.customer_id').on(sql<boolean>`c.customer_id = any(${customerIds}::text[])`),
          )
          .select([
            ...columns.map((column) => `r.${column}` as const),
            sql<Date>`${scoredAt}::timestamptz`.as('scored_at'),
            sql<Date>`${recordedAt}::timestamptz`.as('recorded_at'),
            sql<Date | null>`${factsOf}::timestamptz`.as('facts_computed_at'),
            sql<number>`${first}::bigint`.as('version'),
          ])
          .orderBy('r.customer_id'),
      )
      .onConflict((conflict) =>
        conflict
          .column('customer_id')
          .doUpdateSet((values) => ({
            ...Object.fromEntries([...columns.slice(1), ...instants].map((column) => [column, values.ref(`excluded.${column}`)])),
            version: sql<number>`current_scores.version + 1`,
          }))
          .where(sql<boolean>`(not ${keepNewer}::boolean or current_scores.scored_at <= excluded.scored_at)`),
      )
      .returning(['customer_id', sql<string>`version::text`.as('version')]),
);

export interface WriteInstants {
  /** The instant of the answers, and when they are written; milliseconds since 1970. */
  readonly scoredAt: number;
  readonly recordedAt: number;
  /** When the facts of the week were computed that the answers rest on, milliseconds since 1970; absent, null: not known for sure. */
  readonly factsComputedAt?: number | null;
  /** Leave rows alone that are of a later instant. */
  readonly keepNewer: boolean;
}

/** Whether two rows say the same. */
export function isSame(row: CurrentScore, before: CurrentScore): boolean {
  return row === before || columns.every((column) => before[column] === row[column]);
}

function firstTexts(rows: BinaryRows): string[] {
  const texts: string[] = [];
  for (let place = rows.firstPlace(); place !== null; place = rows.placeBehind(place)) texts.push(rows.open(place).text() ?? '');
  return texts;
}

/** Rows that a run found just as they stood there, each under the same index. */
export interface Unchanged {
  readonly customerIds: readonly string[];
  readonly versions: readonly number[];
}

/** Writes only the instants, of rows that nobody has written since they were read. @returns the ids of the others. */
export async function confirmScores(tx: Db, { customerIds, versions }: Unchanged, write: WriteInstants): Promise<string[]> {
  if (customerIds.length === 0) return [];
  const { scoredAt, recordedAt, factsOf } = datesOf(write);
  const rows = await confirm(tx, customerIds, versions, scoredAt, recordedAt, factsOf, write.keepNewer);
  if (rows.count === customerIds.length) return [];
  const confirmed = new Set(firstTexts(rows));
  return customerIds.filter((id) => !confirmed.has(id));
}

function datesOf({ scoredAt, recordedAt, factsComputedAt }: WriteInstants) {
  const factsOf = typeof factsComputedAt === 'number' ? new Date(factsComputedAt) : null;
  return { scoredAt: new Date(scoredAt), recordedAt: new Date(recordedAt), factsOf };
}

type Renewed = CurrentScore & Pick<StoredScore, 'version'>;

/** A row to write. */
export interface ReadyScore {
  readonly customerId: string;
  /** As of `bytesOfScore`. */
  readonly bytes: Buffer;
}

const staged = [...columns, 'version'];

const named = Object.fromEntries(columns.slice(1).map((column) => [column, sql.ref(`r.${column}`)]));

// As long as nobody else has written the row since it was read: so nothing has to be looked for but the row.
const replace = binaryStatement(
  'store.replaceScores',
  'customer',
  (kysely, customerIds: readonly string[], scoredAt: Date, recordedAt: Date, factsOf: Date | null, keepNewer: boolean) =>
    kysely
      .updateTable('current_scores as s')
      .set({
        ...named,
        scored_at: sql<Date>`${scoredAt}::timestamptz`,
        recorded_at: sql<Date>`${recordedAt}::timestamptz`,
        facts_computed_at: sql<Date | null>`${factsOf}::timestamptz`,
        version: sql<number>`s.version + 1`,
      })
      .from(sql<Renewed>`staging_current_scores`.as('r'))
      .whereRef('s.customer_id', '=', 'r.customer_id')
      .where(sql<boolean>`s.customer_id = any(${customerIds}::text[])`)
      .where(sql<boolean>`s.version = r.version`)
      .where(sql<boolean>`(not ${keepNewer}::boolean or s.scored_at <= ${scoredAt}::timestamptz)`)
      .returning('s.customer_id'),
);

/** Writes rows in place of those that were read, whose version each names. @returns the ids of those that were written. */
export async function replaceScores(
  tx: Db,
  rows: readonly (ReadyScore & { readonly version: number })[],
  write: WriteInstants,
): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const { scoredAt, recordedAt, factsOf } = datesOf(write);
  await stageBytes(tx, 'current_scores', staged, readyRows(rows));
  const ids = rows.map(({ customerId }) => customerId);
  const done = await replace(tx, ids, scoredAt, recordedAt, factsOf, write.keepNewer);
  return new Set(firstTexts(done));
}

function* readyRows(rows: readonly (ReadyScore & { readonly version?: number })[]) {
  for (const { bytes, version = 0 } of rows) yield { bytes, more: version };
}

/** Writes current rows by one merge. Customers who are not on record are left out. @returns the version of each row written, by id. */
export async function writeScores(tx: Db, rows: readonly ReadyScore[], write: WriteInstants): Promise<Map<string, number>> {
  if (rows.length === 0) return new Map();
  const { scoredAt, recordedAt, factsOf } = datesOf(write);
  await stageBytes(tx, 'current_scores', staged, readyRows(rows), '_merged');
  const ids = rows.map(({ customerId }) => customerId);
  const written = await merge(tx, ids, scoredAt, recordedAt, factsOf, write.keepNewer, write.recordedAt);
  return new Map(written.map(({ customer_id, version }) => [customer_id, Number(version)]));
}
