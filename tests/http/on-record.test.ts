import { beforeAll, expect, test, vi } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import type { AuditRecord } from '../../server/store/audit-reading.ts';
import { readAuditPage } from '../../server/store/audit-reading.ts';
import { verifyAudit } from '../../server/store/audit-verify.ts';
import { openKeys } from '../../server/store/keys.ts';
import { testDatabase } from '../support/database.ts';
import { adminToken, bearer, cookieOf, openLink, read, type TestServer, testServer } from './serving.ts';

let server: TestServer;
let db: Db;
let analyst: { readonly authorization: string };
let analystId: string;
let newest = 0;

const all = { kinds: null, doors: null, principal: null, customerId: null, refused: null, from: null, to: null };

/** What `work` put on record, oldest first; waits until it is written. */
async function kept(work: () => Promise<unknown>, count = 1): Promise<readonly AuditRecord[]> {
  await work();
  const since = async () => [...(await readAuditPage(db, all, 100, null)).items].reverse().filter(({ no }) => no > newest);
  await vi.waitFor(async () => expect((await since()).length).toBeGreaterThanOrEqual(count), { timeout: 60_000, interval: 50 });
  const found = await since();
  newest = found.at(-1)?.no ?? newest;
  return found;
}

beforeAll(async () => {
  server = await testServer();
  db = await testDatabase({ url: server.databaseUrl });
  const made = await openKeys(db).create(
    { name: 'Weekly report', role: 'ANALYST', reach: null, createdBy: 'test', expiresAt: null },
    Date.now(),
  );
  analyst = bearer(made.key);
  analystId = made.id;
  const customers = 'mutation { upsertCustomers(customers: [{ id: "C1", name: "Ada", email: "ada@example.com" }]) { inserted } }';
  const [entry] = await kept(() => server.ask(customers, bearer(adminToken)));
  expect(entry).toMatchObject({
    kind: 'CHANGE',
    acts: ['upsertCustomers'],
    principal: 'admin-token',
    name: 'admin token',
    customerIds: ['C1'],
  });
});

const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetch(`${server.url}${path}`, { headers });

