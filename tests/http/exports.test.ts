import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { openKeys } from '../../server/store/keys.ts';
import { loadFilterGuests } from '../store/filter-guests.ts';
import { testDatabase } from '../support/database.ts';
import { adminToken, bearer, cookieOf, openLink, type TestServer, testServer } from './serving.ts';
import { tableOf } from './table.ts';

const admin = bearer(adminToken);
const guests = 640;
let server: TestServer;
let keyOf: (role: string, reach?: readonly string[]) => Promise<string>;

beforeAll(async () => {
  server = await testServer({ ECX_WORKER: 'off' });
  const db = await testDatabase({ url: server.databaseUrl });
  await loadFilterGuests(db, guests);
  const keys = openKeys(db);
  keyOf = async (role, reach) => {
    const given = { name: role, role, reach: reach ?? null, createdBy: 'a test', expiresAt: null };
    return (await keys.create(given, Date.now())).key;
  };
});

type Parameters = Readonly<Record<string, string>>;

function fetched(parameters: Parameters, headers: Parameters = admin, name = 'csv', from = server): Promise<Response> {
  return fetch(`${from.url}/exports/customers.${name}?${new URLSearchParams(parameters)}`, { headers });
}

/** A table without its head, after looking at the head. */
async function rows(parameters: Parameters, headers: Parameters = admin): Promise<string[][]> {
  const answer = await fetched(parameters, headers);
  expect(answer.status).toBe(200);
  const [head, ...body] = tableOf(await answer.text());
  expect(head).toEqual(parameters.columns?.split(','));
  return body;
}

interface Page {
  readonly nodes: readonly {
    id: string;
    name: string | null;
    city: string | null;
    createdAt: string;
    consentEmail: boolean | null;
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

const listQuery = `query ($after: String, $filter: CustomerFilter, $orderBy: CustomerOrder) {
  customers(first: 37, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes { id name city createdAt consentEmail } pageInfo { hasNextPage endCursor } } }`;

async function listed(filter: unknown, orderBy: unknown, headers: Parameters = admin): Promise<string[][]> {
  const found: string[][] = [];
  for (let after: string | null = null; ; ) {
    const answer: Response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: listQuery, variables: { after, filter, orderBy } }),
    });
    const { nodes, pageInfo } = ((await answer.json()) as { data: { customers: Page } }).data.customers;
    found.push(
      ...nodes.map((node) => [node.id, node.name, node.city, node.createdAt, node.consentEmail].map((v) => `${v ?? ''}`)),
    );
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

const condition = fc.oneof(
  fc.record({ minHealthScore: fc.nat(100) }),
  fc.record({ healthLevels: fc.subarray(['POOR', 'FAIR', 'GOOD', 'EXCELLENT']) }),
  fc.record({ cities: fc.subarray(['Berlin', 'Graz']) }),
  fc.record({ nameContains: fc.constantFrom('ada', '%', 'é', 'zoë\\') }),
  fc.record({ hasScore: fc.boolean() }),
  fc.record({ lifetimeValue: fc.record({ min: fc.nat(1000).map(String) }) }),
);
const filters = fc.oneof(
  fc.constant({}),
  condition,
  fc.record({ and: fc.array(condition, { maxLength: 3 }) }),
  fc.record({ or: fc.array(condition, { minLength: 1, maxLength: 3 }) }),
  fc.record({ not: condition }),
);
const orders = fc.record({
  field: fc.constantFrom('NAME', 'HEALTH_SCORE', 'LAST_VISIT', 'LIFETIME_VALUE', 'VALUE_AT_RISK'),
  direction: fc.constantFrom('ASC', 'DESC'),
});
const columns = 'id,name,city,createdAt,consentEmail';

