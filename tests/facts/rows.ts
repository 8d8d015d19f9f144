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

/**
 * Members who earn at every visit and redeem at some, feedback after some visits, a message before every third one: all drawn from the
 * visits that are there.
 */
export async function seedResponses(db: Db): Promise<void> {
  const recorded = sql`timestamptz '2024-12-31'`;
  await sql`insert into loyalty_accounts (customer_id, joined_at, recorded_at)
    select customer_id, min(visited_at), ${recorded} from visits where customer_id ~ '[02468]$' group by 1`.execute(db.kysely);
  await sql`insert into loyalty_transactions (customer_id, transaction_id, at, business_day, kind, points, recorded_at)
    select v.customer_id, v.visit_id || k.kind, v.visited_at, v.business_day, k.kind, k.points, ${recorded}
    from visits v join loyalty_accounts using (customer_id) cross join (values ('EARN', 20), ('REDEEM', 50)) k(kind, points)
    where k.kind = 'EARN' or right(v.visit_id, 1) = '4'`.execute(db.kysely);
  await sql`insert into feedback (customer_id, feedback_id, at, business_day, rating, nps, recorded_at)
    select customer_id, visit_id, visited_at + interval '3 hours', business_day, case when visit_id ~ '[13]$' then 1 + length(customer_id || visit_id) % 5 end,
      case when visit_id ~ '5$' then length(visit_id) * 2 end, ${recorded}
    from visits where visit_id ~ '[135]$'`.execute(db.kysely);
  await sql`insert into campaigns (campaign_id, name, recorded_at) values ('C1', 'Summer', ${recorded}), ('C2', 'Winter', ${recorded})`.execute(
    db.kysely,
  );
  await sql`insert into campaign_sends (customer_id, campaign_id, channel, sent_at, delivered_at, opened_at, clicked_at, visit_id, recorded_at)
    select customer_id, case when visit_id ~ '3$' then 'C1' else 'C2' end, case when customer_id ~ '5$' then 'SMS' else 'EMAIL' end,
      visited_at - interval '2 days', visited_at - interval '1 day', case when visit_id ~ '[369]$' then visited_at - interval '3 hours' end,
      case when visit_id ~ '[36]$' then visited_at - interval '2 hours' end, case when visit_id ~ '3$' then visit_id end, ${recorded}
    from visits where visit_id ~ '[0369]$'`.execute(db.kysely);
}

/** Takes away all that was not known at an instant. */
export async function truncated(db: Db, instant: string): Promise<void> {
  const end = sql`${instant}::timestamptz`;
  await sql`update campaign_sends s set visit_id = null
    where exists (select from visits v where v.customer_id = s.customer_id and v.visit_id = s.visit_id and v.visited_at > ${end})`.execute(
    db.kysely,
  );
  await sql`delete from visits where visited_at > ${end}`.execute(db.kysely);
  await sql`delete from loyalty_transactions where at > ${end}`.execute(db.kysely);
  await sql`delete from feedback where at > ${end}`.execute(db.kysely);
  await sql`delete from campaign_sends where sent_at > ${end}`.execute(db.kysely);
  for (const column of ['delivered_at', 'opened_at', 'clicked_at', 'replied_at'])
    await sql`update campaign_sends set ${sql.ref(column)} = null where ${sql.ref(column)} > ${end}`.execute(db.kysely);
}
