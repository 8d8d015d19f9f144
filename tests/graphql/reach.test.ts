import { getNamedType, isInterfaceType, isNonNullType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { mayDo, type Viewer } from '../../server/access/viewer.ts';
import { customerNodeId } from '../../server/graphql/node-id.ts';
import { policyOf } from '../../server/graphql/policy.ts';
import { executableSchema } from '../../server/graphql/schema.ts';
import { type Choice, documentOf, leavesOf, type RootQuestion, rootQuestions, selectionOf } from '../support/schema-questions.ts';
import { admin, analyst, guestId, narrowManager, now, openRestaurant, partner, type Restaurant } from './restaurant.ts';

/** Every question that the schema allows is asked by those who may not see everything, and what they get is searched. */

const schema = executableSchema();
const policy = policyOf(schema);
const contact = {
  email: 'guest1@example.com',
  phone: '+49 30 5550011',
  birthDate: '1980-02-29',
  comment: 'The tart was lovely',
  dietary: 'no marker nuts',
  note: 'marker note for colleagues',
};
const marks = Object.values(contact);
/** Whoever is in a reach here, and whoever is in none. */
const ours = ['G01', 'G02', 'G03', 'G04'];
const partners = [partner('G01', 'G03'), partner('G02', 'G04')] as const;
const someone = narrowManager('G01', 'G03');
let restaurant: Restaurant;
/** About guests 1 and 20. */
let alerts: { readonly own: string; readonly foreign: string };
let questions: readonly RootQuestion[];

const twenty = guestId(20);
const missing = 'G99';

async function plant(): Promise<void> {
  const bad = (customerId: string) => ({
    customerId,
    feedbackId: `BAD-${customerId}`,
    at: new Date(now).toISOString(),
    rating: 1,
  });
  await restaurant.data('mutation ($f: [FeedbackInput!]!) { recordFeedback(feedback: $f) { errors { message } } }', {
    f: ['G01', 'G02', 'G05', twenty].map(bad),
  });
  await restaurant.data('mutation ($c: [CustomerInput!]!) { upsertCustomers(customers: $c) { errors { message } } }', {
    c: [{ id: 'G01', dietary: contact.dietary, phone: contact.phone, birthDate: contact.birthDate }],
  });
  const { healthAlerts } = await restaurant.data<{ healthAlerts: { nodes: { id: string; customerId: string }[] } }>(
    '{ healthAlerts(first: 100, filter: { kinds: [BAD_FEEDBACK] }) { nodes { id customerId } } }',
  );
  const alertOf = (id: string) => healthAlerts.nodes.find(({ customerId }) => customerId === id)?.id ?? '';
  alerts = { own: alertOf('G01'), foreign: alertOf(twenty) };
  expect(alerts.own).not.toBe('');
  await restaurant.data(
    `mutation ($own: ID!, $foreign: ID!, $note: String!) { a: noteAlert(id: $own, note: $note) { id } b: noteAlert(id: $foreign, note: $note) { id }
      saveSegment(id: "vip", name: "Regulars", filter: { hasScore: true }) { id } }`,
    { ...alerts, note: contact.note },
  );
  for (const customerId of ['G01', 'G02', twenty])
    await restaurant.data('mutation ($i: InterventionInput!) { recordIntervention(intervention: $i) { __typename } }', {
      i: { customerId, interventionId: `I-${customerId}`, action: 'call' },
    });
}

beforeAll(async () => {
  restaurant = await openRestaurant({ guests: 40 });
  await plant();
  const samples = {
    customerId: 'G01',
    customerIds: ['G01', 'G03'],
    first: 6,
    id: 'vip',
    ids: [alerts.own],
    days: 30,
    changes: [],
  };
  questions = rootQuestions(schema, samples).map((question) => {
    const id = { customer: 'G01', node: customerNodeId('G01'), healthAlert: alerts.own }[question.field.name];
    return id === undefined ? question : { ...question, variables: { ...question.variables, id } };
  });
}, 180_000);

/** Nobody here has a webhook, so there is no log of one. */
const reading = () => questions.filter(({ kind, field }) => kind === 'query' && field.name !== 'webhookDeliveries');

const asked = new Map<Viewer, Promise<ReadonlyMap<string, string>>>();

/** Everything that a viewer gets to read by the queries of the schema, each part of their answers asked for, once. */
function everythingFor(viewer: Viewer): Promise<ReadonlyMap<string, string>> {
  const answers = asked.get(viewer) ?? askEverything(viewer);
  asked.set(viewer, answers);
  return answers;
}

async function askEverything(viewer: Viewer): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  const broken: unknown[] = [];
  for (const { kind, field, variables } of reading()) {
    for (const selection of partsOf(field.type, viewer)) {
      const { data, errors = [] } = await restaurant.ask(documentOf(kind, field, selection), variables, viewer);
      // Words about what the question itself named are not looked for: they are the same for whoever asks.
      answers.set(`${field.name} ${selection.slice(0, 60)}`, JSON.stringify({ data, errors }));
      const isRefused = ({ extensions }: { extensions?: Readonly<Record<string, unknown>> }) =>
        ['FORBIDDEN', 'CUSTOMER_NOT_FOUND'].includes(String(extensions?.code));
      if (viewer === admin ? errors.length > 0 : !errors.every(isRefused))
        broken.push([field.name, selection.slice(0, 60), errors]);
    }
  }
  expect(broken, JSON.stringify(broken.slice(0, 3))).toEqual([]);
  return answers;
}

