import { sql } from 'kysely';
import { type BinaryRows, epochDays, epochMicros, type RowPlace } from '../db/binary-rows.ts';
import { binaryStatement } from '../db/statement.ts';
import { Words } from '../db/words.ts';
import type { BareHistory, BareVisit } from '../engine/bare-visits.ts';
import { utcOffset } from '../engine/calendar.ts';
import type { Visit, VisitHistory } from '../engine/facts.ts';
import { byCodePoints, byGuest, inOrderOf, type RawRows } from './raw-rows.ts';
import { ReadVisit, type VisitIds } from './read-visit.ts';
import type { FactSource } from './source.ts';

/** A fully refunded visit is no visit. */
export const counted = sql<boolean>`not (coalesce(v.refund_minor, 0) > 0 and coalesce(v.refund_minor >= v.total_minor, false))`;

// Neither sorted nor converted to local time by PostgreSQL: both are several times dearer there.
const select = binaryStatement('facts.visits', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom('visits as v')
    .leftJoin('locations as l', 'l.location_id', 'v.location_id')
    .where(sql<boolean>`v.customer_id = any(${customerIds}::text[])`)
    .where('v.visited_at', '<=', until)
    .select([
      'v.customer_id',
      'v.visit_id',
      'v.visited_at',
      'v.business_day',
      'l.time_zone',
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
      'v.item_count',
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

/** The texts of which few different ones come, and the zone of visits without a place. */
interface Known {
  /** Of the installation. */
  readonly timeZone: string;
  readonly zone: Words;
  readonly location: Words;
  readonly serviceType: Words;
  readonly seating: Words;
  readonly channel: Words;
  readonly campaign: Words;
}

function knownOf(timeZone: string): Known {
  const word = () => new Words();
  const texts = { zone: word(), location: word(), serviceType: word(), seating: word(), channel: word(), campaign: word() };
  return { timeZone, ...texts };
}

type Raw = RawRows<Known>;

/** As `counted`, which is twice as dear in PostgreSQL. */
function isRefunded(totalMinor: number | null, refundMinor: number | null): boolean {
  return refundMinor !== null && refundMinor > 0 && totalMinor !== null && refundMinor >= totalMinor;
}

/** What the guest really spent; null: unknown. */
function netOf(totalMinor: number | null, refundMinor: number | null): number | null {
  return totalMinor === null ? null : totalMinor - (refundMinor ?? 0);
}

/** Null: it was refunded. */
function visitAt(place: RowPlace, { rows, known }: Raw): Visit | null {
  rows.open(place).skip();
  const visitId = rows.text() ?? '';
  const micros = rows.micros() ?? 0;
  const at = micros / 1_000;
  const day = rows.day() ?? 0;
  const localMinute = minuteOf(micros + 1_000 * utcOffset(at, rows.word(known.zone) ?? known.timeZone));
  const locationId = rows.word(known.location);
  const serviceType = rows.word(known.serviceType);
  const seating = rows.word(known.seating);
  const partySize = rows.int4();
  const channel = rows.word(known.channel);
  const campaignId = rows.word(known.campaign);
  const grossMinor = rows.int8();
  const discountMinor = rows.int8();
  const totalMinor = rows.int8();
  const refund = rows.int8();
  if (isRefunded(totalMinor, refund)) return null;
  const itemCount = rows.numeric();
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
    netMinor: netOf(totalMinor, refund),
    itemCount,
  };
}

/** By day, then time, then id. */
function inOrder(a: BareVisit, b: BareVisit): number {
  return a.day - b.day || a.at - b.at || byCodePoints(a.visitId, b.visitId);
}

function historyOf<Known, Read extends BareVisit>(
  raw: RawRows<Known>,
  asOf: number,
  visitAt: (place: RowPlace, raw: RawRows<Known>) => Read | null,
): readonly Read[] {
  const found: Read[] = [];
  for (const place of raw.places) {
    const visit = visitAt(place, raw);
    if (visit !== null && visit.at <= asOf) found.push(visit);
  }
  return inOrderOf(found, inOrder);
}

/** Every visit at or before the instant, in order of (day, time, id). */
export const visits: FactSource<Raw, VisitHistory> = {
  read: async (db, customerIds, until, { timeZone }) =>
    byGuest(await select(db, customerIds, new Date(until)), knownOf(timeZone)),
  at: (raw, asOf) => ({ visits: raw === undefined ? [] : historyOf(raw, asOf, visitAt) }),
};

// The same visits, of each less than half of the columns and no place: to send one costs as much as to find a visit.
const selectBare = binaryStatement('facts.bareVisits', 'customer', (kysely, customerIds: readonly string[]) =>
  kysely
    .selectFrom('visits as v')
    .where(sql<boolean>`v.customer_id = any(${customerIds}::text[])`)
    .select([
      'v.customer_id',
      'v.visit_id',
      'v.visited_at',
      'v.business_day',
      'v.gross_minor',
      'v.discount_minor',
      'v.total_minor',
      'v.refund_minor',
    ]),
);

/** The columns behind the two ids, of the row in hand. */
const read = new Float64Array(6);

const knownOrNull = (whole: number): number | null => (Number.isNaN(whole) ? null : whole);

/** The ids of rows, in their second column. */
class RowIds implements VisitIds {
  readonly #rows: BinaryRows;

  constructor(rows: BinaryRows) {
    this.#rows = rows;
  }

  idAt(place: RowPlace): string {
    this.#rows.open(place).skip();
    return this.#rows.text() ?? '';
  }
}

/** Null: it was refunded. */
function bareVisitAt(place: RowPlace, { rows, known }: RawRows<RowIds>): BareVisit | null {
  rows.open(place).skip();
  rows.skip();
  rows.wholes(read);
  const refund = knownOrNull(read[5] ?? Number.NaN);
  const totalMinor = knownOrNull(read[4] ?? Number.NaN);
  if (isRefunded(totalMinor, refund)) return null;
  const numbers = {
    at: ((read[0] ?? 0) + epochMicros) / 1_000,
    day: (read[1] ?? 0) + epochDays,
    grossMinor: knownOrNull(read[2] ?? Number.NaN),
    discountMinor: knownOrNull(read[3] ?? Number.NaN),
    totalMinor,
    netMinor: netOf(totalMinor, refund),
  };
  return new ReadVisit(numbers, known, place);
}

/** Rows of a guest; undefined: no visit. */
export type RawBare = RawRows<RowIds>;

/** The same visits in the same order, each with what is read of everybody. */
export const bareVisits: FactSource<RawBare, BareHistory> = {
  read: async (db, customerIds) => {
    const rows = await selectBare(db, customerIds);
    return byGuest(rows, new RowIds(rows));
  },
  at: (raw, asOf) => ({ visits: raw === undefined ? [] : historyOf(raw, asOf, bareVisitAt) }),
};