describe('a list that is written out', () => {
  test('holds what GraphQL lists, in its order, whatever the filter', async () => {
    await fc.assert(
      fc.asyncProperty(filters, orders, async (filter, orderBy) => {
        const written = await rows({ columns, filter: JSON.stringify(filter), orderBy: JSON.stringify(orderBy) });
        expect(written).toEqual(await listed(filter, orderBy));
      }),
      { numRuns: 40 },
    );
  });

  test('is everybody by name without a filter, as JSON Lines too', async () => {
    const written = await rows({ columns });
    expect(written).toHaveLength(guests);
    expect(written).toEqual(await listed(null, null));
    const answer = await fetched({ columns: 'id,city' }, admin, 'jsonl');
    expect(answer.headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      written.map(([id, , city]) => ({ id, city: city === '' ? null : city })),
    );
  });

  test('is a download for spreadsheets that nobody keeps', async () => {
    const answer = await fetched({ filter: '{"nameContains":"nobody of that name"}' });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="customers.csv"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.toString('utf8')).toBe(
      '\ufeffid,name,segment,healthScore,healthLevel,churnRisk,lastVisitAt,lifetimeValue,lifetimeValueCurrency\r\n',
    );
  });

  test('holds only whom a key reaches', async () => {
    const reach = ['C00003', 'C00007', 'nobody'];
    const partner = bearer(await keyOf('PARTNER', reach));
    expect((await rows({ columns }, partner)).map(([id]) => id)).toEqual((await listed(null, null, partner)).map(([id]) => id));
    expect(await rows({ columns }, bearer(await keyOf('PARTNER')))).toEqual([]);
  });

  test('comes to a browser with its cookie, and to no stranger', async () => {
    const cookie = cookieOf(await openLink(server.signInUrl));
    expect(await rows({ columns }, cookie)).toHaveLength(guests);
    expect((await fetched({ columns }, {})).status).toBe(401);
    expect((await fetched({ columns }, bearer('ecx_0123456789abcdef.0123456789abcdef0123'))).status).toBe(401);
    expect((await fetch(`${server.url}/exports/customers.csv`, { method: 'POST', headers: admin })).status).toBe(405);
  });
});

async function refused(parameters: Parameters, headers: Parameters = admin): Promise<unknown> {
  const answer = await fetched(parameters, headers);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toBeNull();
  const { status, code, detail } = (await answer.json()) as Readonly<Record<string, unknown>>;
  expect(answer.status).toBe(status);
  return { status, code, detail };
}

const problem = (status: number, code: string, told: string) => ({ status, code, detail: expect.stringContaining(told) });

describe('a list that is refused', () => {
  test('says what is wrong with the filter in the words of GraphQL', async () => {
    const wrong = { and: [{ minHealthScore: 'many' }] };
    const graphql = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...admin },
      body: JSON.stringify({ query: listQuery, variables: { filter: wrong } }),
    });
    const { errors } = (await graphql.json()) as { errors: { message: string }[] };
    expect(await refused({ filter: JSON.stringify(wrong) })).toEqual({
      status: 400,
      code: 'BAD_USER_INPUT',
      detail: errors[0]?.message,
    });
    expect(await refused({ filter: '{"or":[]}' })).toEqual(problem(400, 'BAD_USER_INPUT', 'or'));
    expect(await refused({ filter: '{"inSegments":["gone"]}' })).toEqual(problem(400, 'BAD_USER_INPUT', 'gone'));
    expect(await refused({ orderBy: '{"field":"SHOE_SIZE"}' })).toEqual(problem(400, 'BAD_USER_INPUT', 'SHOE_SIZE'));
  });

  test('says what is wrong with the address', async () => {
    expect(await refused({ filter: '{' })).toEqual(problem(400, 'BAD_USER_INPUT', 'expected filter as JSON'));
    expect(await refused({ columns: 'id,shoeSize' })).toEqual(problem(400, 'BAD_USER_INPUT', '"shoeSize"'));
    expect(await refused({ columns: '' })).toEqual(problem(400, 'BAD_USER_INPUT', 'got ""'));
    expect(await refused({ colums: 'id' })).toEqual(problem(400, 'BAD_USER_INPUT', '"colums"'));
    const twice = await fetch(`${server.url}/exports/customers.csv?columns=id&columns=name`, { headers: admin });
    expect(await twice.json()).toMatchObject({ status: 400, detail: expect.stringContaining('columns once') });
    for (const hostile of ['\0', '\ud800', "'; drop table customers", '['.repeat(3000), '{"__proto__":{"name":1}}']) {
      expect((await fetched({ filter: hostile })).status).toBe(400);
      expect((await fetched({ columns: hostile })).status).toBe(400);
      expect([200, 400]).toContain((await fetched({ search: hostile })).status);
    }
  });

  test('keeps contact data from those who may not read it, even where nobody is listed', async () => {
    for (const role of ['ANALYST', 'PARTNER'] as const) {
      const headers = bearer(await keyOf(role));
      for (const name of ['email', 'phone', 'birthDate']) {
        const nobody = { columns: `id,${name}`, filter: '{"nameContains":"nobody of that name"}' };
        expect(await refused(nobody, headers)).toEqual(problem(403, 'FORBIDDEN', name));
      }
      const found = { columns: 'id', filter: '{"contact":"ada@example.com"}' };
      expect(await refused(found, headers)).toEqual(problem(403, 'FORBIDDEN', 'filter.contact'));
    }
    expect((await fetched({ columns: 'id,email' }, bearer(await keyOf('MANAGER')))).status).toBe(200);
  });
});