/** What is refused and cannot be null takes everything around it along: nothing would be left to look at. */
function choiceFor(viewer: Viewer): Choice {
  return {
    samples: { with: 'vip' },
    skips: (type, field) => {
      const needed = policy.get(`${type.name}.${field.name}`);
      return isNonNullType(field.type) && (needed === null || needed === undefined || !mayDo(viewer, needed));
    },
  };
}

/** Selections that together are everything below a type: the rows of a list by themselves, which would be too much together with the rest. */
function partsOf(type: RootQuestion['field']['type'], viewer: Viewer): string[] {
  const named = getNamedType(type);
  const choice = choiceFor(viewer);
  if (isInterfaceType(named))
    return [`{ nodeId ... on Customer ${selectionOf(schema.getType('Customer') ?? named, 3, choice)} }`];
  if (!isObjectType(named)) return [''];
  const { nodes } = named.getFields();
  if (nodes === undefined) return [selectionOf(named, 5, choice)];
  return [selectionOf(named, 3, choice), `{ nodes ${selectionOf(getNamedType(nodes.type), 3, choice)} }`];
}

/** The guests whose ids are in a text, also those inside of opaque ids and cursors. */
function guestsIn(text: string): Set<string> {
  const opaque = [...text.matchAll(/"([\w-]{8,})"/g)].map(([, word]) => Buffer.from(word ?? '', 'base64url').toString('latin1'));
  return new Set([...[text, ...opaque].join('\n').matchAll(/\bG\d\d\b/g)].map(([id]) => id));
}

describe('whatever is asked', () => {
  test('contact data are in no answer to those who may not read them, and every one of them is in an answer to those who may', async () => {
    const all = [...(await everythingFor(admin)).values()].join('\n');
    expect(marks.filter((mark) => !all.includes(mark))).toEqual([]);
    for (const viewer of [analyst, partners[0]]) {
      const leaks = [...(await everythingFor(viewer))].filter(([, text]) => marks.some((mark) => text.includes(mark)));
      expect(leaks.map(([question]) => question)).toEqual([]);
    }
  }, 180_000);

  test('no guest beyond a reach is in an answer, and two partners share none', async () => {
    const seen = async (viewer: Viewer) => guestsIn([...(await everythingFor(viewer)).values()].join('\n'));
    const all = await seen(admin);
    expect([...all].filter((id) => !ours.includes(id)).length).toBeGreaterThanOrEqual(3);
    for (const viewer of [...partners, someone]) expect([...(await seen(viewer))].toSorted()).toEqual([...(viewer.reach ?? [])]);
  }, 180_000);
});

const comparable = (answer: unknown, given: string, name: string) =>
  JSON.stringify(answer)
    .replaceAll(given, name)
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'UUID')
    .replaceAll(/ecx_[\w.-]+|whsec_[\w=+/-]+/g, 'SECRET');

/** What the venue has, whoever looks: not about guests, so that nobody is hidden by their ids. */
const ofTheVenue: ReadonlySet<string> = new Set(['saveSegment', 'deleteSegment', 'saveScoringConfig', 'restoreScoringConfig']);

/** The names of the arguments in which two values are answered differently. */
async function toldApart(
  asked: readonly RootQuestion[],
  viewer: Viewer,
  type: string,
  pairs: readonly (readonly [string, string])[],
) {
  const apart: unknown[] = [];
  for (const question of asked.filter(({ kind, field }) => kind !== 'subscription' && !ofTheVenue.has(field.name))) {
    const { kind, field } = question;
    const document = documentOf(kind, field, selectionOf(getNamedType(field.type), 2, choiceFor(viewer)));
    for (const leaf of leavesOf(question, {}).filter((each) => each.type.name === type)) {
      for (const pair of kind === 'query' ? pairs : pairs.filter(([real]) => real !== customerNodeId(twenty))) {
        const ask = async (value: string) =>
          comparable(await restaurant.ask(document, leaf.holding(value), viewer), value, 'GIVEN');
        if (kind === 'mutation') for (const value of pair) await ask(value); // what is done twice is the same from the second time on
        const [one, other] = [await ask(pair[0]), await ask(pair[1])];
        if (one !== other) apart.push([field.name, leaf.path.join('.'), one.slice(0, 300), other.slice(0, 300)]);
      }
    }
  }
  return apart;
}

describe('a foreign one answers byte for byte like a missing one', () => {
  const pairs = () =>
    [
      [twenty, missing],
      [customerNodeId(twenty), customerNodeId(missing)],
      [alerts.foreign, `${alerts.foreign.slice(0, -1)}${alerts.foreign.endsWith('0') ? '1' : '0'}`],
    ] as const;

  test('to a partner, in every argument that is an id', async () => {
    expect(await toldApart(questions, partners[0], 'ID', pairs())).toEqual([]);
  }, 180_000);

  test('to a manager of some, in every argument that is an id', async () => {
    expect(await toldApart(questions, someone, 'ID', pairs())).toEqual([]);
  }, 180_000);

  test('and contact data of somebody answer like those of nobody, to those who may not read them', async () => {
    const words = [
      [contact.email, 'guest0@example.org'],
      [contact.phone, '+49 30 9999999'],
      [contact.comment, 'The tart was ghastly'],
    ] as const;
    const asked = reading().filter(({ field }) => field.name !== 'cost'); // it reads a document, and says where it is none
    expect(await toldApart(asked, analyst, 'String', words)).toEqual([]);
    expect(await toldApart(asked, partners[0], 'String', words.slice(0, 1))).toEqual([]);
  }, 180_000);
});
