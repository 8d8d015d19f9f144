import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { Tables } from '../db/tables.ts';
import { millis } from './guests.ts';
import type { InterventionRecord } from './interventions.ts';

/** A place in a guest's history: newest first, ties by id. */
export interface HistoryPlace {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly id: string;
}

export interface HistoryRequest {
  readonly count: number;
  /** From the oldest towards the newest. */
  readonly backward: boolean;
  readonly from: HistoryPlace | null;
}

export interface HistoryPage<Item> {
  /** Newest first. */
  readonly items: readonly Item[];
  /** More beyond the page in the direction of the walk. */
  readonly more: boolean;
}

/** A visit as it is on record. Money in minor units; null: not on record. */
export interface VisitRecord {
  readonly customerId: string;
  readonly id: string;
  readonly visitedAt: number;
  /** ISO date. */
  readonly businessDay: string;
  readonly locationId: string | null;
  readonly serviceType: string | null;
  readonly seating: string | null;
  readonly partySize: number | null;
  readonly itemCount: number | null;
  readonly gross: number | null;
  readonly discount: number | null;
  readonly total: number | null;
  readonly refund: number | null;
}

/** Feedback as it is on record; the comment stays sealed. */
export interface FeedbackRecord {
  readonly customerId: string;
  readonly id: string;
  readonly at: number;
  readonly source: string | null;
  readonly nps: number | null;
  readonly rating: number | null;
  readonly sentiment: number | null;
  readonly commentSealed: Buffer | null;
}

type Wanted = [ids: readonly string[], count: number];
type From = [at: Date, id: string];
type PageStatement<Row> = (db: Db, ids: readonly string[], count: number, from: From | null) => Promise<Row[]>;
type Scan = 'asc' | 'desc';

function behind(time: string, key: string, scan: Scan, from: From | null): RawBuilder<boolean> {
  if (from === null) return sql<boolean>`true`;
  const [at, id] = from;
  return sql<boolean>`(${sql.ref(time)}, ${sql.ref(key)}) ${scan === 'asc' ? sql`>` : sql`<`} (${at}::timestamptz, ${id})`;
}

function visitPage(kysely: Kysely<Tables>, scan: Scan, [ids, count]: Wanted, from: From | null): Compilable<VisitRecord> {
  return kysely
    .selectFrom('customers as c')
    .innerJoinLateral(
      (outer) =>
        outer
          .selectFrom('visits as v')
          .whereRef('v.customer_id', '=', 'c.customer_id')
          .where(behind('v.visited_at', 'v.visit_id', scan, from))
          .select([
            'v.visit_id as id',
            'v.business_day as businessDay',
            'v.location_id as locationId',
            'v.service_type as serviceType',
          ])
          .select(['v.seating', 'v.party_size as partySize', 'v.gross_minor as gross', 'v.discount_minor as discount'])
          .select([
            'v.total_minor as total',
            'v.refund_minor as refund',
            sql<number | null>`v.item_count::float8`.as('itemCount'),
          ])
          .select(millis('v.visited_at').as('visitedAt'))
          .orderBy('v.visited_at', scan)
          .orderBy('v.visit_id', scan)
          .limit(count)
          .as('page'),
      (join) => join.onTrue(),
    )
    .where(sql<boolean>`c.customer_id = any(${ids})`)
    .select('c.customer_id as customerId')
    .selectAll('page');
}

function feedbackPage(kysely: Kysely<Tables>, scan: Scan, [ids, count]: Wanted, from: From | null): Compilable<FeedbackRecord> {
  return kysely
    .selectFrom('customers as c')
    .innerJoinLateral(
      (outer) =>
        outer
          .selectFrom('feedback as f')
          .whereRef('f.customer_id', '=', 'c.customer_id')
          .where(behind('f.at', 'f.feedback_id', scan, from))
          .select(['f.feedback_id as id', 'f.source', 'f.nps', 'f.rating', 'f.sentiment', 'f.comment_sealed as commentSealed'])
          .select(millis('f.at').as('at'))
          .orderBy('f.at', scan)
          .orderBy('f.feedback_id', scan)
          .limit(count)
          .as('page'),
      (join) => join.onTrue(),
    )
    .where(sql<boolean>`c.customer_id = any(${ids})`)
    .select('c.customer_id as customerId')
    .selectAll('page');
}

