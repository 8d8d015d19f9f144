import { dayMs, utcOffset } from '../engine/calendar.ts';
import type { ImportTable } from '../ingest/columns.ts';
import { type Story, tellStory } from './guest-story.ts';
import { menu } from './menu.ts';
import type { DemoOptions } from './options.ts';
import { demoLocations } from './venue.ts';
import { createWorld, type World } from './world.ts';

/** A row as an import file would hold it: canonical column to text, '' where nothing is on record. */
export type DemoRow = Readonly<Record<string, string>>;
type Writer = (story: Story, world: World) => Iterable<DemoRow>;

/**
 * Every table of the demo in the order in which it is loaded. The rows are drawn while they are read, one guest at a time, so
 * memory does not grow with the number of guests; the same options give the same rows.
 */
export function demoRows(options: DemoOptions): { readonly table: ImportTable; readonly rows: Iterable<DemoRow> }[] {
  const world = createWorld(options);
  return [
    ...referenceTables.map(({ table, rows }) => ({ table, rows: again(() => rows(world)) })),
    ...guestTables.map(({ table, rows }) => ({ table, rows: again(() => everyGuest(world, rows)) })),
  ];
}

/** Lets an iterable be read more than once. */
function again(rows: () => Iterable<DemoRow>): Iterable<DemoRow> {
  return { [Symbol.iterator]: () => rows()[Symbol.iterator]() };
}

function* everyGuest(world: World, rows: Writer): Iterable<DemoRow> {
  for (let index = 0; index < world.options.customers; index += 1) yield* rows(tellStory(world, index), world);
}

/** The tables that name no guest, in load order. */
export const referenceTables: readonly { readonly table: ImportTable; readonly rows: (world: World) => Iterable<DemoRow> }[] = [
  { table: 'locations', rows: locationRows },
  { table: 'menu_items', rows: menuRows },
  { table: 'campaigns', rows: campaignRows },
];

/** The tables of the guests, in load order. */
export const guestTables: readonly { readonly table: ImportTable; readonly rows: Writer }[] = [
  { table: 'customers', rows: customerRows },
  { table: 'visits', rows: visitRows },
  { table: 'visit_items', rows: itemRows },
  { table: 'loyalty_accounts', rows: accountRows },
  { table: 'loyalty_transactions', rows: transactionRows },
  { table: 'campaign_sends', rows: sendRows },
  { table: 'feedback', rows: feedbackRows },
  { table: 'interventions', rows: interventionRows },
];

function* locationRows(): Iterable<DemoRow> {
  for (const { locationId, name, timeZone, venueType } of demoLocations) {
    yield { location_id: locationId, name, time_zone: timeZone, venue_type: venueType };
  }
}

function* menuRows({ options }: World): Iterable<DemoRow> {
  for (const { menuItemId, name, category, priceMinor, child } of menu) {
    yield { menu_item_id: menuItemId, name, category, price: money(priceMinor, options), child_item: String(child) };
  }
}

function* campaignRows(world: World): Iterable<DemoRow> {
  for (const campaign of world.campaigns) {
    if (campaign.day > world.untilDay) continue;
    const { campaignId, name, channel, kind, costMinor } = campaign;
    const [starts_at, ends_at] = [localTime(campaign.day, 0), localTime(campaign.endDay, 1439)];
    yield { campaign_id: campaignId, name, channel, kind, starts_at, ends_at, cost: money(costMinor, world.options) };
  }
}

function* customerRows({ guest, diary }: Story): Iterable<DemoRow> {
  const { person } = guest;
  yield {
    customer_id: guest.customerId,
    name: person.name,
    email: person.email,
    phone: person.phone,
    birth_date: person.birthDate,
    segment: person.segment,
    city: person.city,
    country: person.country,
    language: person.language,
    preferred_channel: person.preferredChannel,
    life_stage: person.lifeStage,
    dietary: person.dietary,
    created_at: timeOf(diary.createdAt, guest.habits.home),
    consent_email: person.consent.EMAIL,
    consent_sms: person.consent.SMS,
    consent_push: person.consent.PUSH,
  };
}

function* visitRows({ guest, diary }: Story, world: World): Iterable<DemoRow> {
  for (const visit of diary.visits) {
    yield {
      customer_id: guest.customerId,
      visit_id: visit.visitId,
      visited_at: timeOf(visit.at, visit.locationIndex),
      location_id: demoLocations[visit.locationIndex]?.locationId ?? '',
      service_type: visit.service,
      seating: visit.seating,
      party_size: visit.partySize === null ? '' : String(visit.partySize),
      item_count: String(visit.lines.reduce((sum, line) => sum + line.quantity, 0)),
      gross: money(visit.grossMinor, world.options),
      discount: money(visit.discountMinor, world.options),
      total: money(visit.totalMinor, world.options),
      refund: visit.refundMinor === 0 ? '' : money(visit.refundMinor, world.options),
      channel: visit.channel,
      campaign_id: visit.campaignId,
    };
  }
}

