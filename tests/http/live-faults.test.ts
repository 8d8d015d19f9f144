import { type Client, createClient } from 'graphql-ws';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { Db } from '../../server/db/open.ts';
import { liveChannel } from '../../server/store/live-events.ts';
import { testDatabase, testDatabaseUrl } from '../support/database.ts';
import { adminToken, bearer, read, type TestServer, testLine, testServer } from './serving.ts';

const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});

interface Heard {
  readonly customers: string[];
  scouts: number;
  readonly codes: (string | undefined)[];
  readonly cursors: (string | undefined)[];
  ended: boolean;
}

/** Whose scores show that the server listens. */
const scout = 'P';

/** Each event comes at least once, in time on a busy machine. */
const patience = { timeout: 60_000 };

/** Subscribes to scores, and waits until the server listens. `socket` is there once it is open. */
async function hear(server: TestServer, fields: string, after: string | null = null) {
  const heard: Heard = { customers: [], scouts: 0, codes: [], cursors: [], ended: false };
  let socket: WebSocket | null = null;
  class Opened extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols);
      socket = this;
    }
  }
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: Opened,
    retryAttempts: 0,
    connectionParams: bearer(adminToken),
  });
  clients.push(client);
  const query = `subscription ($after: String) { healthScoreChanged(after: $after) { customerId ${fields} } }`;
  client.subscribe<{ healthScoreChanged: { customerId: string } }, { cursor?: string }>(
    { query, variables: { after } },
    {
      next: ({ data, errors, extensions }) => {
        const customerId = data?.healthScoreChanged.customerId;
        if (customerId === scout) heard.scouts += 1;
        else if (customerId !== undefined) heard.customers.push(customerId);
        for (const error of errors ?? []) heard.codes.push(error.extensions?.code as string);
        heard.cursors.push(extensions?.cursor as string | undefined);
      },
      error: (problem) => void heard.codes.push(String(problem)),
      complete: () => {
        heard.ended = true;
      },
    },
  );
  // From a cursor on, nothing is missed anyhow.
  const scouted = async () => {
    if (heard.scouts === 0) await visit(server, scout);
    return heard.scouts;
  };
  if (after === null) await expect.poll(scouted, { ...patience, interval: 500 }).toBeGreaterThan(0);
  return { heard, socketOf: () => socket as WebSocket | null };
}

async function mutate(server: TestServer, query: string): Promise<void> {
  const answer = await read(server.ask(`mutation { ${query} }`, bearer(adminToken)));
  expect(answer.errors).toBeUndefined();
}

let visits = 0;
function visit(server: TestServer, customerId: string): Promise<void> {
  visits += 1;
  const visitedAt = new Date(Date.now() - visits * 3_600_000).toISOString();
  return mutate(
    server,
    `recordVisits(visits: [{ customerId: "${customerId}", visitedAt: "${visitedAt}", total: "10" }]) { inserted }`,
  );
}

const addGuests = (server: TestServer) =>
  mutate(
    server,
    'upsertCustomers(customers: [{ id: "A", name: "Ada" }, { id: "B", name: "Bo" }, { id: "P", name: "Pia" }]) { inserted }',
  );

test('what happens while the database is away from one server is told there once it is back', async () => {
  const databaseUrl = await testDatabaseUrl();
  const line = await testLine(databaseUrl);
  const other = await testServer({ DATABASE_URL: databaseUrl });
  const cutOff = await testServer({ DATABASE_URL: line.databaseUrl, ECX_WORKER: 'off' });
  await addGuests(other);
  const { heard } = await hear(cutOff, '');
  await visit(other, 'A');
  await expect.poll(() => heard.customers, patience).toContain('A');
  await line.become('refused');
  await visit(other, 'B');
  await line.become('good');
  await expect.poll(() => heard.customers, patience).toContain('B');
  await visit(other, 'A');
  await expect.poll(() => heard.customers.slice(heard.customers.indexOf('B')), patience).toContain('A');
  expect([heard.codes, heard.ended]).toEqual([[], false]);
}, 300_000);

/** Events of one guest as if so many transactions had told them, without their work. */
async function tell(db: Db, first: number, count: number): Promise<void> {
  await sql`with told as (insert into live_events (customer_id, transaction_id, topic, subject, at)
      select 'A', pg_current_xact_id()::text::bigint + 1000000 + n, 'SCORE', '', now()
      from generate_series(${first}::int, ${first + count - 1}::int) n returning 1)
    select pg_notify(${liveChannel}, count(*)::text) from told`.execute(db.kysely);
}

test('a socket that does not read is ended with SUBSCRIPTION_LAGGED, keeps no more than so much, and spares the others', async () => {
  const server = await testServer({ ECX_WORKER: 'off' });
  const db = await testDatabase({ url: server.databaseUrl });
  await addGuests(server);
  await visit(server, 'A');
  // Long answers, by long names of their fields, fill soon what the network holds.
  const fields = Array.from({ length: 25 }, (_, at) => `${'n'.repeat(3_000)}${at}: customerId`);
  const slow = await hear(server, fields.join(' '));
  const quick = await hear(server, '');
  slow.socketOf()?.pause();
  // It lives, and says so: one that answers no ping is cut off as dead.
  const alive = setInterval(() => slow.socketOf()?.pong(), 500);
  const before = slow.heard.customers.length;
  const batch = 100;
  const events = 1_500;
  for (let told = 0; told < events; told += batch) {
    await tell(db, told * 1_000, batch);
    await expect.poll(() => quick.heard.customers.length, { ...patience, interval: 5 }).toBeGreaterThanOrEqual(told + batch);
  }
  expect([slow.heard.customers.length, slow.heard.ended]).toEqual([before, false]);
  clearInterval(alive);
  slow.socketOf()?.resume();
  await expect.poll(() => slow.heard.ended, { timeout: 90_000 }).toBe(true);
  expect(slow.heard.codes).toEqual(['SUBSCRIPTION_LAGGED']);
  // What was under way, and what the network held, was read; what waited was not kept.
  expect(slow.heard.customers.length).toBeLessThan(events - 1_000);
  expect([quick.heard.codes, quick.heard.ended]).toEqual([[], false]);
  // Back with the cursor, it is told all that it missed, more than may wait at once.
  const again = await hear(server, '', slow.heard.cursors.at(-1) ?? null);
  await expect
    .poll(() => again.heard.customers.length, { timeout: 120_000 })
    .toBeGreaterThanOrEqual(events - slow.heard.customers.length);
  expect([again.heard.codes, again.heard.ended]).toEqual([[], false]);
  await visit(server, 'B');
  await expect.poll(() => again.heard.customers.at(-1), patience).toBe('B');
}, 400_000);
