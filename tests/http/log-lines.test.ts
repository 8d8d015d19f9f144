import { afterEach, expect, test, vi } from 'vitest';
import { adminToken, bearer, cookieOf, openLink, type TestServer, testServer } from './serving.ts';

const lines: string[] = [];
/** `npm run prove -- log-lines` asks for ten thousand. */
const mostLines = Number(process.env.ECX_TEST_LOG_LINES ?? 500);

/** What nobody may find in the log: of guests, of keys, of links. */
const planted = {
  name: 'Plantagenet Zwiebelfisch',
  email: 'planted.marker@example.com',
  phone: '+4930555777111',
  comment: 'plantedcomment about nuts',
  birthDate: '1971-11-07',
  wrongKey: 'ecx_00000000deadbeef.plantedsecret-plantedsecret-plantedsecret',
  jwt: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJwbGFudGVkIn0.cGxhbnRlZA',
} as const;

afterEach(() => vi.restoreAllMocks());

/** Every way in, with what was planted in addresses, headers, variables, documents and files. */
function ways({ url }: TestServer, key: string, cookie: string): (() => Promise<Response>)[] {
  const json = { 'content-type': 'application/json' };
  const byKey = bearer(key);
  const email = encodeURIComponent(planted.email);
  const graphql = (query: string, variables: object = {}, headers: Readonly<Record<string, string>> = byKey) =>
    fetch(`${url}/graphql`, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify({ query, variables }) });
  const search =
    'query Find($search: String) { customers(first: 5, search: $search) { nodes { id name email phone birthDate } } }';
  const rate =
    'mutation Rate($comment: String) { recordFeedback(feedback: [{ customerId: "P1", feedbackId: "F1", at: "2026-01-05T10:00:00Z", rating: 1, comment: $comment }]) { inserted errors { message } } }';
  const assistant = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'find_guests', arguments: { search: planted.email } },
  };
  return [
    () => graphql(search, { search: planted.email }),
    () => graphql(search, { search: planted.phone }, { cookie, 'apollo-require-preflight': 'true' }),
    () => graphql(`{ customers(first: 1, search: "${planted.email}") { totalCount nope } }`),
    () => graphql(`{ customer(id: "${planted.email}") { id feedback(first: 5) { nodes { comment } } } }`),
    () => graphql(rate, { comment: planted.comment }),
    () => graphql(rate, { comment: { wrong: planted.comment } }),
    () => graphql('{ viewer { role } }', {}, bearer(planted.wrongKey)),
    () => graphql('{ viewer { role } }', {}, bearer(planted.jwt)),
    () => fetch(`${url}/graphql`, { method: 'POST', headers: { ...json, ...byKey }, body: `{"query": "${planted.email}` }),
    () => fetch(`${url}/graphql?query=${encodeURIComponent(`{ customer(id: "${planted.phone}") { id } }`)}`, { headers: byKey }),
    () => graphql(search, { search: planted.name }, { ...byKey, accept: 'text/event-stream' }),
    () => fetch(`${url}/api/customers/${email}/health-score?asOf=${email}`, { headers: byKey }),
    () => fetch(`${url}/api/customers/P1/enhanced-profile`, { headers: byKey }),
    () => fetch(`${url}/exports/customers.csv?columns=id,name,email,phone&search=${email}`, { headers: byKey }),
    () => fetch(`${url}/exports/customers.jsonl?columns=${email}`, { headers: byKey }),
    () =>
      fetch(`${url}/mcp`, {
        method: 'POST',
        headers: { ...json, ...byKey, accept: 'application/json, text/event-stream' },
        body: JSON.stringify(assistant),
      }),
    () =>
      fetch(`${url}/imports/customers?fileName=${email}`, {
        method: 'POST',
        headers: { ...byKey, 'content-type': 'text/csv' },
        body: `customer_id,email\n${planted.phone},"${planted.email}`,
      }),
    () => fetch(`${url}/sign-in?token=${planted.wrongKey.slice(21)}`, { redirect: 'manual' }),
    () => fetch(`${url}/nowhere/${email}?phone=${encodeURIComponent(planted.phone)}`, { headers: byKey }),
    () => fetch(`${url}/metrics`, { headers: byKey }),
  ];
}

test('no name, address, number, word or token of anybody is in the log at its most talkative', {
  timeout: 300_000,
}, async () => {
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  const server = await testServer({ LOG_LEVEL: 'trace', DEBUG_INCLUDE_API_CALLS: 'true', ECX_IMPORT_MAX_MB: '1' });
  const asAdmin = async (query: string, variables: object = {}) => {
    const headers = { 'content-type': 'application/json', ...bearer(adminToken) };
    const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    return (await answer.json()) as { readonly data: Readonly<Record<string, unknown>>; readonly errors?: unknown };
  };
  const { name, email, phone, birthDate } = planted;
  const guest = await asAdmin(
    'mutation ($customers: [CustomerInput!]!) { upsertCustomers(customers: $customers) { inserted } }',
    {
      customers: [{ id: 'P1', name, email, phone, birthDate }],
    },
  );
  expect(guest).toEqual({ data: { upsertCustomers: { inserted: 1 } }, extensions: expect.anything() });
  const made = await asAdmin('mutation { createApiKey(name: "Till", role: ADMIN) { key } }');
  const { key } = made.data.createApiKey as { readonly key: string };
  const { cookie } = cookieOf(await openLink(server.signInUrl));
  const all = ways(server, key, cookie);
  const statuses = new Set<number>();
  let next = 0;
  const walk = async () => {
    while (lines.length < mostLines) {
      const answer = await all[next++ % all.length]?.();
      statuses.add(answer?.status ?? 0);
      await answer?.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 8 }, walk));
  await server.start.stop();
  expect(lines.length).toBeGreaterThanOrEqual(mostLines);
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 404]));
  const log = lines.join('');
  const link = new URL(server.signInUrl).searchParams.get('token') ?? '';
  const secrets = [key, key.split('.')[1] ?? key, cookie.split('=')[1] ?? cookie, link, adminToken];
  const forms = [...Object.values(planted), ...secrets].flatMap((text) => [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
  ]);
  for (const text of [...forms, 'Zwiebelfisch', 'plantedsecret', 'plantedcomment', 'planted.marker']) {
    expect(lines.find((line) => line.includes(text)) ?? null).toBeNull();
  }
  expect(log).toContain('"route":"/exports/customers.csv"');
});
