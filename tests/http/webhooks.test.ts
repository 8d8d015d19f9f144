import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, bearer, codeOf, read, type TestServer, testServer } from './serving.ts';

interface Got {
  readonly id: string;
  readonly body: {
    readonly type: string;
    readonly cursor: string | null;
    readonly data: Record<string, Record<string, unknown>>;
  };
  readonly text: string;
  readonly headers: Record<string, string>;
}

const receivers: Server[] = [];
afterAll(() => {
  for (const receiver of receivers) receiver.close().closeAllConnections();
});

/** A real receiver, whose answers a test decides. */
async function receiver() {
  const got: Got[] = [];
  const answer = { status: 200 };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part.toString('utf8');
    });
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      got.push({ id: headers['webhook-id'] ?? '', body: JSON.parse(text) as Got['body'], text, headers });
      response.writeHead(answer.status).end();
    });
  });
  receivers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { url, got, answer, taken: () => got.filter(({ body }) => body.type !== 'test') };
}

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ WEBHOOK_ALLOW_PRIVATE: '127.0.0.1' });
  await ask(
    'mutation { upsertCustomers(customers: [{ id: "A", name: "Ada", city: "Berlin" }, { id: "B", name: "Bo" }]) { inserted } }',
  );
});

async function ask<Data = Record<string, never>>(query: string, variables: object = {}, token = adminToken): Promise<Data> {
  const answer = await send(query, variables, token);
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
  return answer.data as Data;
}

function send(query: string, variables: object = {}, token = adminToken) {
  const headers = { 'content-type': 'application/json', ...bearer(token) };
  return read(fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) }));
}

const saving =
  'mutation ($input: WebhookInput!) { saveWebhook(input: $input) { secret webhook { id name event state stopReason role owner } } }';
interface Saved {
  readonly saveWebhook: { readonly secret: string | null; readonly webhook: { readonly id: string; readonly event: string } };
}
const scores = 'subscription { healthScoreChanged { customerId healthScore } }';
const save = async (input: object, token?: string) =>
  (await ask<Saved>(saving, { input: { name: 'Test', document: scores, ...input } }, token)).saveWebhook;

let visits = 0;
async function visit(customerId: string): Promise<void> {
  visits += 1;
  await ask('mutation ($visits: [VisitInput!]!) { recordVisits(visits: $visits) { inserted } }', {
    visits: [{ customerId, visitId: `V${visits}`, visitedAt: '2026-01-05T19:00:00Z', total: '20.00' }],
  });
}

const patiently = { timeout: 60_000, interval: 100 };
interface Log {
  readonly webhookDeliveries: {
    readonly totalCount: number;
    readonly nodes: { state: string; customerId: string; cursor: string; attempts: number }[];
  };
}
const log = async (id: string, token?: string) => {
  const { webhookDeliveries } = await ask<Log>(
    'query ($id: ID!) { webhookDeliveries(webhookId: $id, first: 50) { totalCount nodes { state customerId cursor attempts status error } } }',
    { id },
    token,
  );
  expect(webhookDeliveries.totalCount).toBeGreaterThanOrEqual(webhookDeliveries.nodes.length);
  return webhookDeliveries.nodes;
};
const stateOf = async (id: string) =>
  (
    await ask<{ webhook: { state: string; stopReason: string | null } }>(
      'query ($id: ID!) { webhook(id: $id) { state stopReason } }',
      { id },
    )
  ).webhook;
