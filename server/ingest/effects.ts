import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { weekOf } from '../engine/calendar.ts';
import type { TableShape } from './columns.ts';
import type { Merged } from './merge.ts';
import { readCampaigns, readLocations, readMenuItems } from './references.ts';
import type { IngestContext } from './report.ts';
import { unknownChannel } from './row-rules.ts';
import type { Row } from './row-types.ts';

/** What is known of the whole base rests on the events before its week: an older event makes those weeks stale. */
const staleFrom = statement('ingest/stale weeks', 'own', (kysely, week: string) =>
  kysely
    .updateTable('population_facts')
    .set({ stale: true })
    .where(sql<boolean>`week > ${week}::date`)
    .where('stale', '=', false),
);

/** @param oldestEvent null: no event came or changed. */
export async function markWeeksStale(tx: Db, context: IngestContext, oldestEvent: Date | null): Promise<void> {
  if (oldestEvent !== null && context.trial !== true) await staleFrom(tx, weekOf(oldestEvent.getTime(), context.timeZone).week);
}

const beforeEveryWeek = '0001-01-01';

const visitDays = statement(
  'ingest/days of a location',
  'population',
  (kysely, locationId: string, timeZone: string, dayStartMinutes: number) => {
    const day = sql<string>`((visited_at at time zone ${timeZone}::text) - make_interval(mins => ${dayStartMinutes}::integer))::date`;
    return kysely
      .updateTable('visits')
      .set({ business_day: day })
      .where(sql<boolean>`location_id = ${locationId}::text`)
      .where(sql<boolean>`business_day is distinct from ${day}`);
  },
);

const visitorsOf = statement('ingest/visitors of a location', 'population', (kysely, locationId: string, markedAt: Date) =>
  kysely
    .insertInto('rescore_marks')
    .columns(['customer_id', 'marked_at'])
    .expression((from) =>
      from
        .selectFrom('visits')
        .where(sql<boolean>`location_id = ${locationId}::text`)
        .select(['customer_id', sql<Date>`${markedAt}::timestamptz`.as('marked_at')])
        .distinct()
        .orderBy('customer_id'),
    )
    .onConflict((conflict) =>
      conflict.column('customer_id').doUpdateSet({ marked_at: (given) => given.ref('excluded.marked_at') }),
    ),
);

const channelOfSends = statement(
  'ingest/channel of a campaign',
  'population',
  (kysely, campaignId: string, channel: string, was: string) =>
    kysely
      .updateTable('campaign_sends as sends')
      .set({ channel: sql<string>`${channel}::text` })
      .where(sql<boolean>`sends.campaign_id = ${campaignId}::text and sends.channel = ${was}::text`)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('campaign_sends as other')
              .select('other.customer_id')
              .whereRef('other.customer_id', '=', 'sends.customer_id')
              .whereRef('other.campaign_id', '=', 'sends.campaign_id')
              .whereRef('other.sent_at', '=', 'sends.sent_at')
              .where(sql<boolean>`other.channel = ${channel}::text`),
          ),
        ),
      ),
);

type Attributes = ReadonlyMap<string, string | null>;
const readers = { locations: readLocations, campaigns: readCampaigns, menu_items: readMenuItems } as const;

/**
 * Runs `merge` and carries what changed on: a location's zone to the business days of its visits and its type to the venue's priors, a
 * campaign's channel to its sends without one, an item's category to what the venue sold.
 */
export async function carryingOn(
  tx: Db,
  context: IngestContext,
  { table }: TableShape,
  rows: readonly Row[],
  merge: () => Promise<Merged>,
): Promise<Merged> {
  if (table !== 'locations' && table !== 'campaigns' && table !== 'menu_items') return await merge();
  const ids = rows.map(({ cells }) => cells[0] ?? '').sort();
  const read = async (): Promise<Attributes> =>
    new Map((await readers[table](tx, ids)).map(({ id, attribute }) => [id, attribute]));
  const before = await read();
  const result = await merge();
  const changed = [...(await read())].filter(([id, attribute]) => before.has(id) && before.get(id) !== attribute);
  const venueChanged = table === 'locations' && result.inserted + result.updated > 0;
  const makeStale = async () => (context.trial === true ? undefined : await staleFrom(tx, beforeEveryWeek));
  if (venueChanged || (table === 'menu_items' && changed.length > 0)) await makeStale();
  for (const [id, attribute] of changed) {
    if (table === 'locations') await moveDays(tx, context, id, before.get(id) ?? null, attribute);
    if (table === 'campaigns' && before.get(id) === null && attribute !== null) {
      await channelOfSends(tx, id, attribute, unknownChannel);
      await makeStale();
    }
  }
  return result;
}

async function moveDays(tx: Db, context: IngestContext, id: string, before: string | null, after: string | null): Promise<void> {
  const zone = after ?? context.timeZone;
  if (zone === (before ?? context.timeZone)) return;
  await visitDays(tx, id, zone, context.dayStartMinutes);
  await visitorsOf(tx, id, new Date(context.now));
}
