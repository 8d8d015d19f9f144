import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { adminToken, bearer, codeOf, openLink, read, type TestServer, testServer } from './serving.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});

const json = { 'content-type': 'application/json', ...bearer(adminToken) };
const post = (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${server.url}/graphql`, { method: 'POST', headers: { ...json, ...headers }, body });
const question = JSON.stringify({ query: '{ viewer { role } }' });

/** What a socket gets for these bytes, until it is closed. */
function raw(bytes: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => done(text));
    socket.on('error', failed);
  });
}

test('a question by POST, by GET and compressed gets the same answer', async () => {
  const search = new URLSearchParams({ query: '{ viewer { role } }' });
  const answers = [
    await post(question),
    await fetch(`${server.url}/graphql?${search}`, { headers: bearer(adminToken) }),
    await post(new Uint8Array(gzipSync(question)), { 'content-encoding': 'gzip' }),
  ];
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  expect(new Set(texts).size).toBe(1);
  expect(JSON.parse(texts[0] ?? '').data).toEqual({ viewer: { role: 'ADMIN' } });
});

test('a mutation by GET is refused with 405', async () => {
  const search = new URLSearchParams({ query: 'mutation { recordVisits(visits: []) { inserted } }' });
  const answer = await fetch(`${server.url}/graphql?${search}`, { headers: bearer(adminToken) });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
});

test('what a form of another site can send is refused', async () => {
  const cookie = { cookie: ((await openLink(server.signInUrl)).headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' };
  const types = [
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'text/plain; charset=UTF-8',
    '',
  ];
  for (const type of types) {
    const headers = { ...cookie, 'content-type': type };
    const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: new TextEncoder().encode(question) });
    expect([415, 400], type).toContain(answer.status);
  }
  const search = new URLSearchParams({ query: '{ viewer { role } }' });
  const plainGet = await fetch(`${server.url}/graphql?${search}`, { headers: cookie });
  expect(plainGet.status).toBe(400);
});

test('a body beyond 256 kB is refused, also when it only becomes so large by inflating', async () => {
  const long = JSON.stringify({ query: `{ viewer { role } } # ${'x'.repeat(300_000)}` });
  const answers = [await post(long), await post(new Uint8Array(gzipSync(long)), { 'content-encoding': 'gzip' })];
  for (const answer of answers) {
    expect(answer.status).toBe(413);
    expect(codeOf(await read(answer))).toBe('PAYLOAD_TOO_LARGE');
  }
  const justRight = JSON.stringify({ query: `{ viewer { role } } # ${'x'.repeat(200_000)}` });
  expect((await post(justRight)).status).toBe(200);
});

test.each([
  ['broken JSON', '{"query":', {}],
  ['nothing', '', {}],
  ['JSON that is no object', '"{ viewer { role } }"', {}],
  ['a key that reaches into prototypes', '{"query":"{ viewer { role } }","__proto__":{"x":1}}', {}],
  ['broken compression', 'not gzip', { 'content-encoding': 'gzip' }],
  ['a foreign compression', question, { 'content-encoding': 'compress' }],
])('%s is refused as the fault of the caller', async (_what, body, headers) => {
  const answer = await post(body, headers);
  expect([400, 415]).toContain(answer.status);
  expect((await read(answer)).errors?.[0]?.message).not.toMatch(/FST_|\/server\/|node_modules/);
});

test('an unknown address is a problem document with a request id', async () => {
  const answer = await fetch(`${server.url}/nowhere?token=secret`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
  const problem = await read(answer);
  expect(problem).toMatchObject({ status: 404, code: 'NOT_FOUND', requestId: answer.headers.get('x-request-id') });
  expect(JSON.stringify(problem)).not.toContain('secret');
});

test('a browser that opens an unknown address gets the page that says so, or the sign-in page', async () => {
  const open = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${server.url}${path}`, {
      method,
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', ...headers },
      redirect: 'manual',
    });
  const told = async (answer: Response) => [answer.status, answer.headers.get('content-type') ?? answer.headers.get('location')];
  for (const path of ['/nothing', '/customer/a/b/c?x=1', '/nothing/', '/alerts/x']) {
    expect(await told(await open(path)), path).toEqual([303, '/sign-in']);
    expect(await told(await open(path, bearer(adminToken))), path).toEqual([404, 'text/html; charset=utf-8']);
  }
  const problem = [404, 'application/problem+json; charset=utf-8'];
  for (const path of ['/api/nothing', '/graphql/nothing', '/metrics/nothing', '/assets/nothing.js'])
    expect(await told(await open(path, bearer(adminToken))), path).toEqual(problem);
  expect(await told(await open('/nothing', bearer(adminToken), 'POST'))).toEqual(problem);
  expect(await told(await open('/nothing', { ...bearer(adminToken), accept: '*/*' }))).toEqual(problem);
});

test('a known address with another method is 405 and names the methods', async () => {
  for (const [path, allowed] of [
    ['/graphql', 'GET, POST'],
    ['/sign-out', 'GET, HEAD, POST'],
    ['/readyz', 'GET, HEAD'],
  ]) {
    const answer = await fetch(`${server.url}${path}`, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed]);
  }
});

test.each([
  '/%zz',
  '/%00',
  '/graphql%00',
  '//evil.example/graphql',
  '/explorer/assets/../../../package.json',
  '/explorer/assets/%2e%2e%2fpackage.json',
])('the odd address %s is refused without a fault', async (path) => {
  const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 (400|404) /);
});

test('a broken Host header is refused before it reaches anything', async () => {
  const head = `authorization: Bearer ${adminToken}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${question.length}`;
  const answer = await raw(`POST /graphql HTTP/1.1\r\nhost: a b[c\r\n${head}\r\n\r\n${question}`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test('a harmless request id of the caller is kept, another one replaced', async () => {
  const idFor = async (id: string) =>
    (await fetch(`${server.url}/healthz`, { headers: { 'x-request-id': id } })).headers.get('x-request-id');
  expect(await idFor('order-2026-0001')).toBe('order-2026-0001');
  expect(await idFor('{"forged": "line"}')).toMatch(/^[\da-f-]{36}$/);
});

test('pages may load nothing from elsewhere and run no inline script', async () => {
  const answer = await openLink(`${server.url}/sign-in`);
  const rules = answer.headers.get('content-security-policy') ?? '';
  expect(rules).toContain("default-src 'none'");
  expect(rules).toContain("script-src 'self';");
  expect(rules).toContain("frame-ancestors 'none'");
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('a stranger is led to the sign-in page from every page', async () => {
  for (const path of ['/', '/graphiql']) {
    const answer = await openLink(`${server.url}${path}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);
  }
});

test('no other site is allowed to read answers', async () => {
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([405, null]);
});
