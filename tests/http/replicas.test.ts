import { createClient } from 'graphql-ws';
import { beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Pair, testPair } from '../support/replica.ts';
import { adminToken, bearer, type Line, read, type TestServer, testLine, testServer } from './serving.ts';

let pair: Pair;
let line: Line;
let server: TestServer;

/** Long enough for a first start of two databases on a loaded machine. */
const slowMs = 120_000;
const polling = { timeout: 60_000, interval: 50 };

beforeAll(async () => {
  pair = await testPair();
  line = await testLine(pair.replicaUrl);
  server = await testServer({ DATABASE_URL: pair.primaryUrl, DATABASE_REPLICA_URL: line.databaseUrl });
  await write('Ada', 'C1');
  await pair.caughtUp();
}, slowMs);

const asAdmin = bearer(adminToken);

function ask(query: string, position?: string | null): Promise<Response> {
  return server.ask(query, { ...asAdmin, ...(position == null ? {} : { 'x-ecx-position': position }) });
}

/** Writes a guest's name. @returns the position that the answer tells. */
async function write(name: string, id = 'C1'): Promise<string> {
  const answer = await ask(`mutation { upsertCustomers(customers: [{ id: "${id}", name: "${name}" }]) { errors { message } } }`);
  const position = answer.headers.get('x-ecx-position');
  expect(await read(answer)).toMatchObject({ data: { upsertCustomers: { errors: [] } }, extensions: { position } });
  return position ?? '';
}

async function nameNow(position?: string): Promise<unknown> {
  const { data, errors } = await read(ask('query Name { customer(id: "C1") { name } }', position));
  expect(errors).toBeUndefined();
  return (data?.customer as { name: string } | null)?.name;
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`, { headers: asAdmin })).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
}

interface Ready {
  readonly status: string;
  readonly replicas: readonly { readonly status: string; readonly lagSeconds: number | null; readonly lagBytes: number | null }[];
}

async function ready(): Promise<Ready> {
  const answer = await fetch(`${server.url}/readyz`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Ready;
}

test('queries are read from the replica: what only the primary knows is not in their answer', async () => {
  await pair.caughtUp();
  const before = await nameNow();
  await pair.pause();
  await write('Beth');
  await write('Beth');
  expect(await nameNow()).toBe(before);
  await pair.resume();
  await expect.poll(() => nameNow(), polling).toBe('Beth');
});

test(
  'a client that sends back the position of its write reads it, 100 times of 100, while the replica stands still',
  async () => {
    await pair.pause();
    for (let turn = 0; turn < 100; turn += 1) {
      const position = await write(`Guest ${turn}`);
      expect(await nameNow(position)).toBe(`Guest ${turn}`);
    }
    await pair.resume();
  },
  slowMs,
);

test(
  'the same while the replica follows, and then some of it is read from the replica',
  async () => {
    const count = () => metric('ecx_queries_read_total\\{from="replica"\\}');
    const before = await count();
    for (let turn = 0; turn < 100; turn += 1) {
      const position = await write(`Visitor ${turn}`);
      expect(await nameNow(position)).toBe(`Visitor ${turn}`);
    }
    expect(await count()).toBeGreaterThan(before);
  },
  slowMs,
);

test('a position counts in every door: REST, and a query by GET', async () => {
  await pair.pause();
  const position = await write('Cleo');
  const headers = { ...asAdmin, 'x-ecx-position': position };
  const get = await fetch(`${server.url}/graphql?query=${encodeURIComponent('{ customer(id: "C1") { name } }')}`, { headers });
  expect((await read(get)).data).toEqual({ customer: { name: 'Cleo' } });
  const list = await fetch(`${server.url}/exports/customers.jsonl?columns=id,name`, { headers });
  expect(await list.text()).toContain('"name":"Cleo"');
  await pair.resume();
});

test('whoever uploads a file reads of it at once', async () => {
  await pair.pause();
  const headers = { ...asAdmin, 'content-type': 'text/csv' };
  const answer = await fetch(`${server.url}/imports/customers`, { method: 'POST', headers, body: 'customer_id,name\nC9,Ida\n' });
  const { id } = (await answer.json()) as { readonly id: string };
  const position = answer.headers.get('x-ecx-position');
  expect(position).toMatch(/^[0-9A-F]{16}$/);
  const { data } = await read(ask(`{ importJob(id: "${id}") { state } }`, position));
  expect(data).toEqual({ importJob: { state: 'UPLOADED' } });
  await pair.resume();
});

test('a position that is none is refused, one that the primary has not reached means nothing', async () => {
  const refused = await ask('{ customer(id: "C1") { name } }', '0/16B3748');
  expect(refused.status).toBe(400);
  expect(JSON.stringify(await refused.json())).toContain('expected x-ecx-position as the answer to a mutation gave it');
  await write('Dora');
  expect(await nameNow('0FFFFFFFFFFFFFFF')).toBe('Dora');
});

test('answers as of an instant and lists under a filter are the same from either', async () => {
  const position = await write('Edda', 'C2');
  await pair.caughtUp();
  const question = `{
    customers(first: 10, filter: { hasScore: false }) { totalCount nodes { id name healthScore { healthScore } } }
    enhancedCustomerProfiles(customerIds: ["C1", "C2"], asOf: "2026-01-01") { customerId asOf }
  }`;
  const [there, here] = [await read(ask(question, position)), await read(ask(`${question} # again`, 'FFFFFFFFFFFFFFFF'))];
  expect(there.errors?.filter(({ extensions }) => extensions.code !== 'PROFILE_UNAVAILABLE')).toEqual(
    here.errors?.filter(({ extensions }) => extensions.code !== 'PROFILE_UNAVAILABLE'),
  );
  expect(there.data).toEqual(here.data);
});

