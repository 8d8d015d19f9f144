import { expect, test } from 'vitest';
import type { Viewer } from '../../server/access/viewer.ts';
import { openBudgets } from '../../server/graphql/budgets.ts';
import { openGraphql } from '../../server/graphql/server.ts';
import { corpus } from './corpus.ts';
import { admin, analyst, guestId, now, openRestaurant, partner } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 24, cacheSeconds: 7_200 });
const answered: unknown[] = [];
const budgets = openBudgets(1_000_000, () => now);
const serving = {
  ...restaurant.serving,
  budgets,
  onAnswered: (operation: object) => answered.push({ ...operation, seconds: 0 }),
};
const door = await openGraphql(serving);
const ids = [guestId(1), guestId(4), guestId(9), guestId(23)];

const facts = (viewer: Viewer) => ({ viewer, now, requestId: 'request-1' });
const body = (query: string, variables: Readonly<Record<string, unknown>> = {}) => ({ query, variables });
const usually = (query: string, variables: Readonly<Record<string, unknown>>, viewer: Viewer) =>
  door.run(facts(viewer), { query, variables });
/** Until it is known, if it ever will be. */
const learn = async (query: string, variables: Readonly<Record<string, unknown>> = {}, viewer: Viewer = admin) => {
  for (const _ of ['graphql-js', 'compiled']) await usually(query, variables, viewer);
};
const left = async (viewer: Viewer) => (await budgets.look(viewer.principal)).remaining;

const question = 'query One($id: ID!) { customer(id: $id) { id name healthScore { exactScore } } }';

test('every question of the pages and guides is answered straight as it is usually, to the byte but for what is left of the budget', async () => {
  const straight: string[] = [];
  for (const { name, query, variables } of corpus(ids)) {
    await learn(query, variables);
    const before = answered.length;
    const expected = await usually(query, variables, admin);
    const { text } = await door.straight(facts(admin), body(query, variables));
    if (text === null) continue;
    straight.push(name);
    const plain = (answer: object) => JSON.stringify(answer).replace(/"remaining":\d+,"resetSeconds":\d+/g, '');
    expect(plain(JSON.parse(text))).toBe(plain(expected));
    expect(answered[before + 1]).toEqual(answered[before]);
  }
  expect(straight.length).toBeGreaterThan(20);
});

test('each viewer is answered by the own role and reach, whoever asked before', async () => {
  await learn(question, { id: ids[0] });
  const asked = async (viewer: Viewer) =>
    JSON.parse((await door.straight(facts(viewer), body(question, { id: ids[0] }))).text ?? '{}');
  expect((await asked(partner(ids[0] ?? ''))).data.customer).toMatchObject({ id: ids[0] });
  expect((await asked(partner(guestId(2)))).data).toEqual({ customer: null });
  const contact = 'query Contact($id: ID!) { customer(id: $id) { email } }';
  await learn(contact, { id: ids[0] });
  expect((await door.straight(facts(admin), body(contact, { id: ids[0] }))).text).toContain('@example.com');
  expect((await door.straight(facts(analyst), body(contact, { id: ids[0] }))).text).toBeNull();
});

test('what ends with an error is paid for once, and said by the usual way', async () => {
  await learn(question, { id: ids[0] });
  const before = await left(admin);
  const { text, paid } = await door.straight(facts(admin), body(question, { id: 7.5 }));
  expect(text).toBeNull();
  const { errors, extensions } = await door.run(
    { ...facts(admin), ...(paid && { paid }) },
    { query: question, variables: { id: 7.5 } },
  );
  expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  const cost = (extensions as { cost: { requested: number } }).cost.requested;
  expect(before - (await left(admin))).toBe(Math.max(1, cost));
});

test.each([
  ['a mutation', 'mutation { acknowledgeAlert(alertId: "x") { alert { id } } }', {}],
  ['a question about the schema', '{ __schema { queryType { name } } }', {}],
  ['text that could not be stored', question, { id: 'a\u0000' }],
  ['a text that was never asked', '{ venue { __typename } customers(first: 1) { totalCount } }', {}],
])('%s goes the usual way, and is not paid for before', async (what, query, variables) => {
  if (!what.includes('never')) await learn(query, what.includes('stored') ? { id: ids[0] } : {});
  const before = await left(admin);
  expect(await door.straight(facts(admin), body(query, variables))).toEqual({ text: null });
  expect(await left(admin)).toBe(before);
});

test.each([
  ['a list of documents', [body(question, { id: 'G01' })]],
  [
    'a hash beside the text',
    { ...body(question, { id: 'G01' }), extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
  ],
  ['another operation than it has', { ...body(question, { id: 'G01' }), operationName: 'Two' }],
  ['variables as text', { query: question, variables: '{}' }],
  ['nothing', null],
])('%s goes the usual way', async (_what, sent) => {
  await learn(question, { id: ids[0] });
  expect(await door.straight(facts(admin), sent)).toEqual({ text: null });
});

test('who has nothing left is refused by the usual way', async () => {
  await learn(question, { id: ids[0] });
  const poor = { ...admin, principal: 'test:poor' };
  await budgets.take(poor.principal, 1_000_000);
  expect(await door.straight(facts(poor), body(question, { id: ids[0] }))).toEqual({ text: null });
});

test('with debugging of times or sources everything goes the usual way', async () => {
  const watched = await openGraphql({ ...serving, settings: { ...serving.settings, DEBUG_TRACK_PERFORMANCE: true } });
  for (const _ of ['graphql-js', 'compiled']) await watched.run(facts(admin), body(question, { id: ids[0] }));
  expect(await watched.straight(facts(admin), body(question, { id: ids[0] }))).toEqual({ text: null });
});