function interventionPage(
  kysely: Kysely<Tables>,
  scan: Scan,
  [ids, count]: Wanted,
  from: From | null,
): Compilable<InterventionRecord> {
  return kysely
    .selectFrom('customers as c')
    .innerJoinLateral(
      (outer) =>
        outer
          .selectFrom('interventions as i')
          .whereRef('i.customer_id', '=', 'c.customer_id')
          .where(behind('i.at', 'i.intervention_id', scan, from))
          .select(['i.intervention_id as interventionId', sql<string>`lower(i.action)`.as('action'), millis('i.at').as('at')])
          .select([sql<InterventionRecord['arm']>`i.arm`.as('arm'), sql<number | null>`i.cost_minor::float8`.as('costMinor')])
          .orderBy('i.at', scan)
          .orderBy('i.intervention_id', scan)
          .limit(count)
          .as('page'),
      (join) => join.onTrue(),
    )
    .where(sql<boolean>`c.customer_id = any(${ids})`)
    .select('c.customer_id as customerId')
    .selectAll('page');
}

type Build<Row> = (kysely: Kysely<Tables>, scan: Scan, wanted: Wanted, from: From | null) => Compilable<Row>;

/** The statements of one direction: from the end of the list, and from a place in it. */
function walk<Row>(name: string, scan: Scan, build: Build<Row>): PageStatement<Row> {
  const begun = statement<Wanted, Row>(`${name}-${scan}`, 'customer', (kysely, ids, count) =>
    build(kysely, scan, [ids, count], null),
  );
  const continued = statement<[...Wanted, ...From], Row>(`${name}-${scan}-continued`, 'customer', (kysely, ids, count, at, id) =>
    build(kysely, scan, [ids, count], [at, id]),
  );
  return (db, ids, count, from) => (from === null ? begun(db, ids, count) : continued(db, ids, count, ...from));
}

type Reader<Row> = (db: Db, ids: readonly string[], request: HistoryRequest) => Promise<Map<string, HistoryPage<Row>>>;

/** Ids in, one page per guest out, all in one statement. A guest without events is absent from the map. */
function reader<Row extends { readonly customerId: string }>(name: string, build: Build<Row>): Reader<Row> {
  const newestFirst = walk(name, 'desc', build);
  const oldestFirst = walk(name, 'asc', build);
  return async (db, ids, { count, backward, from }) => {
    const read = backward ? oldestFirst : newestFirst;
    const rows = await read(db, ids, count + 1, from === null ? null : [new Date(from.at), from.id]);
    const found = new Map<string, Row[]>();
    for (const row of rows) {
      const known = found.get(row.customerId);
      if (known === undefined) found.set(row.customerId, [row]);
      else known.push(row);
    }
    return new Map([...found].map(([id, all]) => [id, pageOf(all, count, backward)]));
  };
}

function pageOf<Row>(all: readonly Row[], count: number, backward: boolean): HistoryPage<Row> {
  const items = all.slice(0, count);
  return { items: backward ? items.reverse() : items, more: all.length > count };
}

/** Visits, refunded ones included. */
export const readVisitPages: Reader<VisitRecord> = reader('visits/page', visitPage);
export const readFeedbackPages: Reader<FeedbackRecord> = reader('feedback/page', feedbackPage);
export const readInterventionPages: Reader<InterventionRecord> = reader('interventions/pages', interventionPage);

function counter(table: 'visits' | 'feedback' | 'interventions') {
  const count = statement(`${table}/count`, 'customer', (kysely, ids: readonly string[]) =>
    kysely
      .selectFrom(table)
      .where(sql<boolean>`customer_id = any(${ids})`)
      .groupBy('customer_id')
      .select(['customer_id as customerId', sql<number>`count(*)::float8`.as('count')]),
  );
  return async (db: Db, ids: readonly string[]): Promise<Map<string, number>> =>
    new Map((await count(db, ids)).map((row) => [row.customerId, row.count]));
}

/** How many there are per guest; a guest without any is absent from the map. */
export const countVisits = counter('visits');
export const countFeedback = counter('feedback');
export const countInterventionsOf = counter('interventions');
