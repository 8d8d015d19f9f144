import { expect, test } from 'vitest';
import { type Role, roles } from '../../server/access/roles.ts';
import { policyOf } from '../../server/graphql/policy.ts';
import { executableSchema, schemaText } from '../../server/graphql/schema.ts';
import { admin, guestId, openRestaurant } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 12 });
const everyone = new Set([guestId(1), guestId(2)]);
const as = (role: Role) => ({ ...admin, role, name: role, reach: role === 'PARTNER' ? everyone : null });

test('no field is without a policy', () => {
  const open = [...policyOf(executableSchema())].filter(([, permission]) => permission === null);
  expect(open.map(([field]) => field)).toEqual([]);
});

test('a field without a policy is refused to everybody, and its neighbours are not', async () => {
  const text = `${schemaText()}\nextend type Viewer { secretPlan: String }`.replace(
    'type Viewer @access(needs: SIGNED_IN) {\n',
    'type Viewer {\n  open: String @access(needs: SIGNED_IN)\n',
  );
  const policy = policyOf(executableSchema(text));
  expect(policy.get('Viewer.secretPlan')).toBeNull();
  expect(policy.get('Viewer.open')).toBe('SIGNED_IN');
  const role = executableSchema(text).getType('Viewer');
  if (role === undefined || !('getFields' in role)) throw new Error('expected the type Viewer');
  const field = role.getFields().secretPlan;
  if (field === undefined || !('resolve' in field)) throw new Error('expected the field');
  expect(() => field.resolve?.({}, {}, { viewer: admin }, {} as never)).toThrow(/not for your role/);
});

test('contact data, birth date and free text are for those who may read them, field by field', async () => {
  const query = `{ customer(id: "G01") { name mail: email phone birthDate city feedback(first: 1) { nodes { id comment } } } }`;
  for (const role of roles) {
    const { data, errors } = await restaurant.ask(query, {}, as(role));
    const allowed = role === 'ADMIN' || role === 'MANAGER';
    expect(data).toMatchObject({
      customer: { name: 'bruno Müller 1', city: 'Berlin', mail: allowed ? 'guest1@example.com' : null },
    });
    const refused = [['mail'], ['phone'], ['birthDate'], ['feedback', 'nodes', 0, 'comment']].map((path) => [
      'customer',
      ...path,
    ]);
    expect(errors?.map(({ path }) => path).toSorted()).toEqual(allowed ? undefined : refused.toSorted());
    for (const { extensions } of errors ?? []) expect(extensions?.code).toBe('FORBIDDEN');
    expect(JSON.stringify(errors ?? '')).not.toContain('example.com');
  }
});

test('every role reads names and insights of its guests, and only those who may record do', async () => {
  const reading =
    '{ customer(id: "G01") { name healthScore { healthScore } } viewer { role } customers(first: 2) { nodes { id } } }';
  const recording =
    'mutation { upsertCustomers(customers: [{id: "G01", city: "Köln"}]) { updated } recordVisits(visits: []) { inserted } }';
  for (const role of roles) {
    expect(await restaurant.codes(reading, {}, as(role))).toEqual([]);
    const { data, errors } = await restaurant.ask(recording, {}, as(role));
    if (role === 'ADMIN' || role === 'MANAGER') expect(errors).toBeUndefined();
    else {
      expect(data).toBeNull();
      expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    }
  }
  await restaurant.ask('mutation { upsertCustomers(customers: [{id: "G01", city: "Berlin"}]) { updated } }');
  for (const role of ['ANALYST', 'PARTNER'] as const) {
    await restaurant.ask('mutation { upsertCustomers(customers: [{id: "G01", city: "Rom"}]) { updated } }', {}, as(role));
  }
  expect(await restaurant.data('{ customer(id: "G01") { city } }')).toEqual({ customer: { city: 'Berlin' } });
});

test('a role of no known name may do nothing', async () => {
  const stranger = { ...admin, role: 'OWNER' as Role };
  const { data, errors } = await restaurant.ask('{ viewer { role } customer(id: "G01") { name } }', {}, stranger);
  expect(data).toBeNull();
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN']);
});

test('the schema is for every role but partners, to whom even suggestions are silent', async () => {
  const asks = ['{ __schema { types { name } } }', 'query { ...Q } fragment Q on Query { __type(name: "Customer") { name } }'];
  for (const role of roles) {
    for (const query of asks)
      expect(await restaurant.codes(query, {}, as(role))).toEqual(role === 'PARTNER' ? ['FORBIDDEN'] : []);
    const { errors } = await restaurant.ask('{ custmer(id: "x") { id } }', {}, as(role));
    expect(errors?.[0]?.message.includes('Did you mean')).toBe(role !== 'PARTNER');
    expect(await restaurant.codes('{ __typename viewer { __typename } }', {}, as(role))).toEqual([]);
  }
});
