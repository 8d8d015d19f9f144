import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { type LiveEvent, type LiveTopic, readLive } from './live-events.ts';

/** How something that is sent stands. SKIPPED: there was nothing to say any more. FAILED: at every try. */
export type DeliveryState = 'WAITING' | 'DELIVERED' | 'SKIPPED' | 'FAILED';

/** What a delivery tells. */
export type DeliveryKey = LiveEvent & { readonly webhookId: string };

/** A line of the log. Instants are milliseconds since 1970. */
export interface Delivery extends DeliveryKey {
  readonly state: DeliveryState;
  readonly noticedAt: number;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  /** Null: not tried yet, as the three below. */
  readonly lastAttemptAt: number | null;
  readonly status: number | null;
  readonly durationMs: number | null;
  readonly error: string | null;
}

/** How long lines are kept, milliseconds: longer than anything is tried. */
export const deliveriesKeptMs = 7 * 86_400_000;

const ms = (column: string) => sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;

const lockCursor = statement('deliveries/lock-cursor', 'own', (kysely, id: string) =>
  kysely
    .selectFrom('webhooks')
    .where('webhook_id', '=', id)
    .where('enabled', '=', true)
    .where('stopped', 'is', null)
    .forUpdate()
    .skipLocked()
    .select('cursor_transaction as cursor'),
);
const moveCursor = statement('deliveries/move-cursor', 'own', (kysely, id: string, cursor: number) =>
  kysely.updateTable('webhooks').set({ cursor_transaction: cursor }).where('webhook_id', '=', id),
);
const enqueue = statement(
  'deliveries/enqueue',
  'population',
  (
    kysely,
    id: string,
    customers: readonly string[],
    transactions: readonly number[],
    topics: readonly string[],
    subjects: readonly string[],
    now: Date,
  ) =>
    kysely
      .insertInto('webhook_deliveries')
      .columns(['customer_id', 'webhook_id', 'transaction_id', 'topic', 'subject', 'state', 'noticed_at', 'next_attempt_at'])
      .expression(
        kysely
          .selectFrom(
            sql<{
              customer_id: string;
              transaction_id: number;
              topic: string;
              subject: string;
            }>`unnest(${customers}::text[], ${transactions}::bigint[], ${topics}::text[], ${subjects}::text[])`.as<'g'>(
              sql`g (customer_id, transaction_id, topic, subject)`,
            ),
          )
          .innerJoin('customers as c', 'c.customer_id', 'g.customer_id') // not those who were erased meanwhile
          .select([
            'g.customer_id',
            sql<string>`${id}::text`.as('webhook_id'),
            'g.transaction_id',
            'g.topic',
            'g.subject',
            sql<string>`'WAITING'`.as('state'),
            sql<Date>`${now}::timestamptz`.as('noticed_at'),
            sql<Date>`${now}::timestamptz`.as('next_attempt_at'),
          ]),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning('customer_id'),
);

/**
 * Notes what happened since the last time, as far as it is wanted, to be sent; in one transaction with where that ended, so that nothing is
 * missed and nothing is noted twice.
 * @param wants asked once there is something. @returns whether there may be more.
 */
export async function noticeEvents(
  db: Db,
  webhookId: string,
  wants: () => Promise<((event: LiveEvent) => boolean) | null>,
  now: number,
): Promise<boolean> {
  return await db.transaction(async (tx) => {
    const [held] = await lockCursor(tx, webhookId);
    if (held === undefined) return false; // somebody else does it, or it stopped
    const { events, horizon, more } = await readLive(tx, held.cursor);
    if (events.length > 0) {
      const isWanted = await wants();
      if (isWanted === null) return false;
      const wanted = events.filter(isWanted);
      const column = <Value>(of: (event: LiveEvent) => Value): Value[] => wanted.map(of);
      const keys = [column((e) => e.customerId), column((e) => e.transaction), column((e) => e.topic)] as const;
      if (wanted.length > 0)
        await enqueue(
          tx,
          webhookId,
          ...keys,
          column((e) => e.subject),
          new Date(now),
        );
    }
    if (horizon > held.cursor) await moveCursor(tx, webhookId, horizon);
    return more && horizon > held.cursor;
  });
}

interface Due {
  readonly customerId: string;
  readonly transaction: number;
  readonly topic: LiveTopic;
  readonly subject: string;
}

const isFree = (now: Date) => sql<boolean>`w.state = 'WAITING' and w.next_attempt_at <= ${now}::timestamptz
  and (w.leased_until is null or w.leased_until < ${now}::timestamptz)
  and not exists (select from webhook_deliveries as e where e.customer_id = w.customer_id and e.webhook_id = w.webhook_id
    and e.state = 'WAITING' and (e.transaction_id, e.topic, e.subject) < (w.transaction_id, w.topic, w.subject))`;

const due = statement('deliveries/due', 'population', (kysely, id: string, now: Date, most: number) =>
  kysely
    .selectFrom('webhook_deliveries as w')
    .where('w.webhook_id', '=', id)
    .where(isFree(now))
    .orderBy('w.next_attempt_at')
    .orderBy('w.transaction_id')
    .limit(sql<number>`${most}::int`)
    .select(['w.customer_id as customerId', 'w.transaction_id as transaction', 'w.topic', 'w.subject'])
    .$castTo<Due>(),
);

const claim = statement(
  'deliveries/claim',
  'customer',
  (kysely, customerId: string, id: string, transaction: number, topic: string, subject: string, now: Date, until: Date) =>
    kysely
      .updateTable('webhook_deliveries as w')
      .set({ leased_until: until })
      .where('w.customer_id', '=', customerId)
      .where('w.webhook_id', '=', id)
      .where('w.transaction_id', '=', transaction)
      .where('w.topic', '=', topic)
      .where('w.subject', '=', subject)
      .where(isFree(now))
      .returning(['w.webhook_id as webhookId', 'w.attempts', ms('w.noticed_at').as('noticedAt')]),
);

export type Claimed = DeliveryKey & Pick<Delivery, 'attempts' | 'noticedAt'>;

/**
 * Takes what is due, of each customer only the oldest that waits: what fails holds back nothing but what comes later of the same one.
 * One by one: of several who see the same one is first, and nobody holds more than one row while waiting for another.
 * @param until when others may take it, because whoever has it must be dead.
 */
export async function claimDeliveries(db: Db, id: string, now: number, until: number, most: number): Promise<Claimed[]> {
  const [at, end] = [new Date(now), new Date(until)];
  const claimed: Claimed[] = [];
  for (let lost = true; lost && claimed.length < most; ) {
    lost = false; // what others were quicker to take is no longer due, so that each walk finds others, or nothing
    for (const event of await due(db, id, at, most - claimed.length)) {
      const { customerId, transaction, topic, subject } = event;
      const [row] = await claim(db, customerId, id, transaction, topic, subject, at, end);
      if (row === undefined) lost = true;
      else claimed.push({ ...event, ...row });
    }
  }
  return claimed;
}

const settle = statement(
  'deliveries/settle',
  'customer',
  (
    kysely,
    customerId: string,
    id: string,
    transaction: number,
    topic: string,
    subject: string,
    state: string,
    attempts: number,
    at: Date | null,
    next: Date,
    status: number | null,
    durationMs: number | null,
    error: string | null,
  ) =>
    kysely
      .updateTable('webhook_deliveries')
      .set({ state, attempts, last_attempt_at: at, next_attempt_at: next, leased_until: null })
      .set({ status, duration_ms: durationMs, error })
      .where('customer_id', '=', customerId)
      .where('webhook_id', '=', id)
      .where('transaction_id', '=', transaction)
      .where('topic', '=', topic)
      .where('subject', '=', subject),
);

/** What an attempt came to. */
export interface Settlement extends Pick<Delivery, 'state' | 'attempts' | 'lastAttemptAt' | 'nextAttemptAt' | 'status'> {
  readonly durationMs: number | null;
  readonly error: string | null;
}

export async function settleDelivery(db: Db, key: DeliveryKey, done: Settlement): Promise<void> {
  const { customerId, webhookId, transaction, topic, subject } = key;
  const at = done.lastAttemptAt === null ? null : new Date(done.lastAttemptAt);
  const what = [done.state, done.attempts, at, new Date(done.nextAttemptAt), done.status, done.durationMs, done.error] as const;
  await settle(db, customerId, webhookId, transaction, topic, subject, ...what);
}

const hasten = statement('deliveries/hasten', 'population', (kysely, id: string, now: Date) =>
  kysely
    .updateTable('webhook_deliveries')
    .set({ next_attempt_at: now })
    .where('webhook_id', '=', id)
    .where('state', '=', 'WAITING')
    .where('next_attempt_at', '>', now),
);

/** Lets everything that waits be sent at once: the receiver is back. */
export async function hastenDeliveries(db: Db, id: string, now: number): Promise<void> {
  await hasten(db, id, new Date(now));
}

const restart = statement('deliveries/restart', 'population', (kysely, id: string, now: Date) =>
  kysely
    .updateTable('webhook_deliveries')
    .set({ attempts: 0, next_attempt_at: now })
    .where('webhook_id', '=', id)
    .where('state', '=', 'WAITING'),
);

/** Lets everything that waits begin anew: its webhook was saved again. */
export async function restartDeliveries(db: Db, id: string, now: number): Promise<void> {
  await restart(db, id, new Date(now));
}

const replay = statement('deliveries/replay', 'population', (kysely, id: string, from: number, now: Date) =>
  kysely
    .updateTable('webhook_deliveries')
    .set({ state: 'WAITING', attempts: 0, next_attempt_at: now, leased_until: null })
    .where('webhook_id', '=', id)
    .where('transaction_id', '>=', from)
    .where('state', '<>', 'WAITING')
    .returning('customer_id'),
);

/** Sends again what was noted from a transaction on. @returns how many. */
export async function replayDeliveries(db: Db, id: string, from: number, now: number): Promise<number> {
  return (await replay(db, id, from, new Date(now))).length;
}

const expire = statement('deliveries/expire', 'population', (kysely, before: Date) =>
  kysely.deleteFrom('webhook_deliveries').where('noticed_at', '<', before),
);

/** Removes lines that are too old to be kept. */
export async function expireDeliveries(db: Db, now: number): Promise<void> {
  await expire(db, new Date(now - deliveriesKeptMs));
}
