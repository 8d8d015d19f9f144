import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement, written } from '../db/statement.ts';
import { dayOfIso } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import type { Shares } from '../engine/facts.ts';
import { type BillCounts, noBills, type PairCount } from '../engine/insights/item-pairs.ts';
import type { SoldItem } from '../engine/learned-facts.ts';
import { counted } from './visits.ts';

/** Counts of one pair; of an item with itself: those of the item. Null places: of all bills. */
interface Row {
  first: number | null;
  second: number | null;
  bills: number;
  guests: number;
  last_day: string | null;
  menu_item_id: string | null;
  name: string | null;
  category: string | null;
  child_item: boolean | null;
}

/** The first two bytes of a guest's hash: which guests' bills are looked at does not depend on when or how they are read. */
const parts = 65_536;

// Equal bills of a guest are added up before they are taken apart: most guests order the same again and again.
const select = statement(
  'facts.itemPairs',
  'population',
  (kysely, afterDay: string, until: Date, part: number, menu: readonly string[], mostOnBill: number, guestsNeeded: number) =>
    written(
      kysely,
      sql<Row>`with menu as (select item, place::int as place from unnest(${menu}::text[]) with ordinality as listed(item, place)),
        carts as (
          select v.customer_id, v.visit_id, max(v.business_day) as day,
            array_agg(distinct menu.place) filter (where menu.place is not null) as places
          from visits as v join visit_items as i on i.customer_id = v.customer_id and i.visit_id = v.visit_id
          left join menu on menu.item = i.menu_item_id
          where v.visited_at < ${until}::timestamptz and v.business_day > ${afterDay}::date and ${counted}
            and (${part}::int >= ${sql.lit(parts)} or get_byte(decode(md5(v.customer_id), 'hex'), 0) * 256
              + get_byte(decode(md5(v.customer_id), 'hex'), 1) < ${part}::int)
          group by v.customer_id, v.visit_id),
        kinds as (
          select customer_id, places, count(*) as bills, max(day) as day from carts
          where places is null or cardinality(places) <= ${mostOnBill}::int group by customer_id, places),
        pairs as (
          select k.customer_id, a.place as first, b.place as second, sum(k.bills) as bills, max(k.day) as day
          from kinds as k cross join unnest(k.places) as a(place) cross join unnest(k.places) as b(place)
          where a.place <= b.place group by k.customer_id, a.place, b.place),
        counts as (
          select first, second, sum(bills)::int as bills, count(*)::int as guests, max(day) as last_day from pairs
          group by first, second having first = second or count(*) >= ${guestsNeeded}::int
          union all select null, null, coalesce(sum(bills), 0)::int, 0, null from kinds)
        select c.first, c.second, c.bills, c.guests, c.last_day::text, m.menu_item_id, m.name, m.category, m.child_item
        from counts as c left join menu on c.first = c.second and menu.place = c.first
        left join menu_items as m on m.menu_item_id = menu.item order by c.first, c.second`,
    ),
);

/** Which bills are looked at. */
interface Bills {
  /** ISO date: days after it. */
  readonly afterDay: string;
  /** Milliseconds since 1970: instants before it. */
  readonly until: number;
  /** About how many there are. */
  readonly visits: number;
  readonly itemShares: Shares;
}

/** How often items stand on bills, alone and two together. */
export async function readItemPairs(db: Db, bills: Bills, { recommendations }: ScoringConfig): Promise<BillCounts> {
  const { menuItems, mostBills, mostOnBill, guestsNeeded } = recommendations;
  const menu = Object.entries(bills.itemShares)
    .sort(([a, of], [b, than]) => than - of || (a < b ? -1 : 1))
    .slice(0, menuItems)
    .map(([id]) => id);
  if (menu.length === 0) return noBills;
  const part = Math.min(parts, Math.ceil((parts * mostBills) / Math.max(1, bills.visits)));
  const rows = await select(db, bills.afterDay, new Date(bills.until), part, menu, mostOnBill, guestsNeeded);
  const items: SoldItem[] = [];
  const placeOf = new Map<number, number>();
  for (const row of rows) {
    if (row.first === null || row.first !== row.second) continue;
    placeOf.set(row.first, items.length);
    items.push({
      menuItemId: row.menu_item_id ?? '',
      name: row.name ?? '',
      category: row.category,
      childItem: row.child_item,
      bills: row.bills,
      lastDay: dayOfIso(row.last_day ?? '') ?? 0,
    });
  }
  const pairs = rows.flatMap(({ first, second, bills: both, guests }): PairCount[] => {
    if (first === null || second === null || first === second) return [];
    return [{ first: placeOf.get(first) ?? 0, second: placeOf.get(second) ?? 0, bills: both, guests }];
  });
  return { bills: rows.find(({ first }) => first === null)?.bills ?? 0, items, pairs };
}
