import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { testDatabaseUrl } from '../support/database.ts';
import { adminToken, bearer, read, testLine, testServer } from './serving.ts';

test('a stop answers everything in flight, says so to balancers, and refuses new connections afterwards', async () => {
  const line = await testLine(await testDatabaseUrl());
  const server = await testServer({ DATABASE_URL: line.databaseUrl, ECX_WORKER: 'off' });
  line.delayMs = 300;
  const inFlight = Array.from({ length: 8 }, () => server.ask('{ customers(first: 1) { totalCount } }', bearer(adminToken)));
  await new Promise((done) => setTimeout(done, 100));
  const stopped = server.start.stop({ notice: true });
  const probe = await fetch(`${server.url}/readyz`);
  expect([probe.status, probe.headers.get('connection')]).toEqual([503, 'close']);
  const late = server.ask('{ customers(first: 1) { totalCount } }', bearer(adminToken));
  const answers = await Promise.all([...inFlight, late].map((answer) => read(answer)));
  expect(answers.map(({ data }) => data)).toEqual(Array(9).fill({ customers: { totalCount: 0 } }));
  const answeredAt = performance.now();
  await stopped;
  expect(performance.now() - answeredAt).toBeLessThan(10_000);
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
});

test('a stop does not wait for jobs that take long', async () => {
  const line = await testLine(await testDatabaseUrl());
  const server = await testServer({ DATABASE_URL: line.databaseUrl });
  line.delayMs = 300;
  const startedAt = performance.now();
  await server.start.stop({ notice: true });
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});

test('forty slow sockets are closed within 20 seconds while questions are answered', async () => {
  const server = await testServer();
  const port = Number(new URL(server.url).port);
  const head = `POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${adminToken}\r\ncontent-type: application/json\r\n`;
  const beginnings = ['', 'GET /healthz HT', head, `${head}content-length: 1000\r\n\r\n{"query":`];
  const startedAt = performance.now();
  const closed = Array.from({ length: 40 }, (_, index) => slowSocket(port, beginnings[index % beginnings.length] ?? ''));
  await new Promise((done) => setTimeout(done, 500));
  const questionAt = performance.now();
  expect((await server.ask('{ viewer { role } }', bearer(adminToken))).status).toBe(200);
  expect(performance.now() - questionAt).toBeLessThan(4_000); // the first of them is closed after five seconds
  await Promise.all(closed);
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

/** Sends a beginning and then a byte a second. Resolves when the other side has had enough. */
function slowSocket(port: number, beginning: string): Promise<void> {
  return new Promise((done) => {
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(beginning));
    const drip = setInterval(() => beginning !== '' && socket.write('a'), 1000);
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.on('close', () => {
      clearInterval(drip);
      done();
    });
  });
}
