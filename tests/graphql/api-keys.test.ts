import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyViewer } from '../../server/access/principal.ts';
import { type KeyRecord, openKeys } from '../../server/store/keys.ts';
import { admin, analyst, guestId, manager, now, openRestaurant, partner } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 12, score: false });
const keys = openKeys(restaurant.db);

const shown = 'id name role scopes reach { everybody customers } createdAt createdBy lastUsedAt expiresAt revokedAt';
const create = `mutation ($name: String!, $role: Role!, $scopes: [ApiKeyScope!], $customerIds: [ID!], $expiresAt: DateTime) {
  createApiKey(name: $name, role: $role, scopes: $scopes, customerIds: $customerIds, expiresAt: $expiresAt) { key apiKey { ${shown} } } }`;
const list = `{ apiKeys { ${shown} } }`;
const revoke = `mutation ($id: ID!) { revokeApiKey(id: $id) { ${shown} } }`;

interface Created {
  readonly createApiKey: { readonly key: string; readonly apiKey: Readonly<Record<string, unknown>> & { readonly id: string } };
}
interface Listed {
  readonly apiKeys: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
}

const nowText = new Date(now).toISOString();
const make = async (variables: Readonly<Record<string, unknown>>) =>
  (await restaurant.data<Created>(create, variables)).createApiKey;

