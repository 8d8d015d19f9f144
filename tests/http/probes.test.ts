import { beforeAll, expect, test } from 'vitest';
import { testDatabaseUrl } from '../support/database.ts';
import { adminToken, bearer, type Line, type LineState, read, type TestServer, testLine, testServer } from './serving.ts';

let server: TestServer;
let line: Line;
beforeAll(async () => {
  line = await testLine(await testDatabaseUrl());
  server = await testServer({ DATABASE_URL: line.databaseUrl });
});

async function timed(path: string): Promise<{ status: number; ms: number; code: unknown }> {
  const startedAt = performance.now();
  const answer = await fetch(`${server.url}${path}`);
  const body = await read(answer);
  return { status: answer.status, ms: performance.now() - startedAt, code: body.code };
}

/** Until the server is ready again, milliseconds. */
async function recovery(): Promise<number> {
  const startedAt = performance.now();
  while ((await fetch(`${server.url}/readyz`)).status !== 200) await new Promise((done) => setTimeout(done, 100));
  return performance.now() - startedAt;
}

test('a server on a migrated database is ready', async () => {
  expect(await timed('/readyz')).toMatchObject({ status: 200 });
});

test.each<LineState>(['refused', 'hanging'])(
  'with a database that is %s the process lives, is not ready, answers UNAVAILABLE and recovers',
  async (state) => {
    await line.become(state);
    const [alive, ready, query] = await Promise.all([
      timed('/healthz'),
      timed('/readyz'),
      server
        .ask('{ customers(first: 1) { nodes { id } } }', bearer(adminToken))
        .then(async (answer) => JSON.stringify(await answer.json())),
    ]);
    expect(alive.status).toBe(200);
    expect(ready).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
    expect(ready.ms).toBeLessThan(5000);
    expect(query).toContain('UNAVAILABLE');
    const stranger = await server.ask('{ viewer { role } }', bearer('ecx_0123456789abcdef.0123456789abcdefghij'));
    expect([stranger.status, stranger.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await stranger.text()).not.toMatch(/127\.0\.0\.1|ECONN|select /);
    await line.become('good');
    expect(await recovery()).toBeLessThan(15_000);
    expect((await server.ask('{ viewer { role } }', bearer(adminToken))).status).toBe(200);
  },
);

test('a link that is opened while the database is away stays good', async () => {
  await line.become('refused');
  expect((await fetch(server.signInUrl, { redirect: 'manual' })).status).toBe(503);
  await line.become('good');
  await recovery();
  expect((await fetch(server.signInUrl, { redirect: 'manual' })).status).toBe(303);
});
