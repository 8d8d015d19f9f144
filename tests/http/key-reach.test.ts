import { type Client, createClient } from 'graphql-ws';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { type Keys, openKeys } from '../../server/store/keys.ts';
import { testDatabase } from '../support/database.ts';
import { type Answer, adminToken, bearer, codeOf, read, type TestServer, testServer } from './serving.ts';

let server: TestServer;
let keys: Keys;

async function asAdmin(query: string): Promise<Answer> {
  const answer = await read(server.ask(query, bearer(adminToken)));
  expect(answer.errors).toBeUndefined();
  return answer;
}

/** Moves guests between the CRM's segments, and lets the second pass for which a reach is remembered. */
async function place(...guests: readonly (readonly [id: string, segment: string])[]): Promise<void> {
  const customers = guests.map(([id, segment]) => `{ id: "${id}", name: "${id}", segment: "${segment}" }`);
  await asAdmin(`mutation { upsertCustomers(customers: [${customers.join()}]) { inserted } }`);
  server.wait(1_001);
}

let visits = 0;
async function visit(customerId: string, locationId = 'SOUTH'): Promise<void> {
  visits += 1;
  const visitedAt = new Date(Date.now() - visits * 3_600_000).toISOString();
  await asAdmin(
    `mutation { recordVisits(visits: [{ customerId: "${customerId}", visitedAt: "${visitedAt}", total: "10", locationId: "${locationId}" }]) { inserted } }`,
  );
  server.wait(1_001);
}

const plain = { name: 'Courier', role: 'PARTNER', reach: null, createdBy: 'a test', expiresAt: null };
const keyFor = async (given: Partial<Parameters<Keys['create']>[0]>) =>
  (await keys.create({ ...plain, ...given }, Date.now())).key;

interface Seen {
  readonly customers: { readonly totalCount: number; readonly nodes: readonly { readonly id: string }[] };
  readonly viewer: { readonly reach: number };
}

/** Whom a key sees in a list, where the count, the list and the viewer agree. */
async function seenBy(key: string): Promise<string[]> {
  const answer = await read(server.ask('{ viewer { reach } customers(first: 100) { totalCount nodes { id } } }', bearer(key)));
  const { viewer, customers } = answer.data as unknown as Seen;
  const ids = customers.nodes.map(({ id }) => id);
  expect([viewer.reach, customers.totalCount]).toEqual([ids.length, ids.length]);
  return ids;
}

beforeAll(async () => {
  server = await testServer();
  keys = openKeys(await testDatabase({ url: server.databaseUrl }));
  await place(['A', 'VIP'], ['B', 'NEW'], ['C', 'NEW']);
  for (const id of ['A', 'B', 'C']) await visit(id);
  await asAdmin(`mutation { vip: saveSegment(id: "vip", name: "VIPs", filter: { crmSegments: ["VIP"] }) { id }
    gold: saveSegment(id: "gold", name: "Gold", filter: { crmSegments: ["GOLD"] }) { id } }`);
});