describe('a key that is made', () => {
  test('opens what was given, and is listed without its secret', async () => {
    const made = await make({
      name: '  Weekly report ',
      role: 'PARTNER',
      scopes: ['METRICS', 'METRICS'],
      customerIds: ['G01', 'G02', 'G01'],
      expiresAt: '2026-06-01T00:00:00Z',
    });
    const expected = {
      id: made.apiKey.id,
      name: 'Weekly report',
      role: 'PARTNER',
      scopes: ['METRICS'],
      reach: { everybody: false, customers: 2 },
      createdAt: nowText,
      createdBy: admin.name,
      lastUsedAt: null,
      expiresAt: '2026-06-01T00:00:00.000Z',
      revokedAt: null,
    };
    expect(made.apiKey).toEqual(expected);
    expect(made.key.startsWith(`ecx_${made.apiKey.id}.`)).toBe(true);
    const record = await keys.check(made.key, now);
    expect(record).toMatchObject({ role: 'PARTNER', reach: ['G01', 'G02'], scopes: ['metrics'] });
    const listed = await restaurant.ask(list);
    const secret = made.key.split('.')[1] ?? made.key;
    expect(JSON.stringify(listed)).not.toContain(secret);
    const found = (listed.data as Listed).apiKeys.find(({ id }) => id === made.apiKey.id);
    expect(found).toEqual({ ...expected, lastUsedAt: nowText });
  });

  test('sees everybody without ids, and as a partner nobody', async () => {
    expect((await make({ name: 'All', role: 'ANALYST' })).apiKey.reach).toEqual({ everybody: true, customers: 0 });
    expect((await make({ name: 'None', role: 'PARTNER' })).apiKey.reach).toEqual({ everybody: false, customers: 0 });
  });

  test('reads contact data of whom it reaches where that was granted to a partner', async () => {
    const scopes = ['CONTACT'];
    const { key, apiKey } = await make({ name: 'Courier', role: 'PARTNER', scopes, customerIds: [guestId(1)] });
    expect(apiKey.scopes).toEqual(scopes);
    const viewer = keyViewer((await keys.check(key, now)) as KeyRecord);
    if (viewer === null) throw new Error('expected a viewer of the key');
    const query = 'query ($own: ID!, $other: ID!) { own: customer(id: $own) { email } other: customer(id: $other) { email } }';
    const asked = { own: guestId(1), other: guestId(2) };
    const plain = (await restaurant.ask(query, asked, admin)).data as { readonly own: unknown };
    expect(plain).toMatchObject({ own: { email: expect.any(String) } });
    expect(await restaurant.ask(query, asked, viewer)).toMatchObject({ data: { own: plain.own, other: null } });
    const { errors } = await restaurant.ask(query, asked, partner(guestId(1)));
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN']);
    const rights = await restaurant.ask('{ viewer { permissions } }', {}, viewer);
    expect(rights.data).toEqual({ viewer: { permissions: ['SIGNED_IN', 'READ_CUSTOMERS', 'READ_CONTACT'] } });
    const change = `mutation { upsertCustomers(customers: [{ id: "${guestId(1)}", name: "X" }]) { updated } }`;
    expect((await restaurant.ask(change, {}, viewer)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  test('is not made from what is wrong', async () => {
    const before = (await keys.list()).length;
    for (const [wrong, told] of [
      [{ name: ' ' }, 'name must have 1 to 100 characters, got 0'],
      [{ name: 'x'.repeat(101) }, 'got 101'],
      [{ customerIds: [] }, 'customerIds must have 1 to 1000 ids, got 0'],
      [{ customerIds: Array.from({ length: 1001 }, (_, index) => `C${index}`) }, 'got 1001'],
      [{ customerIds: ['C1', ' '] }, 'An id of customerIds'],
      [{ expiresAt: nowText }, 'expiresAt must be in the future'],
      [{ scopes: ['EVERYTHING'] }, 'EVERYTHING'],
      [{ scopes: ['CONTACT'] }, 'the scope contact with the role PARTNER only, got ANALYST'],
      [{ role: 'OWNER' }, 'OWNER'],
    ] as const) {
      const { errors } = await restaurant.ask(create, { name: 'Report', role: 'ANALYST', ...wrong });
      expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
      expect(errors?.[0]?.message).toContain(told);
    }
    expect(await keys.list()).toHaveLength(before);
  });
});

describe('a key that is revoked', () => {
  test('is refused at once, and revoking again changes nothing', async () => {
    const { key, apiKey } = await make({ name: 'Till', role: 'MANAGER' });
    expect(await keys.check(key, now)).not.toBeNull();
    const revoked = { revokeApiKey: { ...apiKey, lastUsedAt: nowText, revokedAt: nowText } };
    expect(await restaurant.data(revoke, { id: apiKey.id })).toEqual(revoked);
    expect(await keys.check(key, now)).toBeNull();
    expect(await restaurant.data(revoke, { id: apiKey.id })).toEqual(revoked);
  });

  test('must be one', async () => {
    for (const id of ['', 'nobody', "'; drop table api_keys"])
      expect(await restaurant.codes(revoke, { id })).toEqual(['BAD_USER_INPUT']);
  });
});

describe('keys', () => {
  test('are for administrators alone', async () => {
    const { apiKey } = await make({ name: 'Kept', role: 'ANALYST' });
    const before = await keys.list();
    for (const viewer of [manager, analyst, partner('G01')]) {
      expect(await restaurant.codes(list, {}, viewer)).toEqual(['FORBIDDEN']);
      expect(await restaurant.codes(create, { name: 'Mine', role: 'PARTNER' }, viewer)).toEqual(['FORBIDDEN']);
      expect(await restaurant.codes(revoke, { id: apiKey.id }, viewer)).toEqual(['FORBIDDEN']);
    }
    expect(await keys.list()).toEqual(before);
  });

  test('never see more than who makes them', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => guestId(index));
    await fc.assert(
      fc.asyncProperty(fc.subarray(ids), fc.option(fc.subarray(ids, { minLength: 1 })), async (own, wanted) => {
        const narrow = { ...admin, reach: new Set(own) };
        const codes = await restaurant.codes(create, { name: 'Narrow', role: 'MANAGER', customerIds: wanted }, narrow);
        expect(codes).toEqual(wanted?.every((id) => own.includes(id)) === true ? [] : ['FORBIDDEN']);
      }),
      { numRuns: 40 },
    );
  });
});
