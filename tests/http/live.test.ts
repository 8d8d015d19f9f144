import { type Client, createClient } from 'graphql-ws';
import { afterEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { adminToken, bearer, cookieOf, openLink, read, type TestServer, testServer } from './serving.ts';

interface Told {
  readonly data?: Record<string, { customerId: string; kind?: string; healthScore?: number | null } | null> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: { readonly cursor?: string };
}

const clients: Client[] = [];
const aborts: AbortController[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  for (const abort of aborts.splice(0)) abort.abort();
});

function socketTo(server: TestServer, token: string | null = adminToken): Client {
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token === null ? {} : { connectionParams: bearer(token) }),
  });
  clients.push(client);
  return client;
}

/** The results of a subscription as they come. */
function listen(client: Client, query: string, variables: Record<string, unknown> = {}): AsyncIterableIterator<Told> {
  return client.iterate({ query, variables }) as unknown as AsyncIterableIterator<Told>;
}

async function nextOf(told: AsyncIterator<Told>): Promise<Told> {
  const { value } = await told.next();
  return value as Told;
}

const scores =
  'subscription ($after: String, $ids: [ID!]) { healthScoreChanged(after: $after, customerIds: $ids) { customerId healthScore } }';
const alerts = 'subscription ($min: AlertSeverity! = LOW) { healthAlertRaised(minSeverity: $min) { customerId kind severity } }';

async function mutate(server: TestServer, query: string): Promise<void> {
  const answer = await read(server.ask(`mutation { ${query} }`, bearer(adminToken)));
  expect(answer.errors).toBeUndefined();
}

const addGuests = (server: TestServer) =>
  mutate(server, 'upsertCustomers(customers: [{ id: "A", name: "Ada" }, { id: "B", name: "Bo" }]) { inserted }');

let visits = 0;
function visit(server: TestServer, customerId: string): Promise<void> {
  visits += 1;
  const visitedAt = new Date(Date.now() - visits * 3_600_000).toISOString();
  return mutate(
    server,
    `recordVisits(visits: [{ customerId: "${customerId}", visitedAt: "${visitedAt}", total: "10" }]) { inserted }`,
  );
}

const rate = (server: TestServer, customerId: string, rating: number) =>
  mutate(
    server,
    `recordFeedback(feedback: [{ customerId: "${customerId}", feedbackId: "F${rating}", at: "${new Date().toISOString()}", rating: ${rating} }]) { inserted }`,
  );

const settled = () => new Promise((done) => setTimeout(done, 400));

/** Subscribes. `first`: the first that is told, for scores of A: who is new is told of, too. */
async function listening(client: Client, query: string, variables: Record<string, unknown> = {}) {
  const told = listen(client, query, variables);
  const first = (async () => {
    for (;;) {
      const next = await nextOf(told);
      if (next.data?.healthScoreChanged === undefined || next.data.healthScoreChanged?.customerId === 'A') return next;
    }
  })();
  await settled();
  return { first, next: () => nextOf(told), told };
}

/** Does it, and again, until this has come: a server may not listen yet to who has just subscribed. */
async function until<Coming>(act: () => Promise<void>, coming: Promise<Coming>): Promise<Coming> {
  let come = false;
  const note = () => {
    come = true;
  };
  coming.then(note, note);
  const actUnlessCome = async () => {
    if (!come) await act();
    return come;
  };
  await expect.poll(actUnlessCome, { timeout: 60_000, interval: 500 }).toBe(true);
  return await coming;
}

/** Reads on until this guest is told of: each event comes at least once. */
async function reads(next: () => Promise<Told>, customerId: string): Promise<void> {
  for (;;) {
    const { data } = await next();
    expect(data?.healthScoreChanged).toBeDefined();
    if (data?.healthScoreChanged?.customerId === customerId) return;
  }
}

