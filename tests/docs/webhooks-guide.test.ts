import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { signedHeaders } from '../../server/outbound/message.ts';

const root = new URL('../../', import.meta.url);
const file = new URL(`tests/docs/receiver-${process.pid}.tmp.mjs`, root); // within the tree, so that the package is found
const secret = `whsec_${Buffer.from('a secret of 32 bytes for a test!').toString('base64')}`;

let receiver: ChildProcess | undefined;
afterAll(() => {
  receiver?.kill();
  rmSync(file, { force: true });
});

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

test('the receiver of the guide takes what we signed, and nothing else', { timeout: 60_000 }, async () => {
  const guide = readFileSync(new URL('docs/guides/webhooks.md', root), 'utf8');
  const [, text = ''] = /^```js\n([\s\S]*?)^```$/m.exec(guide) ?? [];
  expect(text).toContain('webhook.verify');
  writeFileSync(file, text);
  const port = await freePort();
  receiver = spawn(process.execPath, [file.pathname], { env: { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) } });
  const body = JSON.stringify({ type: 'test', timestamp: new Date().toISOString(), cursor: null, data: { name: 'Zoë' } });
  const send = async (headers: Readonly<Record<string, string>>, sent = body) =>
    (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: sent }).catch(() => null))?.status ?? null;
  const signed = (at: number, secrets = [secret]) => signedHeaders('msg_1', body, secrets, at);
  await expect.poll(() => send(signed(Date.now())), { timeout: 60_000 }).toBe(204);
  expect(await send(signed(Date.now()), body.replace('test', 'other'))).toBe(401);
  expect(await send(signed(Date.now() - 3_600_000))).toBe(401);
  expect(await send({ 'content-type': 'application/json' })).toBe(401);
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  expect(await send(signed(Date.now(), [other]))).toBe(401);
  expect(await send(signed(Date.now(), [other, secret]))).toBe(204); // as while a secret is changed
});
