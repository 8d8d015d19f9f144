import type { Db } from '../../server/db/open.ts';
import type { EventAnswers } from '../../server/outbound/deliver.ts';
import { tellLive } from '../../server/store/live-events.ts';
import { createWebhook, type WebhookDraft } from '../../server/store/webhooks.ts';

/** What the tests of deliveries share: guests, a webhook that wants everything, and what is said of an event. */

export const draftFor = (url: string): WebhookDraft => ({
  name: 'Kitchen display',
  url,
  document: 'subscription { healthScoreChanged { customerId } }',
  variables: '{}',
  field: 'healthScoreChanged',
  enabled: true,
});

export async function webhookFor(db: Db, url: string, now: number): Promise<string> {
  const owner = { principal: 'admin-token', name: 'admin token', role: 'ADMIN' } as const;
  return (await createWebhook(db, draftFor(url), owner, now)).id;
}

export async function guests(db: Db, ...ids: readonly string[]): Promise<void> {
  const at = new Date('2026-01-01T00:00:00Z');
  await db.kysely
    .insertInto('customers')
    .values(ids.map((id) => ({ customer_id: id, created_at: at, recorded_at: at })))
    .execute();
}

/** Tells that the scores of these guests changed, one transaction each. */
export async function happen(db: Db, now: number, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) await db.transaction((tx) => tellLive(tx, 'SCORE', [{ customerId: id, subject: '' }], now));
}

/** Says which guest it is about, and the transaction that told it, whose order is that of time. */
export const answers: EventAnswers = {
  wanted: async () => ({ wants: () => true }),
  say: async (_webhook, { customerId, transaction }) => ({ kind: 'SAY', body: JSON.stringify({ customerId, transaction }) }),
};

export interface Sent {
  readonly id: string;
  readonly customerId: string;
  readonly transaction: number;
}

export function sentOf(headers: Readonly<Record<string, string | string[] | undefined>>, body: string): Sent {
  return { id: String(headers['webhook-id']), ...(JSON.parse(body) as Omit<Sent, 'id'>) };
}

/** Whether what was sent of each guest came in the order in which it happened; a repetition may stand beside its first time. */
export function isInOrder(sent: readonly Sent[]): boolean {
  return [...new Set(sent.map(({ customerId }) => customerId))].every((guest) => {
    const own = sent.filter(({ customerId }) => customerId === guest).map(({ transaction }) => transaction);
    return own.every((transaction, index) => index === 0 || transaction >= (own[index - 1] ?? 0));
  });
}
