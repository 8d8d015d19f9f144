import { sql } from 'kysely';
import { statement } from '../db/statement.ts';
import { businessDay, type Calendar } from '../engine/calendar.ts';
import type { Send, SendHistory } from '../engine/facts.ts';
import { byCustomer, type FactSource } from './source.ts';

interface Row {
  customer_id: string;
  campaign_id: string;
  campaign_name: string;
  kind: string | null;
  channel: string;
  sent_at: number;
  delivered_at: number | null;
  opened_at: number | null;
  clicked_at: number | null;
  replied_at: number | null;
  visit_id: string | null;
  visited_at: number | null;
}

/** A send, and when the visit attributed to it took place. */
interface Message extends Send {
  readonly visitAt: number | null;
}

const millis = (column: string) => sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;

const select = statement('facts.sends', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom('campaign_sends as s')
    .innerJoin('campaigns as c', 'c.campaign_id', 's.campaign_id')
    .leftJoin('visits as v', (join) =>
      join
        .onRef('v.customer_id', '=', 's.customer_id')
        .onRef('v.visit_id', '=', 's.visit_id')
        .on(sql<boolean>`v.customer_id = any(${customerIds}::text[])`),
    )
    .where(sql<boolean>`s.customer_id = any(${customerIds}::text[])`)
    .where('s.sent_at', '<=', until)
    .orderBy('s.customer_id')
    .orderBy('s.sent_at')
    .orderBy(sql`s.campaign_id collate "C"`)
    .orderBy(sql`s.channel collate "C"`)
    .select([
      's.customer_id',
      's.campaign_id',
      'c.name as campaign_name',
      'c.kind',
      's.channel',
      millis('s.sent_at').as('sent_at'),
      millis('s.delivered_at').as('delivered_at'),
      millis('s.opened_at').as('opened_at'),
      millis('s.clicked_at').as('clicked_at'),
      millis('s.replied_at').as('replied_at'),
      's.visit_id',
      millis('v.visited_at').as('visited_at'),
    ])
    .$castTo<Row>(),
);

function messageOf(row: Row, calendar: Calendar): Message {
  return {
    campaignId: row.campaign_id,
    campaignName: row.campaign_name,
    kind: row.kind,
    channel: row.channel,
    at: row.sent_at,
    day: businessDay(row.sent_at, calendar),
    deliveredAt: row.delivered_at,
    openedAt: row.opened_at,
    clickedAt: row.clicked_at,
    repliedAt: row.replied_at,
    visitId: row.visit_id,
    visitAt: row.visited_at,
  };
}

const knownBy = (at: number | null, asOf: number) => (at !== null && at <= asOf ? at : null);

/** Every send at or before the instant; what was delivered, opened, clicked, replied or visited later is not known yet. */
export const sends: FactSource<readonly Message[], SendHistory> = {
  read: async (db, customerIds, until, calendar) =>
    byCustomer(await select(db, customerIds, new Date(until)), (row) => messageOf(row, calendar)),
  at: (messages, asOf) => ({
    sends: (messages ?? []).flatMap(({ visitAt, ...send }) =>
      send.at > asOf
        ? []
        : [
            {
              ...send,
              deliveredAt: knownBy(send.deliveredAt, asOf),
              openedAt: knownBy(send.openedAt, asOf),
              clickedAt: knownBy(send.clickedAt, asOf),
              repliedAt: knownBy(send.repliedAt, asOf),
              visitId: knownBy(visitAt, asOf) === null ? null : send.visitId,
            },
          ],
    ),
  }),
};