const remove = (id: string) => ask('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id });

describe('a webhook', () => {
  test('is told what its subscription asks for, signed, once each', async () => {
    const { url, got, taken } = await receiver();
    const { secret, webhook } = await save({ url });
    expect(webhook).toMatchObject({ event: 'healthScoreChanged', state: 'ACTIVE', role: 'ADMIN', owner: 'admin token' });
    await visit('A');
    await expect.poll(() => taken().length, patiently).toBeGreaterThan(0);
    const [first] = got;
    expect(new Webhook(secret ?? '').verify(first?.text ?? '', first?.headers ?? {})).toMatchObject({
      type: 'healthScoreChanged',
      data: { healthScoreChanged: { customerId: 'A' } },
    });
    await expect.poll(async () => (await log(webhook.id)).map(({ state }) => state), patiently).toContain('DELIVERED');
    const figures = await (await fetch(`${server.url}/metrics`, { headers: bearer(adminToken) })).text();
    expect(figures).toMatch(/ecx_webhook_deliveries\{state="delivered"\} [1-9]/);
    expect(figures).toContain('ecx_webhook_oldest_seconds ');
    const before = new Set(taken().map(({ id }) => id));
    const cursor = first?.body.cursor;
    await ask('mutation ($id: ID!, $after: String!) { replayWebhook(id: $id, after: $after) }', {
      id: webhook.id,
      after: cursor,
    });
    await expect.poll(() => taken().length, patiently).toBeGreaterThan(before.size);
    expect(taken().every(({ id }) => before.has(id))).toBe(true); // a repetition is known by its id
    await remove(webhook.id);
  });

  test('that was away loses nothing, and each customer is told of in order', async () => {
    const { url, got, taken, answer } = await receiver();
    const { webhook } = await save({ url });
    answer.status = 503;
    for (const customer of ['A', 'B', 'A', 'A']) await visit(customer);
    await expect.poll(async () => (await log(webhook.id)).length, patiently).toBeGreaterThanOrEqual(4);
    await expect.poll(() => taken().length, patiently).toBeGreaterThanOrEqual(2);
    expect((await stateOf(webhook.id)).state).toBe('FAILING');
    const open = (await log(webhook.id)).length;
    answer.status = 200;
    got.length = 0;
    await expect
      .poll(
        async () => {
          server.wait(60_000); // an hour passes quickly
          return (await log(webhook.id)).filter(({ state }) => state === 'DELIVERED').length;
        },
        { timeout: 60_000, interval: 300 },
      )
      .toBeGreaterThanOrEqual(open);
    expect(new Set(taken().map(({ id }) => id)).size).toBeGreaterThanOrEqual(open);
    const places = taken()
      .filter(({ body }) => body.data.healthScoreChanged?.customerId === 'A')
      .map(({ body }) =>
        Number(
          (
            JSON.parse(
              Buffer.from(body.cursor ?? '', 'base64url')
                .subarray(6)
                .toString('utf8'),
            ) as unknown[]
          )[2],
        ),
      );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect((await stateOf(webhook.id)).state).toBe('ACTIVE');
    await remove(webhook.id);
  });

  test('is stopped by 410, and goes on when it is saved again', async () => {
    const { url, answer, taken } = await receiver();
    const { webhook } = await save({ url });
    answer.status = 410;
    await visit('B');
    await expect.poll(async () => (await stateOf(webhook.id)).state, patiently).toBe('STOPPED');
    expect((await stateOf(webhook.id)).stopReason).toContain('410');
    answer.status = 200;
    await save({ id: webhook.id, url });
    await visit('A');
    await expect.poll(() => taken().some(({ body }) => body.data.healthScoreChanged?.customerId === 'A'), patiently).toBe(true);
    await remove(webhook.id);
  });

  test('tells who enters and leaves a segment', async () => {
    const { url, taken } = await receiver();
    await ask('mutation { saveSegment(id: "berlin", name: "Berlin", filter: { cities: ["Berlin"] }) { id } }');
    const document = `subscription ($ids: [ID!]) { segmentMembershipChanged(segmentIds: $ids) { customer { id name } segment { name } change } }`;
    const { webhook } = await save({ url, document, variables: '{"ids": ["berlin"]}' });
    const counted = () => ask<{ segment: { history: unknown[] } }>('{ segment(id: "berlin") { history(last: 1) { members } } }');
    await expect.poll(async () => (await counted()).segment.history, patiently).toEqual([{ members: 1 }]);
    await ask('mutation { upsertCustomers(customers: [{ id: "B", city: "Berlin" }]) { updated } }');
    await expect
      .poll(() => taken()[0]?.body.data, patiently)
      .toEqual({
        segmentMembershipChanged: { customer: { id: 'B', name: 'Bo' }, segment: { name: 'Berlin' }, change: 'ENTERED' },
      });
    await remove(webhook.id);
  });

  test('says at once whether a test arrives, and signs with both secrets after a change', async () => {
    const { url, got, answer } = await receiver();
    const { webhook, secret } = await save({ url, enabled: false });
    const testing = 'mutation ($id: ID!) { testWebhook(id: $id) { delivered status error } }';
    expect(await ask(testing, { id: webhook.id })).toEqual({ testWebhook: { delivered: true, status: 200, error: null } });
    const { rotateWebhookSecret: fresh } = await ask<{ rotateWebhookSecret: { secret: string } }>(
      'mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret webhook { previousSecretUntil } } }',
      { id: webhook.id },
    );
    answer.status = 500;
    expect(await ask(testing, { id: webhook.id })).toMatchObject({ testWebhook: { delivered: false, status: 500 } });
    for (const each of [secret ?? '', fresh.secret])
      expect(new Webhook(each).verify(got[1]?.text ?? '', got[1]?.headers ?? {})).toMatchObject({ type: 'test' });
    expect(() => new Webhook(fresh.secret).verify(got[0]?.text ?? '', got[0]?.headers ?? {})).toThrow();
    await remove(webhook.id);
  });

  test('is refused when it leads inside, or asks for what cannot be told', async () => {
    const { url } = await receiver();
    const code = async (input: object, token?: string) =>
      codeOf(await send(saving, { input: { name: 'Wrong', document: scores, url, ...input } }, token));
    for (const wrong of ['http://10.0.0.1/', 'https://169.254.169.254/', 'https://localhost/', 'nowhere'])
      expect(await code({ url: wrong })).toBe('BAD_USER_INPUT');
    expect(await code({ document: '{ viewer { role } }' })).toBe('BAD_USER_INPUT');
    expect(await code({ document: 'subscription { healthScoreChanged { nothing } }' })).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await code({ document: 'subscription {' })).toBe('GRAPHQL_PARSE_FAILED');
    expect(await code({ variables: '[1]' })).toBe('BAD_USER_INPUT');
    expect(await code({ name: ' ' })).toBe('BAD_USER_INPUT');
    expect(await code({ id: 'unknown' })).toBe('BAD_USER_INPUT');
  });
});

