import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Viewer } from '../../server/access/viewer.ts';
import { type GraphqlDoor, openGraphql } from '../../server/graphql/server.ts';
import type { AuditNote } from '../../server/store/audit-chain.ts';
import { admin, analyst, guestId, manager, now, openRestaurant, partner, type Restaurant } from './restaurant.ts';

let restaurant: Restaurant;
let door: GraphqlDoor;
let notes: AuditNote[] = [];
let names: (string | null)[] = [];

beforeAll(async () => {
  restaurant = await openRestaurant({ guests: 20 });
  door = await openGraphql({
    ...restaurant.serving,
    audit: {
      note: (note, name) => {
        notes.push(note);
        names.push(name);
      },
      settled: async () => undefined,
    },
  });
});
beforeEach(() => {
  notes = [];
  names = [];
});

/** What a question put on record. */
async function kept(
  query: string,
  viewer: Viewer = admin,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<AuditNote[]> {
  notes = [];
  await door.run({ viewer, now, requestId: 'request-1' }, { query, variables });
  return notes;
}

test('one entry for an answer that names customers: who, when, whom and what of them is sealed', async () => {
  const query = 'query Reach { customers(first: 3) { nodes { name email } } customer(id: "G05") { phone birthDate } }';
  const [entry, ...others] = await kept(query);
  expect(others).toEqual([]);
  expect({ ...entry, customerIds: entry?.customerIds.length }).toEqual({
    at: now,
    kind: 'READ',
    door: 'GRAPHQL',
    principal: 'test:ADMIN',
    role: 'ADMIN',
    requestId: 'request-1',
    operation: 'Reach',
    acts: [],
    targets: [],
    fields: ['birthDate', 'email', 'phone'],
    codes: [],
    customerIds: 4,
  });
  expect(entry?.customerIds).toContain('G05');
  expect(names).toEqual(['admin']);
});

test.each([
  ['a profile', '{ enhancedCustomerProfile(customerId: "G01") { profileCompleteness { overallScore } } }', ['G01'], []],
  ['a score', '{ customerHealthScore(customerId: "G01") { healthScore } }', ['G01'], []],
  ['a batch', '{ customerHealthScores(customerIds: ["G01", "G02", "nobody"]) { healthScore } }', ['G01', 'G02'], []],
  ['what may happen', '{ pathToLevel(customerId: "G02", level: GOOD) { status } }', ['G02'], []],
  ['a comment', '{ customer(id: "G01") { feedback(first: 5) { nodes { comment } } } }', ['G01'], ['comment']],
  ['dietary needs that stay masked', '{ customer(id: "G01") { dietary } }', ['G01'], []],
  ['dietary needs', '{ customer(id: "G01") { dietary(reveal: true) } }', ['G01'], ['dietary']],
  ['a search by contact', '{ customers(first: 5, search: "guest1@example.com") { nodes { id } } }', ['G01'], ['contactSearch']],
])('%s', async (_what, query, customerIds, fields) => {
  const entries = await kept(query);
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({ kind: 'READ', fields });
  expect([...(entries[0]?.customerIds ?? [])].sort()).toEqual(customerIds);
});

test('figures of everybody and questions about ourselves leave nothing', async () => {
  expect(await kept('{ viewer { role } venue { currency } segments { id } }')).toEqual([]);
  expect(await kept('{ portfolio { customers } }')).toEqual([]);
  expect(await kept('{ customers(first: 5) { totalCount } }')).toEqual([]);
  expect(await kept('{ customer(id: "nobody") { id } }')).toEqual([]);
  expect(await kept('{ customers(first: 0) { nodes { id } } }')).toEqual([]); // a mistake, not an attempt
});

test('attempts at what is not theirs are on record, without what was asked for', async () => {
  expect(await kept('{ apiKeys { id } }', analyst)).toMatchObject([{ kind: 'READ', role: 'ANALYST', codes: ['FORBIDDEN'] }]);
  expect(await kept('{ customer(id: "G01") { email } }', analyst)).toMatchObject([
    { codes: ['FORBIDDEN'], customerIds: ['G01'], fields: [] },
  ]);
  const [beyond] = await kept('{ customer(id: "G02") { name } }', partner('G01'));
  expect(beyond).toMatchObject({ codes: ['BEYOND_REACH'], customerIds: [] });
  const [unknown] = await kept('{ customerHealthScore(customerId: "mona@example.com") { healthScore } }');
  expect(unknown).toMatchObject({ codes: ['CUSTOMER_NOT_FOUND'] });
  expect(JSON.stringify([beyond, unknown])).not.toMatch(/G02|mona/);
});

test('a mutation is on record with what it acted on and made', async () => {
  const [made] = await kept('mutation { createApiKey(name: "Till", role: ANALYST) { apiKey { id } } }');
  expect(made).toMatchObject({ kind: 'CHANGE', acts: ['createApiKey'], codes: [], customerIds: [] });
  const [id = ''] = made?.targets ?? [];
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  const [revoked] = await kept('mutation Bye($id: ID!) { revokeApiKey(id: $id) { id } }', admin, { id });
  expect(revoked).toMatchObject({ acts: ['revokeApiKey'], targets: [id], operation: 'Bye', codes: [] });
  const feedback =
    'mutation { recordFeedback(feedback: [{ customerId: "G03", feedbackId: "F9", at: "2026-03-01T10:00:00Z", rating: 4, comment: "Secret words" }]) { inserted } }';
  const recorded = await kept(feedback, manager);
  expect(recorded).toMatchObject([{ kind: 'CHANGE', acts: ['recordFeedback'], customerIds: ['G03'] }]);
  expect(JSON.stringify(recorded)).not.toContain('Secret');
});

test('a refused mutation is on record, too', async () => {
  expect(await kept('mutation { revokeApiKey(id: "abc") { id } }', analyst)).toMatchObject([
    { kind: 'CHANGE', acts: ['revokeApiKey'], targets: ['abc'], codes: ['FORBIDDEN'] },
  ]);
  const [odd] = await kept('mutation { revokeApiKey(id: "mona@example.com") { id } }');
  expect(odd).toMatchObject({ acts: ['revokeApiKey'], targets: [] });
});

test('an alert is named by its number, its guest by the id', async () => {
  await restaurant.data(
    `mutation { recordFeedback(feedback: [{ customerId: "G04", feedbackId: "BAD", at: "${new Date(now).toISOString()}", rating: 1 }]) { inserted } }`,
  );
  const alerts = await restaurant.data<{ healthAlerts: { nodes: { id: string; customer: { id: string } }[] } }>(
    '{ healthAlerts(first: 1) { nodes { id customer { id } } } }',
  );
  const [alert] = alerts.healthAlerts.nodes;
  if (alert === undefined) throw new Error('expected an alert');
  expect(await kept('{ healthAlerts(first: 1) { nodes { message } } }')).toMatchObject([
    { kind: 'READ', customerIds: [alert.customer.id] },
  ]);
  const [entry] = await kept('mutation Take($id: ID!) { acknowledgeAlert(id: $id) { status } }', manager, { id: alert.id });
  expect(entry).toMatchObject({ acts: ['acknowledgeAlert'], customerIds: [alert.customer.id] });
  expect(entry?.targets[0]).toMatch(/^[A-Z0-9_]+-\d+$/);
});

test('an erase is on record', async () => {
  const [entry] = await kept(`mutation { eraseCustomer(customerId: "${guestId(19)}") { id } }`);
  expect(entry).toMatchObject({ kind: 'CHANGE', acts: ['eraseCustomer'], customerIds: [guestId(19)], codes: [] });
});

test('a compiled document leaves the same entry as before', async () => {
  const query = 'query Twice { customers(first: 2) { nodes { id phone } } }';
  const entries = [await kept(query), await kept(query), await kept(query)];
  expect(entries.map((each) => each.length)).toEqual([1, 1, 1]);
  expect(entries[2]).toEqual(entries[0]);
});
