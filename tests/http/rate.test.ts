import { createClient } from 'graphql-ws';
import { beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { Db } from '../../server/db/open.ts';
import { openKeys } from '../../server/store/keys.ts';
import { testDatabase } from '../support/database.ts';
import { adminToken, bearer, codeOf, cookieOf, openLink, read, type TestServer, testServer } from './serving.ts';

const page = '{ customers(first: 50) { nodes { id } } }';
let server: TestServer;
let db: Db;

beforeAll(async () => {
  server = await testServer({ RATE_LIMIT_POINTS_PER_MINUTE: '100' });
  db = await testDatabase({ url: server.databaseUrl });
});

/** A caller of its own. */
async function caller(role = 'MANAGER'): Promise<{ readonly authorization: string }> {
  const given = { name: 'Report', role, reach: null, createdBy: 'a test', expiresAt: null };
  return bearer((await openKeys(db).create(given, Date.now())).key);
}

/** A caller who has spent everything: a point would come back in 0.6 seconds of the clock, which stands still. */
async function poorCaller(): Promise<{ readonly authorization: string }> {
  server.standStill();
  const headers = await caller();
  for (const _ of [1, 2]) expect((await server.ask(page, headers)).status).toBe(200);
  return headers;
}

function leftOf(answer: Response): number {
  const [, left] = /^"points";r=(\d+);t=\d+$/.exec(answer.headers.get('ratelimit') ?? '') ?? [];
  return left === undefined ? Number.NaN : Number(left);
}

describe('GraphQL', () => {
  test('says what is left and refuses with 429 until the time that it names; others are unharmed', async () => {
    server.standStill();
    const headers = await caller();
    const first = await server.ask(page, headers);
    expect([first.status, first.headers.get('ratelimit-policy')]).toEqual([200, '"points";q=100;w=60;qu="points"']);
    expect(leftOf(first)).toBeGreaterThanOrEqual(50);
    const { extensions } = (await first.json()) as { extensions: { cost: unknown } };
    expect(extensions.cost).toMatchObject({ requested: 50, limit: 100, rate: { limit: 100 } });
    expect((await server.ask(page, headers)).status).toBe(200);
    const refused = await server.ask(page, headers);
    const wait = Number(refused.headers.get('retry-after'));
    expect([refused.status, wait >= 1, Number.isInteger(wait)]).toEqual([429, true, true]);
    expect(leftOf(refused)).toBeLessThan(50);
    const answer = await read(refused);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: wait });
    expect(answer.data ?? null).toBeNull();
    expect((await server.ask(page, await caller())).status).toBe(200);
    server.wait(wait * 1_000);
    expect((await server.ask(page, headers)).status).toBe(200);
  });

  test('a viewer reads its budget', async () => {
    const headers = await caller('PARTNER');
    const { data } = await read(server.ask('{ viewer { rateBudget { limit remaining resetSeconds } } }', headers));
    expect(data?.viewer).toEqual({ rateBudget: { limit: 100, remaining: 99, resetSeconds: 1 } });
  });

  test('what is wrong costs a point, too', async () => {
    server.standStill();
    const headers = await caller();
    const before = leftOf(await server.ask('{ viewer { role } }', headers));
    for (let asked = 0; asked < 10; asked += 1) expect((await server.ask('{ nothing }', headers)).status).toBe(400);
    expect(leftOf(await server.ask('{', headers))).toBe(before - 11);
    const statuses = [];
    for (let asked = 0; asked < before; asked += 1) statuses.push((await server.ask('{ nothing }', headers)).status);
    expect(statuses).toEqual([...Array(before - 11).fill(400), ...Array(11).fill(429)]);
  });

  test('what costs more than a minute has is too expensive, not only too soon', async () => {
    const answer = await read(
      server.ask('{ customers(first: 100) { nodes { id visits(first: 5) { nodes { id } } } } }', await caller()),
    );
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_EXPENSIVE', limit: 100 });
  });

  test('a session has its budget, whatever its requests call themselves', async () => {
    server.standStill();
    const headers = { ...cookieOf(await openLink(server.signInUrl)), 'apollo-require-preflight': 'true' };
    const named = (index: number) => ({
      ...headers,
      'x-request-id': `bulk-00000${index}`,
      'x-forwarded-for': `203.0.113.${index}`,
    });
    const answers = [];
    for (const index of [1, 2, 3]) answers.push((await server.ask(page, named(index))).status);
    expect(answers).toEqual([200, 200, 429]);
  });
});

