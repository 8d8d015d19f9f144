import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { LiveTopic } from './live-events.ts';
import type { Delivery, DeliveryKey, DeliveryState } from './webhook-deliveries.ts';

const ms = (column: string) => sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;
const msOrNull = (column: string) => sql<number | null>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;

/** Where a page begins: behind this line. */
export type LogPlace = Pick<Delivery, 'noticedAt' | 'transaction' | 'customerId' | 'topic' | 'subject'>;

const page = statement(
  'deliveries/page',
  'population',
  (
    kysely,
    id: string,
    state: string | null,
    noticedAt: Date | null,
    transaction: number | null,
    customerId: string | null,
    topic: string | null,
    subject: string | null,
    most: number,
  ) =>
    kysely
      .selectFrom('webhook_deliveries')
      .where('webhook_id', '=', id)
      .where(sql<boolean>`(${state}::text is null or state = ${state}::text)`)
      .where(
        sql<boolean>`(${noticedAt}::timestamptz is null or (noticed_at, transaction_id, customer_id, topic, subject)
          < (${noticedAt}::timestamptz, ${transaction}::bigint, ${customerId}::text, ${topic}::text, ${subject}::text))`,
      )
      .orderBy('noticed_at', 'desc')
      .orderBy('transaction_id', 'desc')
      .orderBy('customer_id', 'desc')
      .orderBy('topic', 'desc')
      .orderBy('subject', 'desc')
      .limit(sql<number>`${most}::int`)
      .select([
        'customer_id as customerId',
        'webhook_id as webhookId',
        'transaction_id as transaction',
        sql<LiveTopic>`topic`.as('topic'),
        'subject',
        sql<DeliveryState>`state`.as('state'),
        ms('noticed_at').as('noticedAt'),
        'attempts',
        ms('next_attempt_at').as('nextAttemptAt'),
        msOrNull('last_attempt_at').as('lastAttemptAt'),
        'status',
        'duration_ms as durationMs',
        'error',
      ]),
);

/** Lines of the log, newest first. @param state null: all. `behind` null: from the newest. */
export function readDeliveries(
  db: Db,
  id: string,
  { state, behind, most }: { readonly state: DeliveryState | null; readonly behind: LogPlace | null; readonly most: number },
): Promise<Delivery[]> {
  const { noticedAt = null, transaction = null, customerId = null, topic = null, subject = null } = behind ?? {};
  return page(db, id, state, noticedAt === null ? null : new Date(noticedAt), transaction, customerId, topic, subject, most);
}

/** How many lines of a webhook stand how. */
export interface DeliveryCounts {
  readonly webhookId: string;
  readonly waiting: number;
  readonly delivered: number;
  readonly skipped: number;
  readonly failed: number;
  /** Milliseconds since 1970; null: none waits, as below none was delivered. */
  readonly oldestWaiting: number | null;
  readonly lastDelivered: number | null;
}

const counts = statement('deliveries/counts', 'population', (kysely) =>
  kysely
    .selectFrom('webhook_deliveries')
    .groupBy('webhook_id')
    .select([
      'webhook_id as webhookId',
      sql<number>`(count(*) filter (where state = 'WAITING'))::int`.as('waiting'),
      sql<number>`(count(*) filter (where state = 'DELIVERED'))::int`.as('delivered'),
      sql<number>`(count(*) filter (where state = 'SKIPPED'))::int`.as('skipped'),
      sql<number>`(count(*) filter (where state = 'FAILED'))::int`.as('failed'),
      sql<number | null>`(extract(epoch from min(noticed_at) filter (where state = 'WAITING')) * 1000)::float8`.as(
        'oldestWaiting',
      ),
      sql<number | null>`(extract(epoch from max(last_attempt_at) filter (where state = 'DELIVERED')) * 1000)::float8`.as(
        'lastDelivered',
      ),
    ]),
);

/** Over the log that is kept; a webhook that was never told anything is absent. */
export function countDeliveries(db: Db): Promise<DeliveryCounts[]> {
  return counts(db);
}

/** What names a delivery to its receiver, the same at every attempt: repetitions are told by it. */
export function messageId({ webhookId, customerId, transaction, topic, subject }: DeliveryKey): string {
  const parts = JSON.stringify([webhookId, customerId, transaction, topic, subject]);
  return `msg_${createHash('sha256').update(parts).digest('base64url').slice(0, 27)}`;
}