test('the lag of a replica that stands still is shown, and goes when it goes on', async () => {
  await pair.caughtUp();
  await expect.poll(async () => (await ready()).replicas, polling).toEqual([{ status: 'ready', lagSeconds: 0, lagBytes: 0 }]);
  await pair.pause();
  await write('Fay');
  await expect.poll(async () => (await ready()).replicas[0]?.lagSeconds, polling).toBeGreaterThan(1);
  expect(await metric('ecx_replica_lag_bytes')).toBeGreaterThan(0);
  await pair.resume();
  await expect.poll(() => metric('ecx_replica_lag_seconds'), polling).toBe(0);
});

test('nobody who was erased is read from a replica that does not know of it', async () => {
  await write('Gail', 'C3');
  await pair.caughtUp();
  const asked = async () => (await read(ask('{ customer(id: "C3") { name } }'))).data;
  await expect.poll(asked, polling).toEqual({ customer: { name: 'Gail' } });
  await pair.pause();
  const erased = await read(ask('mutation { eraseCustomer(customerId: "C3") { __typename } }'));
  expect(erased.errors).toBeUndefined();
  await expect.poll(asked, polling).toEqual({ customer: null });
  for (let turn = 0; turn < 20; turn += 1) expect(await asked()).toEqual({ customer: null });
  await pair.resume();
});

test(
  'a listener reads what it was told, though the replica stands still',
  async () => {
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: asAdmin,
    });
    const told = client.iterate({ query: 'subscription { healthScoreChanged(customerIds: ["C1"]) { healthScore } }' });
    const next = told.next();
    let heard: string | undefined;
    next.then(({ value }) => {
      heard = value?.extensions?.position as string;
    });
    await pair.pause();
    let visits = 0;
    const record = async () => {
      visits += 1;
      const at = new Date(Date.now() - visits * 86_400_000).toISOString();
      await ask(`mutation { recordVisits(visits: [{ customerId: "C1", visitedAt: "${at}", total: "10" }]) { inserted } }`);
      return heard;
    };
    await expect.poll(record, { timeout: 60_000, interval: 500 }).toMatch(/^[0-9A-F]{16}$/);
    const answer = await read(ask('{ customer(id: "C1") { visits(first: 1) { totalCount } } }', heard));
    expect(JSON.stringify(answer.data)).toMatch(/"totalCount":[1-9]/);
    await told.return?.();
    await client.dispose();
    await pair.resume();
  },
  slowMs,
);

test('keys are read from the primary', async () => {
  await pair.pause();
  const made = await read(ask('mutation { createApiKey(role: ANALYST, name: "new") { __typename } }'));
  expect(made.errors).toBeUndefined();
  expect(JSON.stringify(await read(ask('{ apiKeys { name } }')))).toContain('new');
  await pair.resume();
});

test(
  'a replica that hangs, refuses or is stopped is left out, and taken again when it is back',
  async () => {
    await write('Hana');
    await pair.caughtUp();
    for (const state of ['hanging', 'refused'] as const) {
      await line.become(state);
      for (let turn = 0; turn < 10; turn += 1) expect(await nameNow()).toBe('Hana');
      await expect.poll(async () => (await ready()).replicas[0]?.status, polling).toBe('away');
      await line.become('good');
      await expect.poll(async () => (await ready()).replicas[0]?.status, polling).toBe('ready');
    }
    await pair.endReplica();
    for (let turn = 0; turn < 10; turn += 1) expect(await nameNow()).toBe('Hana');
    expect(await metric('ecx_replica_up')).toBe(0);
    expect(server.lines.filter((text) => text.includes('expected a replica of this database')).length).toBeGreaterThan(0);
  },
  slowMs,
);
