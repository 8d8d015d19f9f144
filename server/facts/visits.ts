import { sql } from 'kysely';
import { type BinaryRows, type RowPlace, Words } from '../db/binary-rows.ts';
import { binaryStatement } from '../db/statement.ts';
import type { Visit, VisitHistory } from '../engine/facts.ts';
import type { FactSource } from './source.ts';

/** A fully refunded visit is no visit. */
export const counted = sql<boolean>`not (coalesce(v.refund_minor, 0) > 0 and coalesce(v.refund_minor >= v.total_minor, false))`;

// Neither sorted nor converted by PostgreSQL: both are several times dearer there.
const select = binaryStatement(
  'facts.visits',
  'customer',
  (kysely, customerIds: readonly string[], until: Date, timeZone: string) =>
    kysely
      .selectFrom('visits as v')
      .leftJoin('locations as l', 'l.location_id', 'v.location_id')
      .where(sql<boolean>`v.customer_id = any(${customerIds}::text[])`)
      .where('v.visited_at', '<=', until)
      .where(counted)
      .select([
        'v.customer_id',
        'v.visit_id',
        'v.visited_at',
        'v.business_day',
        sql`v.visited_at at time zone coalesce(l.time_zone, ${timeZone}::text)`.as('local'),
        'v.location_id',
        'v.service_type',
        'v.seating',
        'v.party_size',
        'v.channel',
        'v.campaign_id',
        'v.gross_minor',
        'v.discount_minor',
        'v.total_minor',
        'v.refund_minor',
        sql`(v.item_count * 1000)::bigint`.as('thousandth_items'),
      ]),
);

/** A visit recorded with a day only stands at exactly 12:00:00 local, so that very second says nothing of the time. */
export function localMinute(timeZone: string) {
  const local = sql`(v.visited_at at time zone coalesce(l.time_zone, ${timeZone}::text))`;
  return sql<
    number | null
  >`case when ${local}::time <> time '12:00' then (extract(hour from ${local}) * 60 + extract(minute from ${local}))::int end`;
}

const dayMicros = 86_400_000_000;
const noonMicros = dayMicros / 2;
const minuteMicros = 60_000_000;

/** The same of microseconds since 1970 by the local clock. */
function minuteOf(local: number): number | null {
  const ofDay = local - Math.floor(local / dayMicros) * dayMicros;
  return ofDay === noonMicros ? null : Math.floor(ofDay / minuteMicros);
}

/** The texts of which few different ones come. */
interface Vocabulary {
  readonly location: Words;
  readonly serviceType: Words;
  readonly seating: Words;
  readonly channel: Words;
  readonly campaign: Words;
}

/** A guest's visits, read but not looked into. */
interface Raw {
  readonly rows: BinaryRows;
  readonly places: readonly RowPlace[];
  readonly words: Vocabulary;
}

/** The rows of one guest, and the next guest with the same number. */
interface Group extends Raw {
  readonly places: RowPlace[];
  readonly next: Group | null;
}

/** Rows come in no order: each finds its guest by the bytes of the id, of which a text is made once. */
function groupsOf(rows: BinaryRows): Map<string, Raw> {
  const word = () => new Words();
  const words = { location: word(), serviceType: word(), seating: word(), channel: word(), campaign: word() };
  const groups = new Map<string, Raw>();
  const byNumber = new Map<number, Group>();
  for (const place of rows.places()) {
    const number = rows.beginning(place);
    let group = byNumber.get(number) ?? null;
    while (group !== null && !rows.beginsLike(place, group.places[0] ?? 0)) group = group.next;
    if (group === null) {
      group = { rows, words, places: [], next: byNumber.get(number) ?? null };
      byNumber.set(number, group);
      groups.set(rows.open(place).text() ?? '', group);
    }
    group.places.push(place);
  }
  return groups;
}

function visitAt(place: RowPlace, { rows, words }: Raw): Visit {
  rows.open(place).skip();
  const visitId = rows.text() ?? '';
  const at = (rows.micros() ?? 0) / 1_000;
  const day = rows.day() ?? 0;
  const localMinute = minuteOf(rows.micros() ?? noonMicros);
  const locationId = rows.word(words.location);
  const serviceType = rows.word(words.serviceType);
  const seating = rows.word(words.seating);
  const partySize = rows.int4();
  const channel = rows.word(words.channel);
  const campaignId = rows.word(words.campaign);
  const grossMinor = rows.int8();
  const discountMinor = rows.int8();
  const totalMinor = rows.int8();
  const refund = rows.int8();
  const items = rows.int8();
  return {
    visitId,
    at,
    day,
    localMinute,
    locationId,
    serviceType,
    seating,
    partySize,
    channel,
    campaignId,
    grossMinor,
    discountMinor,
    totalMinor,
    netMinor: totalMinor === null ? null : totalMinor - (refund ?? 0),
    itemCount: items === null ? null : items / 1_000,
  };
}

/** By day, then time, then id. */
function inOrder(a: Visit, b: Visit): number {
  return a.day - b.day || a.at - b.at || byCodePoints(a.visitId, b.visitId);
}

/** As PostgreSQL's collation "C" has it. */
function byCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function historyOf(raw: Raw, asOf: number): Visit[] {
  const found: Visit[] = [];
  let isSorted = true;
  let last: Visit | null = null;
  for (const place of raw.places) {
    const visit = visitAt(place, raw);
    if (visit.at > asOf) continue;
    if (last !== null && inOrder(last, visit) > 0) isSorted = false;
    found.push(visit);
    last = visit;
  }
  return isSorted ? found : found.sort(inOrder);
}

/** Every visit at or before the instant, in order of (day, time, id). */
export const visits: FactSource<Raw, VisitHistory> = {
  read: async (db, customerIds, until, { timeZone }) => groupsOf(await select(db, customerIds, new Date(until), timeZone)),
  at: (raw, asOf) => ({ visits: raw === undefined ? [] : historyOf(raw, asOf) }),
};
