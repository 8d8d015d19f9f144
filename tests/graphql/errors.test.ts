import { connect, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { afterAll, describe, expect, test } from 'vitest';
import { DatabaseUnavailable } from '../../server/db/open.ts';
import { PopulationUnavailable } from '../../server/facts/population.ts';
import { formatError, isFault } from '../../server/graphql/errors.ts';
import { testDatabase, testDatabaseUrl } from '../support/database.ts';
import { admin, now, openRestaurant } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 12 });
const secret = 'select secret from customers at /srv/app/db.ts:12';

const lines: (() => void)[] = [];
afterAll(() => {
  for (const close of lines) close();
});

/** A way to the database that can be cut and mended again. */
async function interruptible(databaseUrl: string): Promise<{ url: string; cut: () => void; mend: () => void }> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((socket) => {
    if (!whole) return socket.destroy();
    const database = connect(Number(target.port), target.hostname);
    for (const end of [socket, database]) {
      sockets.add(end);
      end.on('error', () => end.destroy()).on('close', () => sockets.delete(end));
    }
    socket.pipe(database).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  lines.push(() => {
    cut();
    server.close();
  });
  const url = new URL(databaseUrl);
  url.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  return {
    url: url.toString(),
    cut,
    mend: () => {
      whole = true;
    },
  };
}

function shown(error: unknown) {
  const located = new GraphQLError(error instanceof Error ? error.message : String(error), {
    path: ['customer'],
    ...(error instanceof Error ? { originalError: error } : {}),
  });
  const formatted = {
    message: located.message,
    path: ['customer'],
    extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: [secret] },
  };
  return formatError(formatted, located);
}

