import { sql } from 'kysely';
import type { Db } from '../../server/db/open.ts';
import { businessDay, type Calendar, isoDay } from '../../server/engine/calendar.ts';

export const calendar: Calendar = { timeZone: 'Europe/Berlin', dayStartMinutes: 240 };

export interface VisitSeed {
  readonly customerId: string;
  readonly visitId: string;
  readonly at: string;
  readonly totalMinor?: number | null;
  readonly grossMinor?: number | null;
  readonly discountMinor?: number | null;
  readonly refundMinor?: number | null;
  /** Menu item ids, one line each of 500 minor units. */
  readonly items?: readonly string[];
}

/** Writes customers, their visits and items straight into the tables. */
export async function seed(db: Db, customerIds: readonly string[], visits: readonly VisitSeed[]): Promise<void> {
  const recorded_at = new Date('2024-12-31T00:00:00Z');
  if (customerIds.length > 0) {
    await db.kysely
      .insertInto('customers')
      .values(
        customerIds.map((customer_id) => ({
          customer_id,
          name: `Guest ${customer_id}`,
          created_at: new Date('2020-01-01T00:00:00Z'),
          recorded_at,
        })),
      )
      .execute();
  }
  const menu = [...new Set(visits.flatMap((visit) => visit.items ?? []))];
  if (menu.length > 0) {
    await db.kysely
      .insertInto('menu_items')
      .values(menu.map((id) => ({ menu_item_id: id, name: `The ${id}`, category: id.slice(0, 1), recorded_at })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  for (const visit of visits) {
    await db.kysely
      .insertInto('visits')
      .values({
        customer_id: visit.customerId,
        visit_id: visit.visitId,
        visited_at: new Date(visit.at),
        business_day: isoDay(businessDay(Date.parse(visit.at), calendar)),
        gross_minor: visit.grossMinor ?? visit.totalMinor ?? null,
        discount_minor: visit.discountMinor ?? null,
        total_minor: visit.totalMinor ?? null,
        refund_minor: visit.refundMinor ?? null,
        recorded_at,
      })
      .execute();
    for (const [index, menu_item_id] of (visit.items ?? []).entries()) {
      await db.kysely
        .insertInto('visit_items')
        .values({
          customer_id: visit.customerId,
          visit_id: visit.visitId,
          line: index + 1,
          menu_item_id,
          quantity: 1,
          unit_price_minor: 500,
          recorded_at,
        })
        .execute();
    }
  }
}

/** Visits of 40 guests with rhythms from 3 to 60 days over 18 months, items among seven, from a fixed linear sequence. */
export function restaurant(guests = 40): { customerIds: string[]; visits: VisitSeed[] } {
  const customerIds = Array.from({ length: guests }, (_, index) => `g${String(index).padStart(3, '0')}`);
  const start = Date.parse('2023-03-01T11:00:00Z');
  let state = 7;
  const draw = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const visits = customerIds.flatMap((customerId, index) => {
    const gap = 3 + ((index * 7) % 58);
    const count = index % 6 === 0 ? 1 : Math.floor(540 / gap) - (index % 3 === 0 ? 4 : 0);
    let at = start + Math.floor(draw() * 60) * 86_400_000;
    return Array.from({ length: Math.max(count, 1) }, (_, visit): VisitSeed => {
      at += Math.round((0.4 + 1.2 * draw()) * gap * 24) * 3_600_000;
      const discountMinor = draw() < 0.2 ? 300 : 0;
      const grossMinor = 1_000 + Math.floor(draw() * 4_000);
      return {
        customerId,
        visitId: `v${visit}`,
        at: new Date(at).toISOString(),
        grossMinor,
        discountMinor,
        totalMinor: grossMinor - discountMinor,
        refundMinor: draw() < 0.03 ? grossMinor - discountMinor : null,
        items: [`m${Math.floor(draw() * 7)}`, ...(draw() < 0.5 ? [`d${index % 3}`] : [])],
      };
    });
  });
  return { customerIds, visits };
}

export async function truncated(db: Db, instant: string): Promise<void> {
  await sql`delete from visits where visited_at > ${instant}::timestamptz`.execute(db.kysely);
}
