import { type Kysely, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { Tables } from '../db/tables.ts';
import type { VenueSales } from '../engine/population.ts';
import { counted } from './visits.ts';

const venueTypes = statement('facts.venueTypes', 'own', (kysely) =>
  kysely
    .selectFrom('locations')
    .where('venue_type', 'is not', null)
    .groupBy('venue_type')
    .orderBy(sql`count(*)`, 'desc')
    .orderBy('venue_type')
    .select('venue_type'),
);

/** The item lines of all counted visits on days after `afterDay` and before the instant `until`. */
function soldLines(kysely: Kysely<Tables>, afterDay: string, until: Date) {
  return kysely
    .selectFrom('visit_items as i')
    .innerJoin('visits as v', (join) => join.onRef('v.customer_id', '=', 'i.customer_id').onRef('v.visit_id', '=', 'i.visit_id'))
    .where('v.visited_at', '<', until)
    .where(sql<boolean>`v.business_day > ${afterDay}::date`)
    .where(counted);
}

const itemVisits = statement('facts.itemVisits', 'population', (kysely, afterDay: string, until: Date) =>
  kysely
    .selectFrom(
      soldLines(kysely, afterDay, until)
        .groupBy(['i.customer_id', 'i.visit_id', 'i.menu_item_id'])
        .select(['i.customer_id', 'i.visit_id', 'i.menu_item_id'])
        .as('once'),
    )
    .groupBy('menu_item_id')
    .orderBy(sql`menu_item_id collate "C"`)
    .select(['menu_item_id', sql<number>`count(*)::int`.as('visits')]),
);

const itemisedVisits = statement('facts.itemisedVisits', 'population', (kysely, afterDay: string, until: Date) =>
  kysely
    .selectFrom(
      soldLines(kysely, afterDay, until)
        .groupBy(['i.customer_id', 'i.visit_id'])
        .select(['i.customer_id', 'i.visit_id'])
        .as('once'),
    )
    .select(sql<number>`count(*)::int`.as('visits')),
);

const categorySpend = statement('facts.categorySpend', 'population', (kysely, afterDay: string, until: Date) =>
  soldLines(kysely, afterDay, until)
    .innerJoin('menu_items as m', 'm.menu_item_id', 'i.menu_item_id')
    .where('i.unit_price_minor', 'is not', null)
    .groupBy('m.category')
    .orderBy(sql`m.category collate "C"`)
    .select([
      'm.category',
      sql<number>`sum(round(i.quantity * i.unit_price_minor) - coalesce(i.discount_minor, 0))::float8`.as('spent'),
    ]),
);

/** The most common type among the locations; null: none states one. */
export async function readVenueType(db: Db): Promise<string | null> {
  return (await venueTypes(db))[0]?.venue_type ?? null;
}

/** What the venue sold on the days after `afterDay` (ISO) and before the instant. */
export async function readVenueSales(db: Db, afterDay: string, until: number): Promise<Omit<VenueSales, 'visitCounts'>> {
  const before = new Date(until);
  const venueType = await readVenueType(db);
  const byItem = await itemVisits(db, afterDay, before);
  const visits = (await itemisedVisits(db, afterDay, before))[0]?.visits ?? 0;
  const byCategory = await categorySpend(db, afterDay, before);
  const spent = byCategory.reduce((total, row) => total + row.spent, 0);
  return {
    venueType,
    itemShares: Object.fromEntries(byItem.map((row) => [row.menu_item_id, row.visits / visits])),
    categoryShares: Object.fromEntries(
      byCategory.flatMap((row) => (row.category === null || spent === 0 ? [] : [[row.category, row.spent / spent]])),
    ),
  };
}