describe('what is written', () => {
  test('is exact: amounts with currency, times with zone, contact data, and no formula', async () => {
    const venue = await testServer({ ECX_WORKER: 'off', CURRENCY: 'JPY' });
    const record = `mutation { upsertCustomers(customers: [{ id: "=1+1", name: "@SUM(A1), \\"x\\"", email: "ada@example.com",
        phone: "+49 30 555001", city: "-Ö\\nde", birthDate: "1980-02-29" }, { id: "-5", name: "Bo" }]) { inserted errors { message } }
      recordVisits(visits: [{ customerId: "=1+1", visitId: "V1", visitedAt: "2026-01-05T18:00:00+01:00", total: "2000" }]) { inserted } }`;
    expect(await (await venue.ask(record, admin)).json()).toMatchObject({ data: { upsertCustomers: { inserted: 2 } } });
    const answer = await fetched(
      { columns: 'id,name,email,phone,birthDate,city,lastVisitAt,lifetimeValue' },
      admin,
      'csv',
      venue,
    );
    expect((await answer.text()).split('\r\n').slice(1)).toEqual([
      `'=1+1,"'@SUM(A1), ""x""",ada@example.com,'+49 30 555001,1980-02-29,"'-Ö\nde",2026-01-05T17:00:00.000Z,2000,JPY`,
      '-5,Bo,,,,,,,',
      '',
    ]);
    const lines = await (await fetched({ columns: 'id,lifetimeValue' }, admin, 'jsonl', venue)).text();
    expect(lines.split('\n')[0]).toBe('{"id":"=1+1","lifetimeValue":{"amount":"2000","currency":"JPY"}}');
  });
});

/** How many pages of exports were answered. */
async function pagesAnswered(from: TestServer): Promise<number> {
  const text = await (await fetch(`${from.url}/metrics`, { headers: admin })).text();
  return Number(/ecx_operation_seconds_count\{operation="ExportCustomers",kind="query"\} (\d+)/.exec(text)?.[1] ?? 0);
}

async function settled(from: TestServer): Promise<number> {
  for (let seen = -1; ; ) {
    const now = await pagesAnswered(from);
    if (now === seen) return now;
    seen = now;
    await new Promise((done) => setTimeout(done, 200));
  }
}

const large = await testServer({ ECX_WORKER: 'off' });
const largeDb = await testDatabase({ url: large.databaseUrl });
await loadFilterGuests(largeDb, 60_000);
const { key: largeKey } = await openKeys(largeDb).create(
  { name: 'x', role: 'ADMIN', reach: null, createdBy: 'a test', expiresAt: null },
  Date.now(),
);

test('a caller is sent three lists at a time, others meanwhile too', async () => {
  const stop = new AbortController();
  const begun = (headers: Parameters) => fetch(`${large.url}/exports/customers.csv?columns=id`, { headers, signal: stop.signal });
  const lists = await Promise.all([1, 2, 3, 4].map(() => begun(admin)));
  expect(lists.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 429]);
  expect(lists.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('10');
  expect((await begun(bearer(largeKey))).status).toBe(200);
  stop.abort();
  await settled(large);
  expect((await fetch(`${large.url}/exports/customers.csv?columns=id&search=nobody`, { headers: admin })).status).toBe(200);
});

test('who hangs up is not read for any further, and a revoked key neither', async () => {
  const before = await settled(large);
  const leave = new AbortController();
  const left = await fetch(`${large.url}/exports/customers.csv?columns=id`, { headers: admin, signal: leave.signal });
  await left.body?.getReader().read();
  leave.abort();
  const pages = await settled(large);
  expect(pages).toBeGreaterThan(before);
  expect(pages - before).toBeLessThan(600);
  const reading = await fetch(`${large.url}/exports/customers.csv?columns=id`, { headers: bearer(largeKey) });
  await openKeys(largeDb).revoke(largeKey.slice(4, 20), Date.now());
  await expect(reading.text()).rejects.toThrow();
  expect((await settled(large)) - pages).toBeLessThan(600);
});
