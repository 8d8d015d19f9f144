import { parse } from 'graphql';
import { expect, test } from 'vitest';
import type { Viewer } from '../../server/access/viewer.ts';
import { keptTextsOf } from '../../server/graphql/kept-texts.ts';
import { executableSchema } from '../../server/graphql/schema.ts';
import { openGraphql } from '../../server/graphql/server.ts';
import type { AuditNote } from '../../server/store/audit-chain.ts';
import { admin, guestId, now, openRestaurant, partner } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 24, cacheSeconds: 7_200 });
const noted: AuditNote[] = [];
const audit = { note: (note: AuditNote) => void noted.push(note), settled: async () => undefined };
const door = await openGraphql({ ...restaurant.serving, audit });
const facts = (viewer: Viewer) => ({ viewer, now, requestId: 'request-1' });

const score = `score: healthScore { __typename healthScore healthLevel exactScore coverage confidence method week configVersion dataPoints asOf
  customerId lastCalculated components { visitFrequency { ...one } spendingBehavior { ...one } loyaltyEngagement { ...one } feedbackSentiment { ...one }
  communicationResponse { ...one } recencyFactor { ...one } } riskAssessment { churnRisk { ...risk } engagementRisk { ...risk } valueRisk { ...risk } } }`;
const fragments = `fragment one on HealthComponent { score weight contribution } fragment risk on Risk { probability level: riskLevel }`;
const person = 'id name segment city country language preferredChannel lifeStage';
const one = `query One($id: ID!) { guest: customer(id: $id) { ${person} ... on Customer { ${score} } } } ${fragments}`;
const list = `query List($first: Int) { customers(first: $first) { nodes { ${person} ${score} } } } ${fragments}`;

async function both(query: string, variables: Readonly<Record<string, unknown>>, viewer: Viewer = admin) {
  const usual = await door.run(facts(viewer), { query, variables });
  for (const _ of ['compiled', 'learnt']) await door.run(facts(admin), { query, variables });
  noted.length = 0;
  const { text } = await door.straight(facts(viewer), { query, variables });
  return { usual, text, noted: [...noted] };
}

const schema = executableSchema();
const said = (query: string, settings = restaurant.serving.settings) => {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('expected an operation first');
  return keptTextsOf(schema, settings, document, operation) !== null;
};

test.each([
  ['one guest', one, { id: guestId(4) }],
  ['nobody', one, { id: 'nobody' }],
  ['a list', list, { first: 20 }],
  ['a short list', list, { first: 1 }],
])('%s is said by texts as by resolvers, to the byte, the first time and again', async (_what, query, variables) => {
  expect(said(query)).toBe(true);
  for (const _ of ['made', 'remembered']) {
    const { usual, text } = await both(query, variables);
    expect(text).toBe(JSON.stringify(usual));
  }
});

test('who is named by a text is on record, and whom a viewer may not reach is not named', async () => {
  const seen = await both(list, { first: 3 });
  expect(seen.noted.map(({ customerIds }) => customerIds.length)).toEqual([3]);
  const narrow = partner(guestId(4));
  const out = await both(one, { id: guestId(5) }, narrow);
  expect(out.text).toBe(JSON.stringify(out.usual));
  expect(out.noted.map(({ codes, customerIds }) => [codes, customerIds])).toEqual([[['BEYOND_REACH'], []]]);
  const own = await both(list, { first: 20 }, narrow);
  expect(own.text).toBe(JSON.stringify(own.usual));
  expect(own.noted.map(({ customerIds }) => customerIds)).toEqual([[guestId(4)]]);
});

test('what is recorded is in the very next answer', async () => {
  const query = one.replace('query One', 'query Changed');
  const before = await both(query, { id: guestId(9) });
  await restaurant.data(
    `mutation ($feedback: [FeedbackInput!]!) { recordFeedback(feedback: $feedback) { errors { message } } }`,
    {
      feedback: [{ customerId: guestId(9), feedbackId: 'T1', rating: 1, at: '2026-03-02T10:30:00Z' }],
    },
  );
  const after = await both(query, { id: guestId(9) });
  expect(after.text).toBe(JSON.stringify(after.usual));
  expect(after.text).not.toBe(before.text);
});

test.each([
  ['a wrong page', { first: 0 }],
  ['no page', {}],
  ['a number that is none', { first: 'x' }],
])('%s is refused by the usual way', async (_what, variables) => {
  await both(list, { first: 2 });
  expect((await door.straight(facts(admin), { query: list, variables })).text).toBeNull();
});

test.each([
  ['contact data, which has a permission of its own', one.replace('name', 'name email')],
  ['an instant', one.replace('healthScore {', 'healthScore(asOf: "2026-01-01T00:00:00Z") {')],
  [
    'something that is left out by a variable',
    one.replace('$id: ID!', '$id: ID!, $with: Boolean!').replace(' name', ' name @include(if: $with)'),
  ],
  ['a name that is asked twice', one.replace('id name', 'id name name: id')],
  ['what explains a score', one.replace('score weight', 'score weight evidence { name }')],
  ['two questions', one.replace('guest:', 'venue { __typename } guest:')],
  ['a filter', list.replace('first: $first', 'first: $first, search: "a"')],
  ['more than the nodes of a page', list.replace('nodes {', 'totalCount nodes {')],
  ['guests without scores', 'query ($id: ID!) { customer(id: $id) { id name } }'],
])('%s is no matter of texts', (_what, query) => {
  expect(said(query)).toBe(false);
});

test('while health scoring is switched off nothing is said by texts', () => {
  expect(said(one, { ...restaurant.serving.settings, FEATURE_HEALTH_SCORING: false })).toBe(false);
});