describe('a key for segments', () => {
  test('sees who is in one of them at each request, in lists and counts', async () => {
    await place(['A', 'VIP'], ['B', 'NEW'], ['C', 'NEW']);
    const vip = await keyFor({ reachSegments: ['vip'] });
    const both = await keyFor({ reachSegments: ['vip', 'gold'] });
    expect([await seenBy(vip), await seenBy(both)]).toEqual([['A'], ['A']]);
    await place(['B', 'VIP'], ['C', 'GOLD']);
    expect([await seenBy(vip), await seenBy(both)]).toEqual([
      ['A', 'B'],
      ['A', 'B', 'C'],
    ]);
    await place(['A', 'NEW']);
    expect([await seenBy(vip), await seenBy(both)]).toEqual([['B'], ['B', 'C']]);
  });

  test('finds others nowhere: single, in batches, by id, in segments and among alerts', async () => {
    await place(['A', 'VIP'], ['B', 'NEW'], ['C', 'NEW']);
    const key = await keyFor({ reachSegments: ['vip'] });
    const ask = (query: string) => read(server.ask(query, bearer(key)));
    for (const id of ['B', 'C', 'nobody']) {
      expect(await ask(`{ customer(id: "${id}") { id } }`)).toMatchObject({ data: { customer: null } });
      expect(codeOf(await ask(`{ customerHealthScore(customerId: "${id}") { healthScore } }`))).toBe('CUSTOMER_NOT_FOUND');
      expect(codeOf(await ask(`{ whatIf(customerId: "${id}", changes: []) { healthScore } }`))).toBe('CUSTOMER_NOT_FOUND');
    }
    const batch = await ask('{ customerHealthScores(customerIds: ["C", "A", "B"]) { customerId } }');
    expect(batch.data).toEqual({ customerHealthScores: [null, { customerId: 'A' }, null] });
    const { data } = await ask('{ segment(id: "vip") { count } healthAlerts(first: 100) { nodes { customerId } } }');
    expect(data).toMatchObject({ segment: { count: 1 } });
    expect(JSON.stringify(data)).not.toMatch(/"customerId":"[BC]"/);
    await place(['A', 'NEW'], ['B', 'VIP']);
    expect(await ask('{ a: customer(id: "A") { id } b: customer(id: "B") { id } }')).toMatchObject({
      data: { a: null, b: { id: 'B' } },
    });
  });

  test('limits every role, and sees nobody once the segment is deleted', async () => {
    await place(['A', 'VIP'], ['B', 'NEW'], ['C', 'NEW']);
    await asAdmin('mutation { saveSegment(id: "fleeting", name: "Fleeting", filter: {}) { id } }');
    const manager = await keyFor({ role: 'MANAGER', reachSegments: ['vip'] });
    const fleeting = await keyFor({ role: 'ANALYST', reachSegments: ['fleeting'] });
    expect(await seenBy(manager)).toEqual(['A']);
    expect(await seenBy(fleeting)).toEqual(['A', 'B', 'C']);
    await asAdmin('mutation { deleteSegment(id: "fleeting") }');
    server.wait(1_001);
    expect(await seenBy(fleeting)).toEqual([]);
  });

  test('sees nobody where nobody asks who is in the segments', async () => {
    const key = await keyFor({ role: 'ANALYST', reachSegments: ['vip'] });
    expect(await keys.check(key, Date.now())).toMatchObject({ reach: [] });
  });
});

test('a key for locations sees who has visited one of them', async () => {
  const north = await keyFor({ reachLocations: ['NORTH'] });
  const south = await keyFor({ reachLocations: ['SOUTH', 'NORTH'] });
  expect([await seenBy(north), await seenBy(south)]).toEqual([[], ['A', 'B', 'C']]);
  await visit('C', 'NORTH');
  expect(await seenBy(north)).toEqual(['C']);
});

