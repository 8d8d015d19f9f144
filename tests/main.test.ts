import { expect, test, vi } from 'vitest';
import { loadDemo } from '../server/demo/load.ts';
import { demoOptions } from '../server/demo/options.ts';
import { hasCustomers, noteUnfinishedDemo, unfinishedDemo } from '../server/store/installation.ts';
import { adminToken, bearer, read, testServer } from './http/serving.ts';
import { testDatabase, testDatabaseUrl } from './support/database.ts';

const counts =
  '{ customers(first: 1, orderBy: { field: HEALTH_SCORE, direction: DESC }) { totalCount nodes { healthScore { lastCalculated } } } }';

test('a demo whose loading was broken off is completed and scored by the next start', async () => {
  const url = await testDatabaseUrl();
  const db = await testDatabase({ url });
  const now = Date.now();
  const whole = demoOptions({ customers: '40', months: '6', currency: 'EUR', now });
  const context = { now, timeZone: 'UTC', dayStartMinutes: 240, currency: 'EUR', createCustomers: false };
  await noteUnfinishedDemo(db, whole, now);
  await loadDemo(db, { ...whole, customers: 15 }, context, () => undefined);
  const server = await testServer({ DATABASE_URL: url, ECX_DEMO: 'auto' });
  expect(server.lines).toContain('Loading the demo restaurant group was broken off: completing it.');
  expect(await read(server.ask(counts, bearer(adminToken)))).toMatchObject({
    data: { customers: { totalCount: 40, nodes: [{ healthScore: { lastCalculated: expect.any(String) } }] } },
  });
  expect(await unfinishedDemo(db)).toBeNull();
});

test('an empty database stays empty with ECX_DEMO=off', async () => {
  const server = await testServer({ ECX_DEMO: 'off' });
  expect(await hasCustomers(await testDatabase({ url: server.databaseUrl }))).toBe(false);
});

test('a database with customers gets no demo', async () => {
  const url = await testDatabaseUrl();
  const db = await testDatabase({ url });
  await db.kysely
    .insertInto('customers')
    .values({ customer_id: 'own', created_at: new Date(0), recorded_at: new Date(0) })
    .execute();
  const server = await testServer({ DATABASE_URL: url, ECX_DEMO: 'auto' });
  expect(await read(server.ask('{ customers(first: 1) { totalCount } }', bearer(adminToken)))).toMatchObject({
    data: { customers: { totalCount: 1 } },
  });
});

test('customers that are recorded over the API are scored before the answer', async () => {
  const server = await testServer();
  const at = new Date(Date.now() - 60_000).toISOString(); // of this week: its facts stay as they are
  const record = (id: string) => `mutation {
    upsertCustomers(customers: [{ id: "${id}", name: "Ada" }]) { inserted }
    recordVisits(visits: [{ customerId: "${id}", visitedAt: "${at}", total: "12.50" }]) { inserted errors { message } }
  }`;
  const calculated = (id: string) =>
    read(server.ask(`{ customerHealthScore(customerId: "${id}") { dataPoints lastCalculated } }`, bearer(adminToken)));
  const scored = { data: { customerHealthScore: { dataPoints: 1, lastCalculated: expect.any(String) } } };
  await server.ask(record('C0'), bearer(adminToken));
  // Who is first waits for the facts of the week, two seconds at most.
  await vi.waitFor(
    async () => {
      await server.ask('mutation { recalculateHealthScores(customerIds: ["C0"]) { scored } }', bearer(adminToken));
      expect(await calculated('C0')).toMatchObject(scored);
    },
    { timeout: 60_000, interval: 500 },
  );
  expect(await read(server.ask(record('C1'), bearer(adminToken)))).toMatchObject({
    data: { recordVisits: { inserted: 1, errors: [] } },
  });
  expect(await calculated('C1')).toMatchObject(scored);
});
