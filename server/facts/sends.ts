import { sql } from 'kysely';
import type { BinaryRows, RowPlace } from '../db/binary-rows.ts';
import { binaryStatement } from '../db/statement.ts';
import { Words } from '../db/words.ts';
import { businessDay, type Calendar } from '../engine/calendar.ts';
import type { Send, SendHistory } from '../engine/facts.ts';
import { byCodePoints, byGuest, inOrderOf, type RawRows } from './raw-rows.ts';
import type { FactSource } from './source.ts';

// The visit is looked up for each send that names one: as a join it would be read for every guest beside every send.
const select = binaryStatement('facts.sends', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom('campaign_sends as s')
    .innerJoin('campaigns as c', 'c.campaign_id', 's.campaign_id')
    .where(sql<boolean>`s.customer_id = any(${customerIds}::text[])`)
    .where('s.sent_at', '<=', until)
    .select((query) => [
      's.customer_id',
      's.campaign_id',
      'c.name',
      'c.kind',
      's.channel',
      's.sent_at',
      's.delivered_at',
      's.opened_at',
      's.clicked_at',
      's.replied_at',
      's.visit_id',
      query
        .selectFrom('visits as v')
        .whereRef('v.customer_id', '=', 's.customer_id')
        .whereRef('v.visit_id', '=', 's.visit_id')
        .where('s.visit_id', 'is not', null)
        .select('v.visited_at')
        .as('visited_at'),
    ]),
);

/** What all guests' sends have in common. */
interface Known {
  readonly calendar: Calendar;
  readonly campaign: Words;
  readonly name: Words;
  readonly kind: Words;
  readonly channel: Words;
}

const millis = (micros: number | null) => (micros === null ? null : micros / 1_000);
const knownBy = (at: number | null, asOf: number) => (at !== null && at <= asOf ? at : null);

/** Null: it was sent later. What was delivered, opened, clicked, replied or visited later is not known yet. */
function sendAt(rows: BinaryRows, place: RowPlace, known: Known, asOf: number): Send | null {
  rows.open(place).skip();
  const campaignId = rows.word(known.campaign) ?? '';
  const campaignName = rows.word(known.name) ?? '';
  const kind = rows.word(known.kind);
  const channel = rows.word(known.channel) ?? '';
  const at = (rows.micros() ?? 0) / 1_000;
  if (at > asOf) return null;
  const [deliveredAt, openedAt] = [millis(rows.micros()), millis(rows.micros())];
  const [clickedAt, repliedAt] = [millis(rows.micros()), millis(rows.micros())];
  const visitId = rows.text();
  const visitAt = millis(rows.micros());
  return {
    campaignId,
    campaignName,
    kind,
    channel,
    at,
    day: businessDay(at, known.calendar),
    deliveredAt: knownBy(deliveredAt, asOf),
    openedAt: knownBy(openedAt, asOf),
    clickedAt: knownBy(clickedAt, asOf),
    repliedAt: knownBy(repliedAt, asOf),
    visitId: knownBy(visitAt, asOf) === null ? null : visitId,
  };
}

function inOrder(a: Send, b: Send): number {
  return a.at - b.at || byCodePoints(a.campaignId, b.campaignId) || byCodePoints(a.channel, b.channel);
}

/** Every send at or before the instant, in order of (time, campaign, channel). */
export const sends: FactSource<RawRows<Known>, SendHistory> = {
  read: async (db, customerIds, until, calendar) => {
    const known = { calendar, campaign: new Words(), name: new Words(), kind: new Words(), channel: new Words() };
    return byGuest(await select(db, customerIds, new Date(until)), known);
  },
  at: (raw, asOf) => {
    if (raw === undefined) return { sends: [] };
    const found = raw.places.map((place) => sendAt(raw.rows, place, raw.known, asOf)).filter((send) => send !== null);
    return { sends: inOrderOf(found, inOrder) };
  },
};
