import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { exportJWK, exportSPKI, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, bearer, codeOf, read, type TestServer, testServer } from './serving.ts';

const [issuer, audience] = ['https://issuer.example', 'ecx'];
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [one, two, foreign] = [pair(), pair(), pair()];
const published: { keys: Readonly<Record<string, KeyObject>>; isAway: boolean; asked: number } = {
  keys: { one: one.publicKey },
  isAway: false,
  asked: 0,
};
let issuerServer: Server;
let server: TestServer;

beforeAll(async () => {
  issuerServer = createServer(async (_request, response) => {
    published.asked += 1;
    if (published.isAway) return response.writeHead(500).end();
    const keys = await Promise.all(
      Object.entries(published.keys).map(async ([kid, key]) => ({ ...(await exportJWK(key)), kid, use: 'sig', alg: 'RS256' })),
    );
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
  await new Promise<void>((done) => issuerServer.listen(0, '127.0.0.1', done));
  const address = issuerServer.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  server = await testServer({
    RATE_LIMIT_POINTS_PER_MINUTE: '20000',
    JWT_ISSUER: issuer,
    JWT_AUDIENCE: audience,
    JWT_JWKS_URL: `http://127.0.0.1:${port}/keys`,
  });
  await read(server.ask('mutation { upsertCustomers(customers: [{ id: "A" }, { id: "B" }]) { inserted } }', bearer(adminToken)));
});
afterAll(() => issuerServer.close());

type Claims = Readonly<Record<string, unknown>>;
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const claims = (more: Claims = {}): Claims => ({
  iss: issuer,
  aud: audience,
  sub: 'ada',
  role: 'ANALYST',
  exp: inSeconds(3_600),
  ...more,
});

function signed(payload: Claims, { key = one.privateKey, kid = 'one', alg = 'RS256', ...header }: Record<string, unknown> = {}) {
  return new SignJWT({ ...payload })
    .setProtectedHeader({ alg: alg as string, kid: kid as string, ...header })
    .sign(key as KeyObject);
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const unsigned = (header: Claims, payload: Claims, signature = '') => `${part(header)}.${part(payload)}.${signature}`;

async function viewerOf(token: string): Promise<unknown> {
  const answer = await read(server.ask('{ viewer { role name reach } }', bearer(token)));
  return answer.data?.viewer ?? codeOf(answer);
}

describe('a token of the issuer', () => {
  test('acts with its role and its name', async () => {
    expect(await viewerOf(await signed(claims({ name: 'Ada L.' })))).toEqual({ role: 'ANALYST', name: 'Ada L.', reach: null });
    expect(await viewerOf(await signed(claims({ role: 'ADMIN' })))).toEqual({ role: 'ADMIN', name: 'ada', reach: null });
    expect(await viewerOf(await signed(claims({ exp: inSeconds(-20) })))).toMatchObject({ role: 'ANALYST' });
  });

  test('reaches whom its claims name, a partner without them nobody', async () => {
    const idsFor = async (more: Claims) => {
      const answer = await read(server.ask('{ customers(first: 10) { nodes { id } } }', bearer(await signed(claims(more)))));
      return (answer.data as { customers: { nodes: { id: string }[] } }).customers.nodes.map(({ id }) => id);
    };
    expect(await idsFor({ role: 'PARTNER' })).toEqual([]);
    expect(await idsFor({ role: 'PARTNER', ecx_customers: ['A'] })).toEqual(['A']);
    expect(await idsFor({ role: 'PARTNER', ecx_segments: ['none'], ecx_locations: ['NOWHERE'] })).toEqual([]);
    expect(await idsFor({ role: 'MANAGER', ecx_customers: ['B'] })).toEqual(['B']);
    expect(await viewerOf(await signed(claims({ role: 'PARTNER', ecx_customers: 'A' })))).toBe('UNAUTHENTICATED');
  });

  test('reads /metrics with the scope, and has a budget as its subject', async () => {
    const scoped = await signed(claims({ sub: 'prometheus', scope: 'openid metrics' }));
    expect((await fetch(`${server.url}/metrics`, { headers: bearer(scoped) })).status).toBe(200);
    // Worth many seconds of what flows back meanwhile, so that a slow machine counts the same.
    const dear = `{ ${Array.from({ length: 10 }, (_, at) => `a${at}: customers(first: 100) { nodes { id } }`).join(' ')} }`;
    const left = async (token: string) =>
      Number(/r=(\d+)/.exec((await server.ask(dear, bearer(token))).headers.get('ratelimit') ?? '')?.[1]);
    for (let times = 0; times < 4; times += 1) await left(await signed(claims({ sub: 'bo' })));
    expect(await left(await signed(claims({ sub: 'bo', exp: inSeconds(60) })))).toBeLessThan(
      await left(await signed(claims({ sub: 'cy' }))),
    );
  });
});

test('no forgery is accepted, and none is a fault', async () => {
  server.wait(120_000); // what was guessed before is forgotten
  const good = await signed(claims());
  const [head = '', body = '', signature = ''] = good.split('.');
  const pem = await exportSPKI(one.publicKey);
  const own = { ...(await exportJWK(foreign.publicKey)), kid: 'own' };
  const hmac = (secret: string, header: Claims) => {
    const text = `${part(header)}.${part(claims({ role: 'ADMIN' }))}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const { sub: _sub, ...noSubject } = claims();
  const { role: _role, ...noRole } = claims();
  const { exp: _exp, ...noEnd } = claims();
  const { iss: _iss, ...noIssuer } = claims();
  const { aud: _aud, ...noAudience } = claims();
  const forged = [
    unsigned({ alg: 'none' }, claims({ role: 'ADMIN' })),
    unsigned({ alg: 'None', kid: 'one' }, claims(), 'x'),
    unsigned({ alg: 'RS256', kid: 'one' }, claims()),
    unsigned({ alg: 'RS256', kid: 'one' }, claims(), 'AA'),
    `${head}.${part(claims({ role: 'ADMIN' }))}.${signature}`,
    `${head}.${body}.${signature.slice(0, -8)}AAAAAAAA`,
    hmac(pem, { alg: 'HS256', kid: 'one' }),
    hmac(pem.trim(), { alg: 'HS256' }),
    hmac('', { alg: 'HS256', kid: '/dev/null' }),
    hmac('secret', { alg: 'HS256' }),
    await signed(claims(), { key: foreign.privateKey }),
    await signed(claims(), { key: foreign.privateKey, kid: 'own', jwk: own }),
    await signed(claims(), { key: foreign.privateKey, kid: 'own', jku: 'http://127.0.0.1:1/keys' }),
    await signed(claims(), { key: foreign.privateKey, kid: 'own', x5u: 'http://127.0.0.1:1/keys' }),
    await signed(claims(), { key: foreign.privateKey, kid: "one' or '1'='1" }),
    await signed(claims(), { key: foreign.privateKey, kid: '../../../../dev/null' }),
    await signed(claims(), { alg: 'RS512' }),
    unsigned({ alg: 'RS256', kid: 'one', crit: ['x'], x: 1 }, claims(), signature),
    await signed(claims({ exp: inSeconds(-40) })),
    await signed(claims({ exp: 'never' })),
    await signed(claims({ nbf: inSeconds(86_400) })),
    await signed(claims({ iss: 'https://other.example' })),
    await signed(claims({ aud: ['other'] })),
    ...(await Promise.all([noSubject, noRole, noEnd, noIssuer, noAudience].map((payload) => signed(payload)))),
    ...(await Promise.all(['OWNER', 'admin', 'toString', '', 7, ['ADMIN'], null].map((role) => signed(claims({ role }))))),
    await signed(claims({ sub: '' })),
    await signed(claims({ sub: { a: 1 } })),
    `${good}.`,
    `${good}x.y`,
  ];
  for (const token of forged) {
    const answer = await server.ask('{ viewer { role } }', bearer(token));
    expect([answer.status, codeOf(await read(answer))], token).toEqual([401, 'UNAUTHENTICATED']);
  }
  expect(await viewerOf(good)).toMatchObject({ role: 'ANALYST' });
});

test('keys that change are found, keys that are known do while the issuer is away', async () => {
  server.wait(300_000); // earlier guesses of key names are forgotten
  const late = (more: Claims = {}) => claims({ exp: inSeconds(86_400), ...more });
  published.keys = { one: one.publicKey, two: two.publicKey };
  const second = { key: two.privateKey, kid: 'two' };
  expect(await viewerOf(await signed(late(), second))).toMatchObject({ role: 'ANALYST' });
  const asked = published.asked;
  for (let index = 0; index < 20; index += 1) await viewerOf(await signed(late(), { ...second, kid: `none-${index}` }));
  expect(published.asked - asked).toBeLessThanOrEqual(6);
  published.isAway = true;
  server.wait(3_600_000);
  expect(await viewerOf(await signed(late(), second))).toMatchObject({ role: 'ANALYST' });
  const unknown = await server.ask('{ viewer { role } }', bearer(await signed(late(), { ...second, kid: 'three' })));
  expect([unknown.status, unknown.headers.get('retry-after')]).toEqual([503, '5']);
  expect(codeOf(await read(unknown))).toBe('UNAVAILABLE');
  published.isAway = false;
  published.keys = { two: two.publicKey };
  server.wait(3_600_000);
  expect(await viewerOf(await signed(late(), second))).toMatchObject({ role: 'ANALYST' });
  expect(await viewerOf(await signed(late()))).toBe('UNAUTHENTICATED');
});
