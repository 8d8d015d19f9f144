import { sql } from 'kysely';
import { binaryStatement } from '../db/statement.ts';
import { Words } from '../db/words.ts';
import type { BareItems, ItemTotal } from '../engine/bare-visits.ts';
import type { ItemHistory, ItemLine } from '../engine/facts.ts';
import { byCodePoints, byGuest, inOrderOf, type RawRows } from './raw-rows.ts';
import type { FactSource } from './source.ts';
import { counted } from './visits.ts';

// Added up and put in order guest by guest: PostgreSQL would do it for all of them at once, on disk.
const select = binaryStatement('facts.items', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom('visit_items as i')
    .innerJoin('visits as v', (join) => join.onRef('v.customer_id', '=', 'i.customer_id').onRef('v.visit_id', '=', 'i.visit_id'))
    .innerJoin('menu_items as m', 'm.menu_item_id', 'i.menu_item_id')
    .where(sql<boolean>`i.customer_id = any(${customerIds}::text[])`)
    .where(sql<boolean>`v.customer_id = any(${customerIds}::text[])`)
    .where('v.visited_at', '<=', until)
    .where(counted)
    .select([
      'i.customer_id',
      'i.visit_id',
      'v.visited_at',
      'v.business_day',
      'i.menu_item_id',
      'm.name',
      'm.category',
      sql`m.child_item::int`.as('child_item'),
      'i.quantity',
      'i.unit_price_minor',
      'i.discount_minor',
    ]),
);

interface Known {
  readonly item: Words;
  readonly name: Words;
  readonly category: Words;
}

type Sum = { -readonly [Field in keyof ItemLine]: ItemLine[Field] } & { thousandths: number };

const fineness = 1_000; // quantities have three decimals

/** Quantity × unit price in whole minor units, half up. */
function priceOf(thousandths: number, unitPriceMinor: number): number {
  const product = thousandths * unitPriceMinor;
  if (Number.isSafeInteger(product + fineness))
    return (product + fineness / 2 - ((product + fineness / 2) % fineness)) / fineness;
  return Number((BigInt(thousandths) * BigInt(unitPriceMinor) + BigInt(fineness / 2)) / BigInt(fineness));
}

function inOrder(a: ItemLine, b: ItemLine): number {
  return a.day - b.day || a.at - b.at || byCodePoints(a.visitId, b.visitId) || byCodePoints(a.menuItemId, b.menuItemId);
}

/** One line per visit and item; one unknown price makes the item's spend on this visit unknown. */
function linesOf({ rows, places, known }: RawRows<Known>, asOf: number): readonly ItemLine[] {
  const visits = new Map<string, Map<string, Sum>>();
  const lines: Sum[] = [];
  for (const place of places) {
    rows.open(place).skip();
    const visitId = rows.text() ?? '';
    const at = (rows.micros() ?? 0) / 1_000;
    if (at > asOf) continue;
    const day = rows.day() ?? 0;
    const menuItemId = rows.word(known.item) ?? '';
    const name = rows.word(known.name) ?? '';
    const category = rows.word(known.category);
    const child = rows.int4();
    const thousandths = Math.round((rows.numeric() ?? 0) * fineness);
    const unitPrice = rows.int8();
    const discount = rows.int8() ?? 0;
    const spentMinor = unitPrice === null ? null : priceOf(thousandths, unitPrice) - discount;
    const ofVisit = visits.get(visitId) ?? new Map<string, Sum>();
    visits.set(visitId, ofVisit);
    const sum = ofVisit.get(menuItemId);
    if (sum === undefined) {
      const childItem = child === null ? null : child === 1;
      const line = { visitId, at, day, menuItemId, name, category, childItem, quantity: 0, spentMinor, thousandths };
      ofVisit.set(menuItemId, line);
      lines.push(line);
    } else {
      sum.thousandths += thousandths;
      sum.spentMinor = sum.spentMinor === null || spentMinor === null ? null : sum.spentMinor + spentMinor;
    }
  }
  return inOrderOf(
    lines.map(({ thousandths, ...line }) => ({ ...line, quantity: thousandths / fineness })),
    inOrder,
  );
}

/** Every item of every visit at or before the instant, one line per visit and item, in order of the visits. */
export const items: FactSource<RawRows<Known>, ItemHistory> = {
  read: async (db, customerIds, until) => {
    const known = { item: new Words(), name: new Words(), category: new Words() };
    return byGuest(await select(db, customerIds, new Date(until)), known);
  },
  at: (raw, asOf) => ({ lines: raw === undefined ? [] : linesOf(raw, asOf) }),
};

// Of the lines alone: whoever asks has the visits, and looks at the lines of those only.
const selectBare = binaryStatement('facts.bareItems', 'customer', (kysely, customerIds: readonly string[]) =>
  kysely
    .selectFrom('visit_items as i')
    .where(sql<boolean>`i.customer_id = any(${customerIds}::text[])`)
    .select(['i.customer_id', 'i.visit_id', 'i.menu_item_id', 'i.quantity', 'i.unit_price_minor', 'i.discount_minor']),
);

/** The items of a visit while its lines are read. */
interface Sold {
  minor: number;
  isKnown: boolean;
  readonly items: string[];
}

function totalsOf({ rows, places, known }: RawRows<Words>): BareItems['totals'] {
  const visits = new Map<string, Sold>();
  for (const place of places) {
    rows.open(place).skip();
    const visitId = rows.text() ?? '';
    const menuItemId = rows.word(known) ?? '';
    const thousandths = Math.round((rows.numeric() ?? 0) * fineness);
    const unitPrice = rows.int8();
    const discount = rows.int8() ?? 0;
    const sold = visits.get(visitId) ?? { minor: 0, isKnown: true, items: [] };
    if (sold.items.length === 0) visits.set(visitId, sold);
    if (!sold.items.includes(menuItemId)) sold.items.push(menuItemId);
    if (unitPrice === null) sold.isKnown = false;
    else sold.minor += priceOf(thousandths, unitPrice) - discount;
  }
  const totals = new Map<string, ItemTotal | null>();
  for (const [visitId, { minor, isKnown, items: of }] of visits)
    totals.set(visitId, isKnown ? { minor, lines: of.length } : null);
  return totals;
}

const noTotals: BareItems['totals'] = new Map();

/** What the items of each visit cost, of visits after the instant too: what is read of everybody. */
export const bareItems: FactSource<RawRows<Words>, BareItems> = {
  read: async (db, customerIds) => byGuest(await selectBare(db, customerIds), new Words()),
  at: (raw) => ({ totals: raw === undefined ? noTotals : totalsOf(raw) }),
};
