import type { Viewer } from '../../server/access/viewer.ts';
import type { Db } from '../../server/db/open.ts';
import { defaultScoring, type ScoringConfig } from '../../server/engine/config.ts';
import { openAnswerCache } from '../../server/facts/answer-cache.ts';
import { openWeeks } from '../../server/facts/population.ts';
import type { GraphqlSettings, Serving } from '../../server/graphql/context.ts';
import { type GraphqlDoor, openGraphql } from '../../server/graphql/server.ts';
import type { ImportTable } from '../../server/ingest/columns.ts';
import { recordRows } from '../../server/ingest/record.ts';
import { openCurrentScoring } from '../../server/jobs/current-scoring.ts';
import { completeRun } from '../../server/jobs/runs.ts';
import { scoreCustomers } from '../../server/jobs/score.ts';
import { scoreSinks } from '../../server/jobs/sinks.ts';
import { testDatabase } from '../support/database.ts';

/** A small restaurant on a real PostgreSQL, and the way to ask it questions. */

export const now = Date.parse('2026-03-02T12:00:00Z'); // a Monday
const dayMs = 86_400_000;
const calendar = { timeZone: 'Europe/Berlin', dayStartMinutes: 240 };

export const settings: GraphqlSettings = {
  CURRENCY: 'EUR',
  TIME_ZONE: 'Europe/Berlin',
  ENHANCED_PROFILE_BATCH_SIZE: 50,
  HEALTH_SCORE_CALCULATION_INTERVAL: 86_400,
  FEATURE_ENHANCED_PROFILES: true,
  FEATURE_HEALTH_SCORING: true,
  FEATURE_PREDICTIVE_ANALYTICS: true,
  FEATURE_REAL_TIME_ALERTS: true,
  FEATURE_BATCH_PROCESSING: true,
};

const viewerWith = (role: Viewer['role'], reach: ReadonlySet<string> | null = null): Viewer => ({
  role,
  name: role.toLowerCase(),
  principal: `test:${role}`,
  reach,
});
export const admin = viewerWith('ADMIN');
export const manager = viewerWith('MANAGER');
export const analyst = viewerWith('ANALYST');
export const partner = (...ids: readonly string[]) => viewerWith('PARTNER', new Set(ids));
export const narrowManager = (...ids: readonly string[]) => viewerWith('MANAGER', new Set(ids));

/** G01 … with names that sort differently in capitals, umlauts and with spaces; every seventh has none. */
export function guestId(index: number): string {
  return `G${String(index).padStart(2, '0')}`;
}

function nameOf(index: number): string | null {
  if (index % 7 === 6) return null;
  const names = ['Ada', 'bruno', 'Éloïse', 'Zoë', 'ada', 'Özlem', 'Chris 100%_\\'];
  return `${names[index % names.length]} ${index % 4 === 0 ? 'Smith' : 'Müller'}${index % 5 === 0 ? '' : ` ${index}`}`;
}

function customerRows(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    customer_id: guestId(index),
    name: nameOf(index),
    email: index % 3 === 0 ? undefined : `guest${index}@example.com`,
    phone: index % 2 === 0 ? `+49 30 55500${index}` : undefined,
    birth_date: index % 4 === 0 ? '1980-02-29' : undefined,
    segment: index % 6 === 0 ? 'VIP' : undefined,
    city: 'Berlin',
    created_at: '2024-01-01T00:00:00Z',
    consent_email: 'true',
  }));
}

/** Guest i comes every 3 + i days, the last ten guests never; each visit holds two of six dishes. */
function visitRows(count: number) {
  return Array.from({ length: Math.max(0, count - 10) }, (_, index) =>
    Array.from({ length: 1 + (index % 12) }, (_unused, visit) => ({
      customer_id: guestId(index),
      visit_id: `${guestId(index)}-${visit}`,
      visited_at: new Date(now - (1 + index + visit * (3 + index)) * dayMs).toISOString(),
      location_id: 'MITTE',
      party_size: String(1 + (index % 4)),
      item_count: '2',
      gross: '20.00',
      discount: index % 5 === 0 ? '2.50' : '0',
      total: index % 5 === 0 ? '17.50' : '20.00',
    })),
  ).flat();
}

