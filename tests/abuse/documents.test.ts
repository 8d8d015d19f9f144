import { beforeAll, describe, expect, test } from 'vitest';
import { openKeys } from '../../server/store/keys.ts';
import { adminToken, bearer, type TestServer, testServer } from '../http/serving.ts';
import { testDatabase } from '../support/database.ts';
import { isWhole, note } from '../support/trust.ts';
import { hostileBodies, hostileDocuments } from './documents.ts';
import { inside } from './hostile.ts';

/** Milliseconds in which each is refused, and in which the process answers afterwards: held by the proof, as a loaded machine tells nothing. */
const longest = { refusal: 1500, health: 1000 };
const largestError = 65_536;

let server: TestServer;
let partner: string;
beforeAll(async () => {
  server = await testServer({ ECX_WORKER: 'off' });
  const keys = openKeys(await testDatabase({ url: server.databaseUrl }));
  const given = { name: 'Courier', role: 'PARTNER', reach: ['G01'], createdBy: 'a test', expiresAt: null };
  partner = (await keys.create(given, Date.now())).key;
});

interface Refused {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

async function send(body: string, headers: Readonly<Record<string, string>> = bearer(adminToken)): Promise<Refused> {
  const startedAt = performance.now();
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
  const answer = await fetch(`${server.url}/graphql`, init);
  const text = await answer.text();
  return { status: answer.status, text, ms: performance.now() - startedAt };
}

async function health(): Promise<number> {
  const startedAt = performance.now();
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  return performance.now() - startedAt;
}

/** What it took at most. */
const most = { refusal: 0, health: 0, bytes: 0 };

/** @param least 200 for what a protocol refuses so: clients of persisted queries look into the answer. */
async function assertRefused(body: string, least = 400): Promise<void> {
  const { status, text, ms } = await send(body);
  expect(status).toBeGreaterThanOrEqual(least);
  expect(status).toBeLessThan(500);
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: readonly unknown[] };
  expect([data ?? null, errors?.length ?? 0]).toEqual([null, expect.any(Number)]);
  expect(errors?.length).toBeGreaterThan(0);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(largestError);
  expect(inside.exec(text)?.[0]).toBeUndefined();
  most.refusal = Math.max(most.refusal, ms);
  most.bytes = Math.max(most.bytes, Buffer.byteLength(text));
  most.health = Math.max(most.health, await health());
}

describe('refused, with a short error and nothing done', () => {
  test.each(Object.entries(hostileDocuments))('%s', async (_name, query) => {
    await assertRefused(JSON.stringify({ query }));
  });

  test.each(Object.entries(hostileBodies))('%s', async (_name, body) => {
    await assertRefused(body, body.includes('persistedQuery') ? 200 : 400);
  });

  test('within the times that are promised', () => {
    note(
      `hostile documents, ${Object.keys(hostileDocuments).length + Object.keys(hostileBodies).length} of them, longest refusal`,
      Math.round(most.refusal),
      'ms',
    );
    note('hostile documents, largest error', most.bytes, 'bytes');
    note('hostile documents, /healthz after each, longest', Math.round(most.health), 'ms');
    if (!isWhole) return;
    expect(most.refusal).toBeLessThan(longest.refusal);
    expect(most.health).toBeLessThan(longest.health);
  });
});

describe('the schema', () => {
  const introspection = JSON.stringify({ query: '{ __schema { types { name } } }' });
  const misspelt = JSON.stringify({ query: '{ custmer(id: "x") { helthScore } }' });

  test('is for nobody who is not signed in, by no way of asking', async () => {
    const search = new URLSearchParams({ query: '{ __schema { types { name } } }' });
    const asked = [
      await send(introspection, {}),
      await send(misspelt, {}),
      await send(introspection, bearer('ecx_0123456789abcdef.0123456789abcdefghij')),
    ];
    for (const { status, text } of asked) {
      expect(status).toBe(401);
      expect(text).not.toMatch(/customer|healthScore|Did you mean|"data":\{/i);
    }
    expect((await fetch(`${server.url}/graphql?${search}`)).status).toBe(401);
  });

  test('is not shown to partners, whose mistakes get no suggestions', async () => {
    expect((await send(introspection, bearer(partner))).status).toBe(403);
    const { text } = await send(misspelt, bearer(partner));
    expect(text).not.toMatch(/Did you mean|healthScore/);
    expect((await send(misspelt)).text).toContain('Did you mean');
  });
});
