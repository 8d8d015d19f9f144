import { beforeAll, expect, test } from 'vitest';
import type { Viewer } from '../../server/access/viewer.ts';
import { type GraphqlDoor, openGraphql } from '../../server/graphql/server.ts';
import { type AuditLog, openAuditLog } from '../../server/store/audit-log.ts';
import { type Answer, admin, analyst, manager, now, openRestaurant, type Restaurant } from './restaurant.ts';

interface Page {
  readonly nodes: readonly { readonly id: string; readonly [field: string]: unknown }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

let restaurant: Restaurant;
let door: GraphqlDoor;
let audit: AuditLog;

async function ask(query: string, viewer: Viewer = admin, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  await audit.settled();
  return (await door.run({ viewer, now, requestId: 'request-1' }, { query, variables })) as Answer;
}

async function pageOf(variables: Readonly<Record<string, unknown>>): Promise<Page> {
  const query = `query Log($filter: AuditFilter, $first: Int = 100, $after: String) { audit(filter: $filter, first: $first, after: $after) {
    nodes { id at kind door principal name role requestId operation acts targets fields codes customerIds } pageInfo { hasNextPage endCursor } } }`;
  const { data, errors } = await ask(query, admin, variables);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return (data as { readonly audit: Page }).audit;
}

beforeAll(async () => {
  restaurant = await openRestaurant({ guests: 12 });
  audit = openAuditLog(restaurant.db);
  door = await openGraphql({ ...restaurant.serving, audit });
  await ask('query First { customer(id: "G01") { email } }', manager);
  await ask('{ customers(first: 3) { nodes { id } } }', analyst);
  await ask('{ apiKeys { id } }', analyst);
  await ask('mutation { createApiKey(name: "Till", role: ANALYST) { apiKey { id } } }');
});

test('shows who did what, newest first', async () => {
  const { nodes } = await pageOf({});
  expect(nodes.slice(-4)).toMatchObject([
    { id: '4', kind: 'CHANGE', acts: ['createApiKey'], principal: 'test:ADMIN' },
    { id: '3', kind: 'READ', codes: ['FORBIDDEN'], role: 'ANALYST', customerIds: [] },
    {
      id: '2',
      kind: 'READ',
      principal: 'test:ANALYST',
      customerIds: [expect.any(String), expect.any(String), expect.any(String)],
    },
    {
      id: '1',
      at: new Date(now).toISOString(),
      kind: 'READ',
      door: 'GRAPHQL',
      principal: 'test:MANAGER',
      name: 'manager',
      role: 'MANAGER',
      requestId: 'request-1',
      operation: 'First',
      acts: [],
      targets: [],
      fields: ['email'],
      codes: [],
      customerIds: ['G01'],
    },
  ]);
});

test('chooses by conditions and walks by cursor', async () => {
  const ids = async (filter: object) => (await pageOf({ filter })).nodes.map(({ id }) => id).filter((id) => Number(id) <= 4);
  expect(await ids({ kinds: ['CHANGE'] })).toEqual(['4']);
  expect(await ids({ principal: 'test:ANALYST' })).toEqual(['3', '2']);
  expect(await ids({ refused: true })).toEqual(['3']);
  expect(await ids({ customerId: 'G01', doors: ['GRAPHQL'], refused: false })).toContain('1');
  expect(await ids({ to: new Date(now).toISOString() })).toEqual([]);
  const all = (await pageOf({})).nodes.map(({ id }) => id);
  const walked: string[] = [];
  let after: string | null = null;
  do {
    const page: Page = await pageOf({ first: 2, after });
    walked.push(...page.nodes.map(({ id }) => id));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(walked.slice(-all.length)).toEqual(all);
});

test('counts what meets the conditions, and each entry has its cursor', async () => {
  const query = `query Counted($filter: AuditFilter, $after: String) { audit(filter: $filter, first: 3, after: $after) {
    totalCount edges { cursor node { id } } nodes { id } pageInfo { startCursor endCursor } } }`;
  interface Counted extends Page {
    readonly totalCount: number;
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  }
  const counted = async (variables: object) =>
    ((await ask(query, admin, { ...variables })).data as { readonly audit: Counted }).audit;
  const all = await counted({});
  expect(all.totalCount).toBe(Number(all.nodes[0]?.id)); // the numbers of entries have no gaps
  expect(all.edges.map(({ node }) => node)).toEqual(all.nodes);
  expect([all.edges[0]?.cursor, all.edges.at(-1)?.cursor]).toEqual(Object.values(all.pageInfo));
  const behindFirst = await counted({ after: all.edges[0]?.cursor });
  expect(behindFirst.nodes[0]).toEqual(all.nodes[1]);
  expect((await counted({ filter: { principal: 'test:ANALYST' } })).totalCount).toBe(2);
  const { data } = await ask('{ customer(id: "G02") { accessLog(first: 1) { totalCount nodes { id } } } }');
  expect(data).toMatchObject({ customer: { accessLog: { totalCount: expect.any(Number) } } });
});

test('a customer has a log of its own, and reading a log is on record', async () => {
  const { data } = await ask('{ customer(id: "G01") { accessLog(first: 5) { nodes { operation customerIds } } } }');
  expect((data as { customer: { accessLog: Page } }).customer.accessLog.nodes.at(-1)).toEqual({
    operation: 'First',
    customerIds: ['G01'],
  });
  const [own] = (await pageOf({ filter: { customerId: 'G01' }, first: 1 })).nodes;
  expect(own).toMatchObject({ fields: ['audit'], customerIds: ['G01'], principal: 'test:ADMIN' });
});

test('is for administrators who see everybody', async () => {
  const codes = async (query: string, viewer: Viewer) =>
    (await ask(query, viewer)).errors?.map(({ extensions }) => extensions?.code);
  expect(await codes('{ audit(first: 1) { nodes { id } } }', manager)).toEqual(['FORBIDDEN']);
  expect(await codes('{ customer(id: "G01") { accessLog(first: 1) { nodes { id } } } }', manager)).toEqual(['FORBIDDEN']);
  const narrow = { ...admin, reach: new Set(['G01']) };
  expect(await codes('{ audit(first: 1) { nodes { id } } }', narrow)).toEqual(['FORBIDDEN']);
  await ask('{ customers(first: 100) { nodes { id } } }');
  const { data } = await ask('{ customer(id: "G01") { accessLog(first: 1) { nodes { customerIds } } } }', narrow);
  expect((data as { customer: { accessLog: Page } }).customer.accessLog.nodes).toEqual([{ customerIds: ['G01'] }]);
});

test.each([
  ['first: 0', 'first must be'],
  ['first: 101', 'first must be'],
  ['first: 1, after: "x"', 'cursor'],
  [`first: 1, filter: { principal: "${'x'.repeat(101)}" }`, 'principal may have'],
])('refuses %s', async (given, message) => {
  const { errors } = await ask(`{ audit(${given}) { nodes { id } } }`);
  expect(errors).toMatchObject([{ message: expect.stringContaining(message), extensions: { code: 'BAD_USER_INPUT' } }]);
});