describe('the other doors', () => {
  test('REST, lists, uploads, downloads and assistants spend the same budget', async () => {
    const headers = await poorCaller();
    const post = (path: string, type: string, body: string) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': type, accept: 'application/json, text/event-stream' },
        body,
      });
    const answers = await Promise.all([
      post('/api/customers/batch-health-scores', 'application/json', JSON.stringify({ customerIds: Array(50).fill('A') })),
      fetch(`${server.url}/exports/customers.csv`, { headers }),
      post('/imports/customers', 'text/csv', 'customer_id\nA\n'),
      fetch(`${server.url}/exports/jobs/none`, { headers }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 429, 429]);
    for (const answer of answers) {
      expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(leftOf(answer)).toBeLessThan(50);
      expect(await answer.json()).toMatchObject({ status: 429, code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    }
    const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
    expect((await post('/mcp', 'application/json', ping)).status).toBe(429);
  });

  test('each pushed answer costs; who has nothing left is told where to go on', async () => {
    const headers = await caller();
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: headers,
    });
    const record = (index: number) =>
      server.ask(
        `mutation { recordVisits(visits: [{ customerId: "A", visitedAt: "${new Date(Date.now() - index * 3_600_000).toISOString()}", total: "10" }]) { inserted } }`,
        bearer(adminToken),
      );
    expect(
      (await server.ask('mutation { upsertCustomers(customers: [{ id: "A" }]) { inserted } }', bearer(adminToken))).status,
    ).toBe(200);
    const told = client.iterate({
      query: 'subscription { healthScoreChanged { customerId healthScore components { recencyFactor { score } } } }',
    });
    const next = told.next();
    let answer: unknown = null;
    next.then(({ value }) => {
      answer = value;
    });
    let visits = 0;
    await expect
      .poll(
        async () => {
          visits += 1;
          await record(visits);
          return answer;
        },
        { timeout: 60_000, interval: 500 },
      )
      .toMatchObject({
        extensions: { cursor: expect.any(String), cost: { requested: expect.any(Number), rate: { limit: 100 } } },
      });
    for (const _ of [1, 2]) await server.ask(page, headers);
    const asked = async () => (await server.ask('{ customers(first: 7) { nodes { id } } }', headers)).status;
    await expect.poll(asked, { timeout: 60_000, interval: 1 }).toBe(429);
    let last: { readonly errors?: readonly { readonly extensions: unknown }[] } = {};
    const drain = (async () => {
      for await (const item of told) last = item as typeof last;
    })();
    await expect
      .poll(
        async () => {
          await Promise.all(Array.from({ length: 20 }, () => server.ask('{ viewer { role } }', headers)));
          visits += 1;
          await record(visits);
          return last.errors?.[0]?.extensions;
        },
        { timeout: 40_000, interval: 300 },
      )
      .toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    await drain;
    await client.dispose();
  });

  test('who is not signed in has the budget of its address', async () => {
    const other = await testServer({ RATE_LIMIT_POINTS_PER_MINUTE: '5', DATABASE_URL: server.databaseUrl });
    other.standStill();
    const answers = [];
    for (let index = 0; index < 7; index += 1)
      answers.push(await other.ask('{ viewer { role } }', { 'x-forwarded-for': `203.0.113.${index}` }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]));
    expect(codeOf(await read(answers.at(-1) as Response))).toBe('RATE_LIMITED');
    expect((await other.ask('{ viewer { role } }', bearer(adminToken))).status).toBe(200);
  });

  test('a proxy that the settings name speaks for its callers', async () => {
    const other = await testServer({
      RATE_LIMIT_POINTS_PER_MINUTE: '5',
      DATABASE_URL: server.databaseUrl,
      TRUST_PROXY: '127.0.0.0/8, ::1',
    });
    other.standStill();
    const from = async (address: string) => (await other.ask('{ viewer { role } }', { 'x-forwarded-for': address })).status;
    const spent = [];
    for (let index = 0; index < 8; index += 1) spent.push(await from(`198.51.100.${index}, 203.0.113.1`)); // its last word counts
    expect(spent).toContain(429);
    expect(await from('203.0.113.2')).toBe(401);
  });
});
