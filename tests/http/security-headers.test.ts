import { beforeAll, expect, test } from 'vitest';
import { adminToken, bearer, cookieOf, openLink, type TestServer, testServer } from './serving.ts';

let server: TestServer;
let page: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await testServer();
  page = { accept: 'text/html', ...cookieOf(await openLink(server.signInUrl)) };
});

const program = bearer(adminToken);
const json = { 'content-type': 'application/json' };
const tooLong = JSON.stringify({ query: `{ # ${'x'.repeat(300_000)}\n__typename }` });

/** Every kind of answer: what is asked, and its status. */
const kinds: readonly (readonly [string, string, number, () => RequestInit])[] = [
  ['a page', '/', 200, () => ({ headers: page })],
  ['the Explorer', '/graphiql', 200, () => ({ headers: page })],
  ['a page that nobody knows', '/customers/x/y/z', 200, () => ({ headers: page })],
  ['a file of the pages', '/icon.svg', 200, () => ({})],
  ['the sign-in page', '/sign-in', 200, () => ({})],
  ['a link that is used up', '/sign-in?token=spent', 401, () => ({})],
  ['a stranger sent to sign in', '/', 303, () => ({ redirect: 'manual', headers: { accept: 'text/html' } })],
  ['GraphQL', '/graphql', 200, () => ({ method: 'POST', headers: { ...json, ...program }, body: '{"query":"{ __typename }"}' })],
  ['GraphQL to a stranger', '/graphql', 401, () => ({ method: 'POST', headers: json, body: '{"query":"{ __typename }"}' })],
  ['a body that is no JSON', '/graphql', 400, () => ({ method: 'POST', headers: { ...json, ...program }, body: '{' })],
  ['a body that is too long', '/graphql', 413, () => ({ method: 'POST', headers: { ...json, ...program }, body: tooLong })],
  ['a method that is not taken', '/graphql', 405, () => ({ method: 'DELETE', headers: program })],
  ['REST', '/api/customers/nobody/profile', 404, () => ({ headers: program })],
  ['the description of REST', '/openapi.json', 200, () => ({})],
  ['the documentation', '/docs', 200, () => ({})],
  ['a guide', '/docs/guides/operations', 200, () => ({})],
  ['an export', '/exports/customers.csv?columns=id', 200, () => ({ headers: program })],
  ['health', '/healthz', 200, () => ({})],
  ['readiness', '/readyz', 200, () => ({})],
  ['figures', '/metrics', 200, () => ({ headers: program })],
  ['an address that nobody knows', '/no/such/address', 404, () => ({})],
  ['an address that cannot be read', '/%zz', 400, () => ({})],
];

test.each(kinds)('%s (%s) has the headers that protect browsers', async (_kind, path, status, ask) => {
  const answer = await fetch(`${server.url}${path}`, ask());
  await answer.arrayBuffer();
  const rules = answer.headers.get('content-security-policy') ?? '';
  expect(answer.status).toBe(status);
  for (const rule of [
    "default-src 'none'",
    "script-src 'self';",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ])
    expect(rules).toContain(rule);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/);
  // Over HTTP it says nothing of TLS, and never who made it.
  for (const name of ['strict-transport-security', 'server', 'x-powered-by', 'access-control-allow-origin'])
    expect(answer.headers.get(name)).toBeNull();
  const isPublic = /^\/(icon\.svg|docs|openapi)/.test(path);
  if (!isPublic) expect(answer.headers.get('cache-control')).toMatch(/no-store|private/);
});
