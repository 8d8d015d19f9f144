import { expect, test } from 'vitest';
import { createClient } from '../../client/sdk/client.ts';
import { adminToken, testServer } from '../http/serving.ts';

const scores = 'subscription ($after: String) { healthScoreChanged(after: $after) { customerId asOf } }';
const patienceMs = 60_000;

interface Told {
  readonly healthScoreChanged: { readonly customerId: string };
}

let visits = 0;
const visit = (customerId: string) => {
  visits += 1;
  const visitedAt = new Date(Date.now() - visits * 3_600_000).toISOString();
  return `mutation { recordVisits(visits: [{ customerId: "${customerId}", visitedAt: "${visitedAt}", total: "10" }]) { inserted } }`;
};

test('a program that follows a subscription loses nothing while its line is broken, and none after its own restart', async () => {
  const server = await testServer();
  let line: AbortController | null = null;
  let opened = 0;
  const client = createClient({
    url: server.url,
    token: adminToken,
    fetch: async (url, init = {}) => {
      const headers = new Headers(init.headers);
      if (headers.get('accept') !== 'text/event-stream') return fetch(url, init);
      line = new AbortController();
      opened += 1;
      return fetch(url, { ...init, signal: AbortSignal.any([line.signal, ...(init.signal ? [init.signal] : [])]) });
    },
  });
  const add = (id: string) => client.request(`mutation { upsertCustomers(customers: [{ id: "${id}" }]) { inserted } }`);
  await add('A');
  const told: string[] = [];
  const cursors: string[] = [];
  const end = new AbortController();
  const following = (async () => {
    const signal = end.signal;
    for await (const data of client.subscribe<Told>(scores, {}, { signal, onCursor: (cursor) => void cursors.push(cursor) })) {
      told.push(data.healthScoreChanged.customerId);
    }
  })().catch((error: unknown) => error);
  await expect.poll(() => opened, { timeout: patienceMs }).toBeGreaterThanOrEqual(1);
  // A line that is open may not be subscribed yet: a guest who is visited until one answer came.
  await expect
    .poll(
      async () => {
        if (!told.includes('A')) await client.request(visit('A'));
        return told.includes('A');
      },
      { timeout: patienceMs, interval: 1000 },
    )
    .toBe(true);
  const openedBefore = opened;
  (line as AbortController | null)?.abort();
  await add('B'); // not known before: who is new is told of, too
  await client.request(visit('B'));
  await expect.poll(() => told.includes('B'), { timeout: patienceMs }).toBe(true);
  expect(opened).toBeGreaterThan(openedBefore);
  end.abort(new Error('enough'));
  expect(await following).toEqual(new Error('enough'));

  const [first] = cursors;
  const again: string[] = [];
  for await (const data of client.subscribe<Told>(scores, {}, { after: first ?? '' })) {
    again.push(data.healthScoreChanged.customerId);
    if (again.includes('B')) break;
  }
  expect(again.at(-1)).toBe('B');
}, 180_000);

test('what is refused is told at once', async () => {
  const server = await testServer();
  const refused = (token: string, document: string) =>
    createClient({ url: server.url, token })
      .subscribe(document)
      .next()
      .catch((error: unknown) => error);
  expect(await refused('ecx_no.key', scores)).toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(await refused(adminToken, 'subscription { healthScoreGuessed { customerId } }')).toMatchObject({
    code: 'GRAPHQL_VALIDATION_FAILED',
  });
  const nobody = createClient({ url: 'http://127.0.0.1:9', token: adminToken, retries: 1 }).subscribe(scores);
  expect(await nobody.next().catch((error: unknown) => error)).toMatchObject({ code: 'NETWORK' });
});
