import { Webhook } from 'standardwebhooks';

/**
 * The headers of Standard Webhooks.
 * @param secrets `whsec_…`; each signs, so that a receiver may know the old or the new one.
 */
export function signedHeaders(
  id: string,
  body: string,
  secrets: readonly string[],
  now: number,
): Readonly<Record<string, string>> {
  const at = new Date(now);
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'ecx-webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
