import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

/** Processes that tell live events to their clients listen here; the payload is empty, what happened stands in the table. */
export const liveChannel = 'ecx_live';

export type LiveTopic = 'SCORE' | 'ALERT' | 'SEGMENT';

/** Something that is told to whoever listens. */
export interface LiveEvent {
  readonly customerId: string;
  /** The transaction that told it: their order is nearly that of time. */
  readonly transaction: number;
  readonly topic: LiveTopic;
  /** Of an alert: its id and its severity; of a segment: its id, ENTERED or LEFT, and when; with spaces between. Of a score: empty. */
  readonly subject: string;
}

const insert = statement(
  'live/insert',
  'customer',
  (kysely, transaction: number, topic: string, customerIds: readonly string[], subjects: readonly string[], now: Date) =>
    kysely
      .insertInto('live_events')
      .columns(['customer_id', 'transaction_id', 'topic', 'subject', 'at'])
      .expression(
        kysely
          .selectFrom(
            sql<{ customer_id: string; subject: string }>`unnest(${customerIds}::text[], ${subjects}::text[])`.as<'g'>(
              sql`g (customer_id, subject)`,
            ),
          )
          .select([
            'g.customer_id',
            sql<number>`${transaction}::bigint`.as('transaction_id'),
            sql<string>`${topic}::text`.as('topic'),
            'g.subject',
            sql<Date>`${now}::timestamptz`.as('at'),
          ]),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning('customer_id'),
);

/** Transactions that tell hold the lock of this number and theirs; nothing else locks numbers as large. */
const tellingKey = sql`4611686018427387904::bigint`; // 2^62

// The number is made here, not where the guests' rows lie: on a cluster each node counts transactions of its own.
const begin = statement('live/begin', 'own', (kysely, wakes: boolean) =>
  kysely.selectNoFrom([
    sql<number>`pg_current_xact_id()::text::bigint`.as('transaction'),
    sql<string>`pg_advisory_xact_lock(${tellingKey} + pg_current_xact_id()::text::bigint)::text`.as('held'),
    sql<string | null>`case when ${wakes}::boolean then pg_notify(${liveChannel}, '')::text end`.as('told'),
  ]),
);

/** The number under which this transaction tells events. */
export async function openTelling(tx: Db, wakes: boolean): Promise<number> {
  const [opened] = await begin(tx, wakes);
  if (opened === undefined) throw new Error('expected the number of a transaction, got none');
  return opened.transaction;
}

/**
 * Every transaction that tells and has a smaller number is over, its rows to be seen on every node. On a cluster the nodes commit after
 * the coordinator has ended its part, but before it lets its locks go.
 */
export const liveHorizon = sql<number>`least(pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
  (select min(((l.classid::bigint << 32) | l.objid::bigint) - ${tellingKey}) from pg_locks as l
    where l.locktype = 'advisory' and l.objsubid = 1 and l.classid::bigint >= (${tellingKey} >> 32)
      and l.database = (select d.oid from pg_database as d where d.datname = current_database())))`;

const readHorizon = statement('live/horizon', 'own', (kysely) => kysely.selectNoFrom(liveHorizon.as('horizon')));

const wake = statement('live/wake', 'own', (kysely) => kysely.selectNoFrom(sql`pg_notify(${liveChannel}, '')`.as('told')));

/** Lets every process that listens read, when this transaction commits. */
export async function wakeLive(tx: Db): Promise<void> {
  await wake(tx);
}

/** Tells events to every process that listens, when this transaction commits. */
export async function tellLive(
  tx: Db,
  topic: LiveTopic,
  events: readonly { readonly customerId: string; readonly subject: string }[],
  now: number,
): Promise<void> {
  if (events.length === 0) return;
  const ids = events.map(({ customerId }) => customerId);
  const subjects = events.map(({ subject }) => subject);
  await insert(tx, await openTelling(tx, true), topic, ids, subjects, new Date(now));
}

export interface LiveReading {
  readonly horizon: number;
  readonly events: readonly LiveEvent[];
  readonly more: boolean;
}

const read = statement('live/read', 'population', (kysely, from: number) =>
  kysely
    .selectFrom('live_events')
    .where('transaction_id', '>=', from)
    .orderBy('transaction_id')
    .orderBy('customer_id')
    .limit(sql<number>`10001`)
    .select(['customer_id as customerId', 'transaction_id as transaction', sql<LiveTopic>`topic`.as('topic'), 'subject']),
);

/** Most events of one reading: who is further behind reads again. */
const mostRead = 10_000;

/**
 * What was told by the transactions from `from` on.
 * @returns `horizon`: every transaction before it is over, so that reading on from there misses nothing; what it repeats is known by its
 * transaction, topic and subject. `more`: there is more to read.
 */
export async function readLive(db: Db, from: number): Promise<LiveReading> {
  const [found] = await readHorizon(db); // before the events: whatever ends between the two is read once more
  const rows = await read(db, from);
  const events = rows.slice(0, mostRead);
  const more = rows.length > mostRead;
  const horizon = Math.min(found?.horizon ?? from, more ? (events.at(-1)?.transaction ?? from) : Number.MAX_SAFE_INTEGER);
  return { horizon, events, more };
}

const oldest = statement('live/oldest', 'population', (kysely) =>
  kysely.selectFrom('live_events').orderBy('transaction_id').limit(sql<number>`1`).select('transaction_id as transaction'),
);

/** The transaction of the oldest event that is kept; null: none is. */
export async function oldestLive(db: Db): Promise<number | null> {
  return (await oldest(db))[0]?.transaction ?? null;
}

const anyScore = statement('live/any-score', 'population', (kysely, noted: string) =>
  kysely.selectNoFrom(
    sql<boolean>`exists (select from segments where counted_version = version) and exists (
      select from live_events as e where e.topic = 'SCORE' and e.transaction_id >=
        coalesce((select i.value::bigint from installation as i where i.name = ${noted}::text), 0))`.as('due'),
  ),
);

/** Whether there are counted segments, and scores were told from the transaction on that is noted of the installation under this name. */
export async function anyScoreSince(db: Db, noted: string): Promise<boolean> {
  return (await anyScore(db, noted))[0]?.due === true;
}

const expire = statement('live/expire', 'population', (kysely, before: Date) =>
  kysely.deleteFrom('live_events').where('at', '<', before),
);

/** How long events are kept for those who come back, milliseconds. */
export const liveKeptMs = 24 * 3_600_000;

/** Removes events that are too old to be told again. */
export async function expireLive(db: Db, now: number): Promise<void> {
  await expire(db, new Date(now - liveKeptMs));
}