function* itemRows({ guest, diary }: Story, world: World): Iterable<DemoRow> {
  for (const visit of diary.visits) {
    let line = 0;
    for (const { item, quantity, unitPriceMinor } of visit.lines) {
      const discountMinor = visit.lineDiscounts[line] ?? 0;
      line += 1;
      yield {
        customer_id: guest.customerId,
        visit_id: visit.visitId,
        line: String(line),
        menu_item_id: item.menuItemId,
        quantity: String(quantity),
        unit_price: money(unitPriceMinor, world.options),
        discount: discountMinor === 0 ? '' : money(discountMinor, world.options),
      };
    }
  }
}

function* accountRows({ guest, diary }: Story): Iterable<DemoRow> {
  const { account } = diary;
  if (account !== null)
    yield { customer_id: guest.customerId, tier: account.tier, joined_at: timeOf(account.joinedAt, guest.habits.home) };
}

function* transactionRows({ guest, diary }: Story, world: World): Iterable<DemoRow> {
  let number = 0;
  for (const { at, kind, points, tier } of diary.account?.transactions ?? []) {
    number += 1;
    if (at > world.endAt) continue;
    yield {
      customer_id: guest.customerId,
      transaction_id: `L-${guest.customerId.slice(2)}-${String(number).padStart(4, '0')}`,
      at: timeOf(at, guest.habits.home),
      kind,
      points: points === null ? '' : String(points),
      tier: tier ?? '',
    };
  }
}

function* sendRows({ guest, diary }: Story, world: World): Iterable<DemoRow> {
  const known = (at: number | null) => (at === null || at > world.endAt ? '' : timeOf(at, guest.habits.home));
  for (const send of diary.sends) {
    yield {
      customer_id: guest.customerId,
      campaign_id: send.campaign.campaignId,
      channel: send.campaign.channel,
      sent_at: timeOf(send.sentAt, guest.habits.home),
      delivered_at: known(send.deliveredAt),
      opened_at: known(send.openedAt),
      clicked_at: known(send.clickedAt),
      replied_at: known(send.repliedAt),
      visit_id: send.visitId,
    };
  }
}

function* feedbackRows({ guest, diary }: Story, world: World): Iterable<DemoRow> {
  let number = 0;
  for (const { at, source, nps, rating, sentiment, comment } of diary.feedback) {
    number += 1;
    if (at > world.endAt) continue;
    yield {
      customer_id: guest.customerId,
      feedback_id: `F-${guest.customerId.slice(2)}-${String(number).padStart(3, '0')}`,
      at: timeOf(at, guest.habits.home),
      source,
      nps: nps === null ? '' : String(nps),
      rating: rating === null ? '' : String(rating),
      sentiment: sentiment === null ? '' : String(sentiment),
      comment,
    };
  }
}

function* interventionRows({ guest, diary }: Story, world: World): Iterable<DemoRow> {
  for (const { action, at, arm, costMinor } of diary.interventions) {
    yield {
      customer_id: guest.customerId,
      intervention_id: `I-${guest.customerId.slice(2)}-${action}`,
      action,
      at: timeOf(at, guest.habits.home),
      arm,
      cost: money(costMinor, world.options),
    };
  }
}

/** Minor units as decimal text of the currency. */
function money(minor: number, { decimals }: DemoOptions): string {
  if (decimals === 0) return String(minor);
  const digits = String(minor).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** A wall-clock time without offset, such as a campaign has that begins everywhere at local midnight. */
function localTime(day: number, minutes: number): string {
  return new Date(day * dayMs + minutes * 60_000).toISOString().slice(0, 19);
}

/** An instant in the local time of a location with its offset, such as 2026-03-31T19:04:10+02:00. */
function timeOf(at: number, locationIndex: number): string {
  const offset = offsetAt(at, locationIndex);
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return `${new Date(at + offset).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${clock}`;
}

/** Offsets at the midnights of UTC days, looked up once: the zone data base is slow to ask for every row. */
const midnights = demoLocations.map(() => new Map<number, number>());

function offsetAt(at: number, locationIndex: number): number {
  const timeZone = demoLocations[locationIndex]?.timeZone ?? 'UTC';
  const known = midnights[locationIndex];
  const day = Math.floor(at / dayMs);
  const midnight = (of: number): number => {
    const offset = known?.get(of) ?? utcOffset(of * dayMs, timeZone);
    known?.set(of, offset);
    return offset;
  };
  const offset = midnight(day);
  return offset === midnight(day + 1) ? offset : utcOffset(at, timeZone);
}