describe('through the API', () => {
  const create = (args: string) =>
    read(
      server.ask(
        `mutation { createApiKey(name: "x", role: PARTNER, ${args}) { key apiKey { reach { everybody customers segments locations } } } }`,
        bearer(adminToken),
      ),
    );

  test('a key is made for segments or locations', async () => {
    const made = await create('segmentIds: ["vip", "vip"]');
    expect(made.data?.createApiKey).toMatchObject({
      apiKey: { reach: { everybody: false, customers: 0, segments: ['vip'], locations: [] } },
    });
    await place(['A', 'VIP'], ['B', 'NEW'], ['C', 'NEW']);
    expect(await seenBy((made.data as { createApiKey: { key: string } }).createApiKey.key)).toEqual(['A']);
    const other = await create('locationIds: ["SOUTH"]');
    expect(other.data?.createApiKey).toMatchObject({ apiKey: { reach: { segments: [], locations: ['SOUTH'] } } });
  });

  test.each([
    ['segmentIds: ["vipp"]', 'segmentIds: expected ids of segments, got "vipp"; those that there are: gold, vip'],
    ['locationIds: ["EAST"]', 'locationIds: expected ids of locations, got "EAST"; those that there are: NORTH, SOUTH'],
    ['segmentIds: []', 'segmentIds must have 1 to 100 ids, got 0'],
    [
      'segmentIds: ["vip"], locationIds: ["SOUTH"]',
      'Expected one of customerIds, segmentIds and locationIds, got segmentIds and locationIds',
    ],
  ])('%s is refused', async (args, message) => {
    const answer = await create(args);
    expect([codeOf(answer), answer.errors?.[0]?.message]).toEqual(['BAD_USER_INPUT', message]);
  });

  test('nobody gives more than he has', async () => {
    const narrow = await keyFor({ role: 'ADMIN', reachSegments: ['vip'] });
    const query = 'mutation { createApiKey(name: "x", role: PARTNER, segmentIds: ["gold"]) { key } }';
    expect(codeOf(await read(server.ask(query, bearer(narrow))))).toBe('FORBIDDEN');
  });
});

interface Told {
  readonly id: string;
  readonly segment: string;
  readonly visits: { readonly totalCount: number };
}
const asTold = ({ id, segment, visits: { totalCount } }: Told) => `${id} ${segment} ${totalCount}`;

async function visitsOf(id: string): Promise<number> {
  const { data } = await asAdmin(`{ customer(id: "${id}") { visits(first: 1) { totalCount } } }`);
  return (data as { customer: { visits: { totalCount: number } } }).customer.visits.totalCount;
}

describe('a subscription', () => {
  const patience = { timeout: 60_000 };
  const clients: Client[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose();
  });

  /** The guests that a key is told of, each with the segment and the number of visits it had at that moment. The same may come twice: each scoring is told. */
  async function toldTo(key: string): Promise<Set<string>> {
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: bearer(key),
    });
    clients.push(client);
    const told = new Set<string>();
    client.subscribe<{ healthScoreChanged: { customer: Told } }>(
      { query: 'subscription { healthScoreChanged { customer { id segment visits(first: 1) { totalCount } } } }' },
      {
        next: ({ data }) => void told.add(data ? asTold(data.healthScoreChanged.customer) : 'nothing'),
        error: () => undefined,
        complete: () => undefined,
      },
    );
    return told;
  }

  test('tells of those in reach at that moment, whoever was in reach at its beginning', async () => {
    await place(['A', 'VIP'], ['B', 'NEW'], ['C', 'NEW']);
    const [vip, fixed, everybody] = await Promise.all([
      toldTo(await keyFor({ reachSegments: ['vip'] })),
      toldTo(await keyFor({ reach: ['C'] })),
      toldTo(adminToken),
    ]);
    const areListenedTo = async () => {
      for (const id of ['A', 'C']) await visit(id);
      return [vip, fixed, everybody].every(({ size }) => size > 0);
    };
    await expect.poll(areListenedTo, { ...patience, interval: 500 }).toBe(true);
    const before = (await visitsOf('A')) + 1;
    await visit('B');
    await visit('A');
    await expect.poll(() => [...vip], patience).toContain(`A VIP ${before}`);
    await place(['A', 'NEW'], ['B', 'VIP']);
    await visit('A');
    await visit('C');
    await visit('B');
    const last = `B VIP ${await visitsOf('B')}`;
    await expect.poll(() => [...everybody], patience).toEqual(expect.arrayContaining([`A NEW ${before + 1}`, last]));
    await expect.poll(() => [...vip], patience).toContain(last);
    await expect.poll(() => [...fixed], patience).toContain(`C NEW ${await visitsOf('C')}`);
    expect([...vip].filter((guest) => guest.startsWith('C') || guest === `A NEW ${before + 1}`)).toEqual([]);
    expect([...fixed].filter((guest) => !guest.startsWith('C'))).toEqual([]);
  });
});
