import { sql } from 'kysely';
import { statement } from '../db/statement.ts';
import type { Visit, VisitHistory } from '../engine/facts.ts';
import { byCustomer, type FactSource, upTo } from './source.ts';

interface Row {
  customer_id: string;
  visit_id: string;
  at: number;
  day: number;
  local_minute: number | null;
  location_id: string | null;
  service_type: string | null;
  seating: string | null;
  party_size: number | null;
  channel: string | null;
  campaign_id: string | null;
  gross: number | null;
  discount: number | null;
  total: number | null;
  refund: number | null;
  items: number | null;
}

/** A fully refunded visit is no visit. */
export const counted = sql<boolean>`not (coalesce(v.refund_minor, 0) > 0 and coalesce(v.refund_minor >= v.total_minor, false))`;

const select = statement('facts.visits', 'customer', (kysely, customerIds: readonly string[], until: Date, timeZone: string) =>
  kysely
    .selectFrom('visits as v')
    .leftJoin('locations as l', 'l.location_id', 'v.location_id')
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
      localMinute(timeZone).as('local_minute'),
      'v.location_id',
      'v.service_type',
      'v.seating',
      'v.party_size',
      'v.channel',
      'v.campaign_id',
      'v.gross_minor as gross',
      'v.discount_minor as discount',
      'v.total_minor as total',
      'v.refund_minor as refund',
      sql<number | null>`v.item_count::float8`.as('items'),
    ])
    .$castTo<Row>(),
);

/** A visit recorded with a day only stands at exactly 12:00:00 local, so that very second says nothing of the time. */
export function localMinute(timeZone: string) {
  const local = sql`(v.visited_at at time zone coalesce(l.time_zone, ${timeZone}::text))`;
  return sql<
    number | null
  >`case when ${local}::time <> time '12:00' then (extract(hour from ${local}) * 60 + extract(minute from ${local}))::int end`;
}

function visitOf(row: Row): Visit {
  return {
    visitId: row.visit_id,
    at: row.at,
    day: row.day,
    localMinute: row.local_minute,
    locationId: row.location_id,
    serviceType: row.service_type,
    seating: row.seating,
    partySize: row.party_size,
    channel: row.channel,
    campaignId: row.campaign_id,
    grossMinor: row.gross,
    discountMinor: row.discount,
    totalMinor: row.total,
    netMinor: row.total === null ? null : row.total - (row.refund ?? 0),
    itemCount: row.items,
  };
}

/** Every visit at or before the instant, in order of (day, time, id). */
export const visits: FactSource<readonly Visit[], VisitHistory> = {
  read: async (db, customerIds, until, { timeZone }) =>
    byCustomer(await select(db, customerIds, new Date(until), timeZone), visitOf),
  at: (all, asOf) => ({ visits: upTo(all ?? [], asOf) }),
};