describe('what a caller sees', () => {
  test('of a fault of ours is nothing but that there is one', () => {
    for (const error of [new Error(secret), new TypeError(secret), Object.assign(new Error(secret), { code: '42P01' })]) {
      expect(JSON.stringify(shown(error))).not.toMatch(/select|srv|secret/);
      expect(shown(error).extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
      expect(isFault(new GraphQLError('x', { originalError: error }))).toBe(true);
    }
  });

  test('of a database that is away is when to try again', () => {
    expect(shown(new DatabaseUnavailable(secret))).toEqual({
      message: 'The database does not answer at the moment; try again in a few seconds',
      path: ['customer'],
      extensions: { code: 'UNAVAILABLE', retryAfter: 5 },
    });
    expect(isFault(new GraphQLError('x', { originalError: new DatabaseUnavailable(secret) }))).toBe(false);
  });

  test('of population facts that are not there is what to do', () => {
    const { message, extensions } = shown(new PopulationUnavailable('2026-03-02'));
    expect(message).toMatch(/^Enhanced profile data unavailable/);
    expect(extensions).toEqual({ code: 'PROFILE_UNAVAILABLE', retryAfter: 5 });
  });
});

describe('a running server', () => {
  test('names the request of a fault, logs it and answers the rest', async () => {
    await restaurant.db.kysely
      .updateTable('customer_keys')
      .set({ wrapped_key: Buffer.from('broken') })
      .where('customer_id', '=', 'G05')
      .execute();
    const { data, errors } = await restaurant.ask('{ customer(id: "G05") { name email } }');
    expect(data).toEqual({ customer: { name: 'Özlem Müller', email: null } });
    expect(errors).toEqual([
      {
        message: 'Something went wrong on our side; it was logged under the request id',
        locations: [{ line: 1, column: 30 }],
        path: ['customer', 'email'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' },
      },
    ]);
    expect(restaurant.faults.map(String).join()).toMatch(/SealBroken/);
  });

  test('whose database goes away says so for every question that needs it, and answers again when it is back', async () => {
    const line = await interruptible(await testDatabaseUrl());
    const served = await openRestaurant({ guests: 12, db: await testDatabase({ url: line.url }) });
    const query = `{ viewer { role } customer(id: "G01") { name } scores: customerHealthScores(customerIds: ["G01"]) { asOf }
      customers(first: 1) { nodes { id } } }`;
    const without = `{ viewer { role } customer(id: "G01") { name } customers(first: 1) { nodes { id } } }`;
    expect(await served.codes(without)).toEqual([]);
    line.cut();
    expect(new Set(await served.codes(query))).toEqual(new Set(['UNAVAILABLE']));
    expect(await served.codes('{ viewer { role } }')).toEqual([]);
    const { http } = await served.door.apollo.executeOperation(
      { query: '{ customer(id: "G01") { name } }' },
      { contextValue: await served.door.contextOf({ viewer: admin, now, requestId: 'request-2' }) },
    );
    expect([http.status, http.headers.get('retry-after')]).toEqual([503, '5']);
    line.mend();
    expect(await served.codes(without)).toEqual([]);
    expect(served.faults).toEqual([]);
  });
});

describe('hostile values', () => {
  const hostile = [
    '\0',
    'a\0b',
    '\ud800',
    "'; drop table customers; --",
    '%00',
    'x'.repeat(20_000),
    '\u202e',
    `\${7*7}`,
    '{"$gt":""}',
    '../../etc/passwd',
    '',
  ];
  const questions: readonly (readonly [string, string])[] = [
    ['query ($v: ID!) { customer(id: $v) { id } }', 'v'],
    ['query ($v: ID!) { node(id: $v) { nodeId } }', 'v'],
    ['query ($v: ID!) { customerHealthScore(customerId: $v) { asOf } }', 'v'],
    ['query ($v: ID!) { enhancedCustomerProfiles(customerIds: [$v]) { asOf } }', 'v'],
    ['query ($v: String) { customers(first: 1, search: $v) { nodes { id } } }', 'v'],
    ['query ($v: String) { customers(first: 1, after: $v) { nodes { id } } }', 'v'],
    ['query ($v: [String!]) { customers(first: 1, filter: { segments: $v }) { nodes { id } } }', 'v'],
    ['query ($v: DateTime) { customerHealthScore(customerId: "G01", asOf: $v) { asOf } }', 'v'],
    [
      'mutation ($v: String) { upsertCustomers(customers: [{ id: "H1", name: $v, email: $v, phone: $v, city: $v }]) { inserted errors { message } } }',
      'v',
    ],
    ['mutation ($v: ID!) { upsertCustomers(customers: [{ id: $v }]) { inserted errors { message } } }', 'v'],
    ['mutation ($v: String) { upsertCustomers(customers: [], idempotencyKey: $v) { inserted } }', 'v'],
    ['mutation ($v: Date) { upsertCustomers(customers: [{ id: "H1", birthDate: $v }]) { inserted } }', 'v'],
    [
      'mutation ($v: Decimal) { recordVisits(visits: [{ customerId: "G01", visitedAt: "2026-01-01T00:00:00Z", total: $v }]) { inserted errors { message } } }',
      'v',
    ],
    [
      'mutation ($v: ID) { recordVisits(visits: [{ customerId: "G01", visitId: $v, locationId: $v, campaignId: $v, visitedAt: "2026-01-01T00:00:00Z" }]) { inserted errors { message } } }',
      'v',
    ],
  ];

  test('never end in a fault of ours and never show its insides', async () => {
    restaurant.faults.length = 0;
    for (const [query, name] of questions) {
      for (const value of hostile) {
        const answer = await restaurant.ask(query, { [name]: value });
        const codes = (answer.errors ?? []).map(({ extensions }) => extensions?.code);
        expect([query, value.slice(0, 30), codes.includes('INTERNAL_SERVER_ERROR')]).toEqual([query, value.slice(0, 30), false]);
        expect(JSON.stringify(answer)).not.toMatch(/node_modules|server\/|syntax error|invalid byte/);
      }
    }
    expect(restaurant.faults).toEqual([]);
  });

  test('with NUL or half a character are refused, as variables and as literals', async () => {
    for (const value of ['\0', 'a\0b', '\ud800']) {
      expect(await restaurant.codes('query ($v: ID!) { customer(id: $v) { id } }', { v: value })).toEqual(['BAD_USER_INPUT']);
    }
    expect(await restaurant.codes(String.raw`{ customer(id: "a\u0000") { id } }`)).toEqual(['BAD_USER_INPUT']);
  });

  test('of any Unicode and any number are answered or refused, never a fault', async () => {
    const anyInput = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string()),
      fc.object(),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...questions), anyInput, async ([query, name], value) => {
        expect(await restaurant.codes(query, { [name]: value })).not.toContain('INTERNAL_SERVER_ERROR');
      }),
      { numRuns: 150 },
    );
    expect(restaurant.faults).toEqual([]);
  });
});