describe('over a WebSocket', () => {
  test('a recorded visit brings the new score, also from another process', async () => {
    const server = await testServer();
    const other = await testServer({ DATABASE_URL: server.databaseUrl });
    await addGuests(server);
    const here = await listening(socketTo(server), scores);
    const there = await listening(socketTo(other), scores, { ids: ['A'] });
    const [first, alsoFirst] = await until(() => visit(server, 'A'), Promise.all([here.first, there.first]));
    expect(first.data).toMatchObject({ healthScoreChanged: { customerId: 'A' } });
    expect(alsoFirst.data).toMatchObject({ healthScoreChanged: { customerId: 'A' } });
    await visit(other, 'B');
    await reads(here.next, 'B');
    await visit(other, 'A');
    await Promise.all([reads(here.next, 'A'), reads(there.next, 'A')]);
  });

  test('bad feedback raises an alert, of the urgency that was asked for', async () => {
    const server = await testServer();
    await addGuests(server);
    const { first } = await listening(socketTo(server), alerts, { min: 'HIGH' });
    let guests = 0;
    const disappointAnother = async () => {
      guests += 1;
      const customerId = `R${guests}`;
      await mutate(server, `upsertCustomers(customers: [{ id: "${customerId}" }]) { inserted }`);
      await visit(server, customerId);
      await rate(server, customerId, 1);
    };
    expect((await until(disappointAnother, first)).data).toEqual({
      healthAlertRaised: { customerId: expect.stringMatching(/^R\d+$/), kind: 'BAD_FEEDBACK', severity: 'HIGH' },
    });
  });

  test('who comes back with the cursor gets what was missed', async () => {
    const server = await testServer();
    await addGuests(server);
    const { first, told } = await listening(socketTo(server), scores);
    const cursor = (await until(() => visit(server, 'A'), first)).extensions?.cursor;
    await told.return?.();
    await visit(server, 'B');
    await visit(server, 'A');
    const again = listen(socketTo(server), scores, { after: cursor });
    await reads(() => nextOf(again), 'B');
    await reads(() => nextOf(again), 'A');
  });

  test('queries run under the same rules, and what is wrong is said as over HTTP', async () => {
    const server = await testServer();
    const client = socketTo(server);
    expect(await nextOf(listen(client, '{ viewer { role } }'))).toMatchObject({ data: { viewer: { role: 'ADMIN' } } });
    const codes = async (query: string) => {
      const told = await nextOf(listen(client, query)).catch((errors: unknown) => ({ errors }) as Told);
      return told.errors?.map(({ extensions }) => extensions?.code);
    };
    expect(await codes('subscription { healthAlertRaised(minSeverity: NONE) { id } }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await codes(`subscription ${'{ a'.repeat(40)}${'}'.repeat(40)}`)).toEqual(['BAD_USER_INPUT']);
    expect(await codes('subscription { healthScoreChanged(after: "x") { customerId } }')).toEqual(['BAD_USER_INPUT']);
  });

  test('a stranger and a wrong token are refused', async () => {
    const server = await testServer();
    for (const token of [null, 'ecx_wrong.secretsecretsecret']) {
      await expect(nextOf(listen(socketTo(server, token), scores))).rejects.toMatchObject({ code: 4403 });
    }
  });

  test('signing out ends what is told to the session', async () => {
    const server = await testServer();
    await addGuests(server);
    const session = cookieOf(await openLink(server.signInUrl));
    class WithCookie extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers: session });
      }
    }
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WithCookie,
      retryAttempts: 0,
    });
    clients.push(client);
    const { first, next } = await listening(client, scores);
    let acts = 0;
    const act = () => {
      acts += 1;
      return visit(server, 'A');
    };
    expect((await until(act, first)).data).toMatchObject({ healthScoreChanged: { customerId: 'A' } });
    await fetch(`${server.url}/sign-out`, { method: 'POST', headers: session, redirect: 'manual' });
    await visit(server, 'A');
    let told = await next();
    // What was told again before the end, and no more.
    for (let earlier = 1; earlier < acts + 4 && told.errors === undefined; earlier += 1) told = await next();
    expect(told.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('a stop of the server ends it at once', async () => {
    const server = await testServer();
    const { told, first } = await listening(socketTo(server), scores);
    first.catch(() => undefined);
    await server.start.stop();
    await expect(Promise.race([told.next(), first])).resolves.toBeDefined();
  });
});