async function load(db: Db, count: number): Promise<void> {
  const recordedAt = now - 2 * 3_600_000; // before the scoring, which otherwise leaves the marks to a later one
  const context = { now: recordedAt, timeZone: 'Europe/Berlin', dayStartMinutes: 240, currency: 'EUR', createCustomers: false };
  const record = async (table: ImportTable, rows: readonly Readonly<Record<string, string | null | undefined>>[]) => {
    const { errors } = await recordRows(db, context, table, rows);
    if (errors.length > 0) throw new Error(`${table}: ${JSON.stringify(errors.slice(0, 3))}`);
  };
  const visits = visitRows(count);
  await record('locations', [{ location_id: 'MITTE', name: 'Mitte', time_zone: 'Europe/Berlin', venue_type: 'CASUAL' }]);
  await record('customers', customerRows(count));
  await record('visits', visits);
  await record(
    'visit_items',
    visits.flatMap(({ customer_id, visit_id }, index) => [
      { customer_id, visit_id, line: '1', menu_item_id: `D${index % 6}`, quantity: '1', unit_price: '8.00' },
      { customer_id, visit_id, line: '2', menu_item_id: `D${(index + 1) % 3}`, quantity: '1', unit_price: '12.00' },
    ]),
  );
  await record('loyalty_accounts', [{ customer_id: guestId(1), tier: 'GOLD', joined_at: '2025-01-01T10:00:00Z' }]);
  await record('feedback', [
    { customer_id: guestId(1), feedback_id: 'F1', at: '2026-01-05T10:00:00Z', rating: '5', comment: 'The tart was lovely' },
    { customer_id: guestId(1), feedback_id: 'F2', at: '2026-02-05T10:00:00Z', nps: '9' },
  ]);
}

export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Restaurant {
  readonly db: Db;
  readonly door: GraphqlDoor;
  readonly serving: Serving;
  readonly faults: unknown[];
  /** Asks as an administrator unless told otherwise. */
  ask(query: string, variables?: Readonly<Record<string, unknown>>, viewer?: Viewer): Promise<Answer>;
  /** The data of an answer without errors. */
  data<Data>(query: string, variables?: Readonly<Record<string, unknown>>, viewer?: Viewer): Promise<Data>;
  /** The codes of an answer's errors. */
  codes(query: string, variables?: Readonly<Record<string, unknown>>, viewer?: Viewer): Promise<unknown[]>;
  /** How many statements a question takes. */
  statementsOf(query: string, variables?: Readonly<Record<string, unknown>>): Promise<string[]>;
}

export async function openRestaurant(
  options: {
    readonly guests?: number;
    readonly score?: boolean;
    /** Absent: nothing is remembered between questions. */
    readonly cacheSeconds?: number;
    readonly change?: Partial<GraphqlSettings>;
    /** The configuration where nothing is saved. */
    readonly defaults?: ScoringConfig;
    readonly db?: Db;
  } = {},
): Promise<Restaurant> {
  const db = options.db ?? (await testDatabase());
  const scoring = openCurrentScoring(options.defaults ?? defaultScoring, { db, worker: db, calendar, clock: () => now });
  const fresh = options.db === undefined || options.guests !== undefined;
  if (fresh) await load(db, options.guests ?? 40);
  const rescore = async (customerIds: readonly string[] | undefined, asOf: number) => {
    const { config } = await scoring.newest();
    // As a worker does: however long the facts of a week take, the score waits for them.
    const weeks = openWeeks({ db, worker: db, config, calendar, clock: () => now, patienceMs: Number.POSITIVE_INFINITY });
    return await scoreCustomers(db, {
      config,
      calendar,
      weeks,
      asOf,
      now: asOf,
      keepNewer: true,
      sinks: scoreSinks(config),
      ...(customerIds === undefined ? {} : { customerIds }),
    });
  };
  if (options.score !== false && fresh) await rescore(undefined, now - 3_600_000);
  const faults: unknown[] = [];
  const serving: Serving = {
    db,
    settings: { ...settings, ...options.change },
    calendar,
    scoring,
    answers: options.cacheSeconds === undefined ? null : openAnswerCache(options.cacheSeconds),
    rescore,
    rescoreAll: async (asOf) => {
      const { config, weeks } = await scoring.newest();
      const options = { config, calendar, weeks, sinks: scoreSinks(config), clock: () => asOf };
      return (await completeRun(db, { kind: 'REQUESTED', asOf }, options)).id;
    },
    onFault: ({ error }) => faults.push(error),
  };
  const door = await openGraphql(serving);
  const ask: Restaurant['ask'] = async (query, variables = {}, viewer = admin) =>
    (await door.run({ viewer, now, requestId: 'request-1' }, { query, variables })) as Answer;
  return {
    db,
    door,
    serving,
    faults,
    ask,
    async data<Data>(query: string, variables?: Readonly<Record<string, unknown>>, viewer?: Viewer) {
      const { data, errors } = await ask(query, variables, viewer);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data as Data;
    },
    async codes(query, variables, viewer) {
      return ((await ask(query, variables, viewer)).errors ?? []).map(({ extensions }) => extensions?.code);
    },
    async statementsOf(query, variables) {
      const names: string[] = [];
      db.onStatement = (name) => names.push(name);
      const { errors } = await ask(query, variables);
      db.onStatement = null;
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return names;
    },
  };
}
