import { randomBytes } from 'node:crypto';
import type { Db } from '../db/open.ts';
import { secretsOf, type Webhook } from '../store/webhooks.ts';
import { signedHeaders } from './message.ts';
import type { Attempt, Sender } from './sender.ts';

/** @returns sends a delivery of type `test` to a webhook, signed as all are, once. */
export function openTester(db: Db, sender: Sender, clock: () => number): (webhook: Webhook) => Promise<Attempt> {
  return async (webhook) => {
    const now = clock();
    const data = { webhook: { id: webhook.id, name: webhook.name, event: webhook.field } };
    const body = JSON.stringify({ type: 'test', timestamp: new Date(now).toISOString(), cursor: null, data });
    const id = `msg_test_${randomBytes(12).toString('base64url')}`;
    return await sender.send(webhook.url, signedHeaders(id, body, secretsOf(db, webhook, now), now), body);
  };
}
