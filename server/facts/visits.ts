import { sql } from 'kysely';
import { statement } from '../db/statement.ts';
import type { Visit, VisitHistory } from '../engine/facts.ts';
import { byCustomer, type FactSource, upTo } from './source.ts';

interface Row {
  customer_id: string;
  visit_id: string;
  at: number;
  day: number;
  location_id: string | null;
  gross: number | null;
  discount: number | null;
  total: number | null;
  refund: number | null;
  items: number | null;
}

/** A fully refunded visit is no visit. */
export const counted = sql<boolean>`not (coalesce(v.refund_minor, 0) > 0 and coalesce(v.refund_minor >= v.total_minor, false))`;

const select = statement('facts.visits', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom('visits as v')
    .where(sql<boolean>`v.customer_id = any(${customerIds}::text[])`)
    .where('v.visited_at', '<=', until)
    .where(counted)
    .orderBy('v.customer_id')
    .orderBy('v.business_day')
    .orderBy('v.visited_at')
    .orderBy(sql`v.visit_id collate "C"`)
    .select([
      'v.customer_id',
      'v.visit_id',
      sql<number>`(extract(epoch from v.visited_at) * 1000)::float8`.as('at'),
      sql<number>`v.business_day - date '1970-01-01'`.as('day'),
      'v.location_id',
      'v.gross_minor as gross',
      'v.discount_minor as discount',
      'v.total_minor as total',
      'v.refund_minor as refund',
      sql<number | null>`v.item_count::float8`.as('items'),
    ])
    .$castTo<Row>(),
);

function visitOf(row: Row): Visit {
  return {
    visitId: row.visit_id,
    at: row.at,
    day: row.day,
    locationId: row.location_id,
    grossMinor: row.gross,
    discountMinor: row.discount,
    totalMinor: row.total,
    netMinor: row.total === null ? null : row.total - (row.refund ?? 0),
    itemCount: row.items,
  };
}

/** Every visit at or before the instant, in order of (day, time, id). */
export const visits: FactSource<readonly Visit[], VisitHistory> = {
  read: async (db, customerIds, until) => byCustomer(await select(db, customerIds, new Date(until)), visitOf),
  at: (all, asOf) => ({ visits: upTo(all ?? [], asOf) }),
};