describe('a partner', () => {
  const make = async (role: string, ids: string) =>
    (
      await ask<{ createApiKey: { key: string; apiKey: { id: string } } }>(
        `mutation { createApiKey(name: "p", role: ${role}, customerIds: ${ids}) { key apiKey { id } } }`,
      )
    ).createApiKey;

  test('is told of its own customers only, sees its own webhooks only, and nothing after its key ended', async () => {
    const { url, taken } = await receiver();
    const [mine, other] = [await make('PARTNER', '["A"]'), await make('PARTNER', '["B"]')];
    const { webhook } = await save({ url }, mine.key);
    const listed = async (token: string) => (await ask<{ webhooks: unknown[] }>('{ webhooks { id } }', {}, token)).webhooks;
    expect(await listed(mine.key)).toEqual([{ id: webhook.id }]);
    expect(await listed(other.key)).toEqual([]);
    expect(codeOf(await send('mutation ($id: ID!) { testWebhook(id: $id) { status } }', { id: webhook.id }, other.key))).toBe(
      'BAD_USER_INPUT',
    );
    await visit('B');
    await visit('A');
    await expect.poll(() => taken().length, patiently).toBeGreaterThan(0);
    expect(taken().every(({ body }) => body.data.healthScoreChanged?.customerId === 'A')).toBe(true);
    expect((await log(webhook.id, mine.key)).every(({ customerId }) => customerId === 'A')).toBe(true);
    await ask('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id: mine.apiKey.id });
    const told = taken().length;
    await visit('A');
    await expect.poll(async () => (await stateOf(webhook.id)).state, patiently).toBe('STOPPED');
    expect((await stateOf(webhook.id)).stopReason).toContain('revoked');
    expect(taken().length).toBe(told);
    await remove(webhook.id);
  });

  test('cannot save a document that asks for contact data', async () => {
    const { url } = await receiver();
    const { key } = await make('PARTNER', '["A"]');
    const document = 'subscription { segmentMembershipChanged { customer { email } } }';
    expect(codeOf(await send(saving, { input: { name: 'x', url, document } }, key))).toBe('FORBIDDEN');
  });
});