describe('over server-sent events', () => {
  async function stream(server: TestServer, query: string, headers: Record<string, string> = bearer(adminToken)) {
    const abort = new AbortController();
    aborts.push(abort);
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify({ query }),
      signal: abort.signal,
    });
    return { answer, events: eventsOf(answer) };
  }

  async function* eventsOf(answer: Response): AsyncGenerator<{ event: string; id: string | null; data: string }> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(bytes, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const fields = new Map(
          part.split('\n').map((line) => [line.split(': ', 1)[0] ?? '', line.slice(line.indexOf(': ') + 2)]),
        );
        const event = fields.get('event');
        if (event !== undefined) yield { event, id: fields.get('id') ?? null, data: fields.get('data') ?? '' };
      }
    }
  }

  const short = 'subscription { healthScoreChanged { customerId } }';

  test('a recorded visit brings the new score, and the id of the event brings back what was missed', async () => {
    const server = await testServer();
    await addGuests(server);
    const { answer, events } = await stream(server, short);
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const ofA = async () => {
      for (;;) {
        const { value } = await events.next();
        if (value?.data.includes('"A"') !== false) return value;
      }
    };
    const first = await until(() => visit(server, 'A'), ofA());
    expect(JSON.parse(first?.data ?? '')).toMatchObject({ data: { healthScoreChanged: { customerId: 'A' } } });
    await events.return(undefined);
    await visit(server, 'B');
    const again = await stream(server, 'subscription ($after: String) { healthScoreChanged(after: $after) { customerId } }', {
      ...bearer(adminToken),
      'last-event-id': first?.id ?? '',
    });
    // Each event comes at least once: one near the cursor may come again, none is left out.
    const told: string[] = [];
    while (told.at(-1) !== 'B' && told.length < 50) {
      const { data } = JSON.parse((await again.events.next()).value?.data ?? '{}');
      told.push(data.healthScoreChanged.customerId);
    }
    expect(told.at(-1)).toBe('B');
    expect(told.slice(0, -1).every((id) => id === 'A')).toBe(true);
  });

  test('a refused document is one answer and the end', async () => {
    const server = await testServer();
    const { events } = await stream(server, 'subscription { nothing }');
    expect((await events.next()).value).toMatchObject({
      event: 'next',
      data: expect.stringContaining('GRAPHQL_VALIDATION_FAILED'),
    });
    expect((await events.next()).value).toMatchObject({ event: 'complete' });
  });

  test('a stranger is refused before anything is told, and a stop ends the stream', async () => {
    const server = await testServer();
    expect((await stream(server, short, {})).answer.status).toBe(401);
    const { events } = await stream(server, short);
    await settled();
    await server.start.stop();
    expect(await events.next()).toMatchObject({ value: { event: 'complete' } });
  });
});

test('alerts that are switched off are told to nobody', async () => {
  const server = await testServer({ FEATURE_REAL_TIME_ALERTS: 'false' });
  const answer = await read(server.ask('{ healthAlerts { nodes { id } } }', bearer(adminToken)));
  expect(answer.errors?.[0]?.extensions.code).toBe('FEATURE_DISABLED');
  const told = await nextOf(listen(socketTo(server), alerts));
  expect(told.errors?.[0]?.extensions?.code).toBe('FEATURE_DISABLED');
});

test('an argument that does not fit is the mistake of who subscribes', async () => {
  const server = await testServer();
  const misfit = await nextOf(listen(socketTo(server), scores, { ids: { not: 'a list' } })).catch((errors: unknown) => errors);
  expect(JSON.stringify(misfit)).toContain('BAD_USER_INPUT');
  expect(JSON.stringify(misfit)).not.toContain('INTERNAL_SERVER_ERROR');
});
