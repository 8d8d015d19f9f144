import { sql } from 'kysely';
import { statement } from '../db/statement.ts';
import type { ItemHistory, ItemLine } from '../engine/facts.ts';
import { byCustomer, type FactSource, upTo } from './source.ts';
import { counted } from './visits.ts';

interface Row {
  customer_id: string;
  visit_id: string;
  at: number;
  day: number;
  menu_item_id: string;
  name: string;
  category: string | null;
  child_item: boolean | null;
  quantity: number;
  spent: number | null;
}

const select = statement('facts.items', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom('visit_items as i')
    .innerJoin('visits as v', (join) => join.onRef('v.customer_id', '=', 'i.customer_id').onRef('v.visit_id', '=', 'i.visit_id'))
    .innerJoin('menu_items as m', 'm.menu_item_id', 'i.menu_item_id')
    .where(sql<boolean>`i.customer_id = any(${customerIds}::text[])`)
    .where(sql<boolean>`v.customer_id = any(${customerIds}::text[])`)
    .where('v.visited_at', '<=', until)
    .where(counted)
    .groupBy([
      'i.customer_id',
      'i.visit_id',
      'v.visited_at',
      'v.business_day',
      'i.menu_item_id',
      'm.name',
      'm.category',
      'm.child_item',
    ])
    .orderBy('i.customer_id')
    .orderBy('v.business_day')
    .orderBy('v.visited_at')
    .orderBy(sql`i.visit_id collate "C"`)
    .orderBy(sql`i.menu_item_id collate "C"`)
    .select([
      'i.customer_id',
      'i.visit_id',
      sql<number>`(extract(epoch from v.visited_at) * 1000)::float8`.as('at'),
      sql<number>`v.business_day - date '1970-01-01'`.as('day'),
      'i.menu_item_id',
      'm.name',
      'm.category',
      'm.child_item',
      sql<number>`sum(i.quantity)::float8`.as('quantity'),
      // One unknown price makes the item's spend on this visit unknown.
      sql<number | null>`case when count(*) = count(i.unit_price_minor)
        then sum(round(i.quantity * i.unit_price_minor) - coalesce(i.discount_minor, 0))::float8 end`.as('spent'),
    ])
    .$castTo<Row>(),
);

function lineOf(row: Row): ItemLine {
  return {
    visitId: row.visit_id,
    at: row.at,
    day: row.day,
    menuItemId: row.menu_item_id,
    name: row.name,
    category: row.category,
    childItem: row.child_item,
    quantity: row.quantity,
    spentMinor: row.spent,
  };
}

/** Every item of every visit at or before the instant, one line per visit and item, in order of the visits. */
export const items: FactSource<readonly ItemLine[], ItemHistory> = {
  read: async (db, customerIds, until) => byCustomer(await select(db, customerIds, new Date(until)), lineOf),
  at: (all, asOf) => ({ lines: upTo(all ?? [], asOf) }),
};
