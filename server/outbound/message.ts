import { createHmac } from 'node:crypto';

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
  const at = Math.floor(now / 1_000);
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'ecx-webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': secrets.map((secret) => signature(secret, `${id}.${at}.${body}`)).join(' '),
  };
}

function signature(secret: string, text: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(text, 'utf8').digest('base64')}`;
}
