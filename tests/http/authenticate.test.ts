import { beforeAll, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { type Keys, openKeys } from '../../server/store/keys.ts';
import { testDatabase } from '../support/database.ts';
import { adminToken, bearer, codeOf, read, type TestServer, testServer } from './serving.ts';

const dayMs = 86_400_000;
let server: TestServer;
let db: Db;
let keys: Keys;

beforeAll(async () => {
  server = await testServer();
  db = await testDatabase({ url: server.databaseUrl });
  keys = openKeys(db);
});

const plain = { name: 'Report', role: 'ANALYST', reach: null, createdBy: 'a test', expiresAt: null };

async function viewerOf(headers: Readonly<Record<string, string>>): Promise<unknown> {
  const answer = await read(server.ask('{ viewer { role name reach permissions } }', headers));
  return answer.data?.viewer ?? codeOf(answer);
}

test('without a token the answer is 401 with code UNAUTHENTICATED and a challenge', async () => {
  const answer = await server.ask('{ viewer { role } }');
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Enhanced Customer Experience"']);
  const refused = await read(answer);
  expect(codeOf(refused)).toBe('UNAUTHENTICATED');
  expect(refused.errors?.[0]?.message).toContain('ecx sign-in');
});

test('the schema is not shown to strangers', async () => {
  expect((await server.ask('{ __schema { types { name } } }')).status).toBe(401);
});

test('a key acts with its role, its name and its reach', async () => {
  const { key } = await keys.create({ ...plain, role: 'PARTNER', reach: ['C1', 'C2'] }, Date.now());
  expect(await viewerOf(bearer(key))).toEqual({
    role: 'PARTNER',
    name: 'Report',
    reach: 2,
    permissions: ['SIGNED_IN', 'READ_CUSTOMERS'],
  });
});

test('a partner key without customers reaches nobody', async () => {
  const { key } = await keys.create({ ...plain, role: 'PARTNER' }, Date.now());
  expect(await viewerOf(bearer(key))).toMatchObject({ role: 'PARTNER', reach: 0 });
});

test('ECX_ADMIN_TOKEN acts as administrator', async () => {
  expect(await viewerOf(bearer(adminToken))).toMatchObject({ role: 'ADMIN', name: 'admin token', reach: null });
});

test('a header goes before the cookie', async () => {
  expect(await viewerOf({ ...bearer('wrong-token-0123456789'), cookie: 'ecx_session=x' })).toBe('UNAUTHENTICATED');
});

test('every altered, foreign or malformed token is refused in the same words', async () => {
  const { id, key } = await keys.create(plain, Date.now());
  const secret = key.split('.')[1] ?? '';
  const forged = [
    `${key}x`,
    key.slice(0, -1),
    `ecx_${id}.${'A'.repeat(43)}`,
    `ecx_${'0'.repeat(16)}.${secret}`,
    `ecx_${id.toUpperCase()}.${secret}`,
    `ecx_${id}`,
    `ecx_.${secret}`,
    `${adminToken}x`,
    adminToken.toUpperCase(),
    'eyJhbGciOiJub25lIn0.eyJyb2xlIjoiQURNSU4ifQ.',
    "' or 1=1 --",
    '',
  ];
  const answers = await Promise.all(forged.map((token) => server.ask('{ viewer { role } }', bearer(token))));
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([401]));
  const messages = await Promise.all(answers.map(async (answer) => (await read(answer)).errors?.[0]?.message));
  expect(new Set(messages).size).toBe(1);
  expect(answers[0]?.headers.get('www-authenticate')).toContain('error="invalid_token"');
});

test.each(['Basic YWRtaW46YWRtaW4=', 'Token x', 'Bearer', `Bearer ${adminToken} ${adminToken}`])(
  '"%s" is no way to sign in',
  async (authorization) => {
    expect(await viewerOf({ authorization })).toBe('UNAUTHENTICATED');
  },
);

test('a key whose stored role is unknown is refused, not weakened', async () => {
  const { key } = await keys.create({ ...plain, role: 'OWNER' }, Date.now());
  expect(await viewerOf(bearer(key))).toBe('UNAUTHENTICATED');
});

test('a revoked key is refused with the next request', async () => {
  const { id, key } = await keys.create(plain, Date.now());
  expect(await viewerOf(bearer(key))).toMatchObject({ role: 'ANALYST' });
  expect(await keys.revoke(id, Date.now())).toBe('revoked');
  expect(await viewerOf(bearer(key))).toBe('UNAUTHENTICATED');
  expect([await keys.revoke(id, Date.now()), await keys.revoke('nobody', Date.now())]).toEqual(['already', 'unknown']);
});

test('a key list shows everything but secrets', async () => {
  const { id, key } = await keys.create({ ...plain, name: 'Listed', reach: ['C9'] }, Date.now());
  const listed = (await keys.list()).find((entry) => entry.id === id);
  expect(listed).toMatchObject({
    id,
    name: 'Listed',
    role: 'ANALYST',
    reach: ['C9'],
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
  });
  const kept = JSON.stringify([listed, await db.run('test_keys', 'select * from api_keys', [])]);
  expect(kept).not.toContain(key.split('.')[1]);
});

test('the use of a key is noted at most once a minute', async () => {
  const { id, key } = await keys.create(plain, 0);
  const usedAt = async () => (await keys.list()).find((entry) => entry.id === id)?.lastUsedAt?.getTime();
  const noted: unknown[] = [];
  for (const now of [1_000_000, 1_030_000, 1_059_999, 1_060_001]) {
    await keys.check(key, now);
    noted.push(await usedAt());
  }
  expect(noted).toEqual([1_000_000, 1_000_000, 1_000_000, 1_060_001]);
});

test('a key ends at its expiry', async () => {
  const { key } = await keys.create({ ...plain, expiresAt: new Date(Date.now() + dayMs) }, Date.now());
  expect(await viewerOf(bearer(key))).toMatchObject({ role: 'ANALYST' });
  server.wait(dayMs + 1000);
  expect(await viewerOf(bearer(key))).toBe('UNAUTHENTICATED');
});