test.each([
  ['GRAPHQL', () => server.ask('query One { customer(id: "C1") { name } }', analyst), 'One'],
  ['REST', () => get('/api/customers/C1/health-score', analyst), 'RestHealthScore'],
  ['EXPORT', async () => await (await get('/exports/customers.csv', analyst)).text(), 'ExportCustomers'],
  [
    'LIVE',
    async () =>
      await (
        await fetch(`${server.url}/graphql`, {
          method: 'POST',
          headers: { ...analyst, accept: 'text/event-stream', 'content-type': 'application/json' },
          body: JSON.stringify({ query: 'query Stream { customer(id: "C1") { name } }' }),
        })
      ).text(),
    'Stream',
  ],
  [
    'ASSISTANT',
    async () =>
      await (
        await fetch(`${server.url}/mcp`, {
          method: 'POST',
          headers: { ...analyst, accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
          body: JSON.stringify({
            jsonrpc: '2.0',
            id: 1,
            method: 'tools/call',
            params: { name: 'guest_overview', arguments: { customerId: 'C1' } },
          }),
        })
      ).text(),
    null,
  ],
])('%s leaves one entry', async (door, ask, operation) => {
  const entries = await kept(ask);
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({
    kind: 'READ',
    door,
    principal: `key:${analystId}`,
    name: 'Weekly report',
    customerIds: ['C1'],
    codes: [],
  });
  if (operation !== null) expect(entries[0]?.operation).toBe(operation);
});

test('a token that is not valid is on record, without the token', async () => {
  const entries = await kept(() => server.ask('{ viewer { role } }', bearer('ecx_0000000000000000.nobody-knows-this-secret')));
  expect(entries).toMatchObject([
    { kind: 'ACCESS', acts: ['showToken'], codes: ['UNAUTHENTICATED'], principal: 'stranger', role: null },
  ]);
  expect(JSON.stringify(entries)).not.toContain('nobody-knows');
});

test('refusals of doors without documents are on record', async () => {
  expect(await kept(() => get('/metrics', analyst))).toMatchObject([
    { kind: 'READ', acts: ['ask'], codes: ['FORBIDDEN'], role: 'ANALYST' },
  ]);
  const upload = () =>
    fetch(`${server.url}/imports/customers`, {
      method: 'POST',
      headers: { ...analyst, 'content-type': 'text/csv' },
      body: 'customer_id\nC2\n',
    });
  expect(await kept(upload)).toMatchObject([{ kind: 'CHANGE', door: 'UPLOAD', acts: ['upload'], codes: ['FORBIDDEN'] }]);
  expect(await kept(() => get('/exports/customers.csv?columns=email', analyst))).toMatchObject([{ codes: ['FORBIDDEN'] }]);
});

test('an upload is on record with its id', async () => {
  let id = '';
  const upload = async () => {
    const headers = { ...bearer(adminToken), 'content-type': 'text/csv' };
    const answer = await fetch(`${server.url}/imports/customers`, { method: 'POST', headers, body: 'customer_id\nC2\n' });
    id = ((await answer.json()) as { id: string }).id;
  };
  expect(await kept(upload)).toMatchObject([{ kind: 'CHANGE', acts: ['upload'], targets: [id], codes: [] }]);
});

test('signing in, a used link and signing out are on record, and what is done in between under the same principal', async () => {
  let cookie = { cookie: '' };
  const [signedIn] = await kept(async () => {
    cookie = cookieOf(await openLink(server.signInUrl));
  });
  expect(signedIn).toMatchObject({ kind: 'ACCESS', door: 'SIGN_IN', acts: ['signIn'], role: 'ADMIN', codes: [] });
  const [used] = await kept(() => openLink(server.signInUrl));
  expect(used).toMatchObject({ acts: ['signIn'], codes: ['UNAUTHENTICATED'], principal: 'stranger' });
  const headers = { ...cookie, 'content-type': 'application/json', 'apollo-require-preflight': 'true' };
  const [seen] = await kept(() => read(server.ask('{ customer(id: "C1") { email } }', headers)));
  expect(seen).toMatchObject({ principal: signedIn?.principal, fields: ['email'] });
  const out = () =>
    fetch(`${server.url}/sign-out`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...cookie, 'content-type': 'application/x-www-form-urlencoded' },
    });
  expect(await kept(out)).toMatchObject([{ acts: ['signOut'], principal: signedIn?.principal }]);
});

test('a change is on record before it is answered, and the figures of the log are metrics', async () => {
  await read(server.ask('mutation { createApiKey(name: "Till", role: ANALYST) { apiKey { id } } }', bearer(adminToken)));
  const { items } = await readAuditPage(db, { ...all, kinds: ['CHANGE'] }, 1, null);
  expect(items).toMatchObject([{ acts: ['createApiKey'] }]);
  const metrics = await (await get('/metrics', bearer(adminToken))).text();
  expect(metrics).toMatch(/^ecx_audit_entries_total [1-9]/m);
  expect(metrics).toMatch(/^ecx_audit_lost_total 0$/m);
});

test('what is waiting at a stop is written, and the chain fits', async () => {
  const other = await testServer({ DATABASE_URL: server.databaseUrl });
  const ask = (url: string, n: number) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { ...analyst, 'content-type': 'application/json' },
      body: JSON.stringify({ query: `query Stop${n} { customer(id: "C1") { name } }` }),
    });
  await Promise.all(Array.from({ length: 40 }, (_, n) => ask(n % 2 === 0 ? other.url : server.url, n)));
  await other.start.stop();
  await server.start.stop();
  const { items } = await readAuditPage(db, { ...all, principal: `key:${analystId}` }, 100, null);
  const stops = items.map(({ operation }) => operation).filter((name) => name?.startsWith('Stop'));
  expect(new Set(stops).size).toBe(40);
  expect(stops).toHaveLength(40);
  expect((await verifyAudit(db, [])).faults).toEqual([]);
});
