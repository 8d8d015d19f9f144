import { buildSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import { wholeSelection } from '../../bench/whole.ts';
import { compiledQueries } from '../../server/graphql/compiled.ts';
import { executableSchema, schemaText } from '../../server/graphql/schema.ts';
import { admin, analyst, guestId, now, openRestaurant } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 24 });
const schema = buildSchema(schemaText());
const selection = (type: string) => wholeSelection(schema, type, new Set(['Customer.enhancedProfile', 'Customer.healthScore']));

interface Question {
  readonly what: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly viewer?: typeof admin;
  /** Codes of its errors; absent: none. */
  readonly codes?: readonly string[];
}

const questions: readonly Question[] = [
  {
    what: 'every field of profile and score',
    query: `query Whole($ids: [ID!]!) { enhancedCustomerProfiles(customerIds: $ids) ${selection('EnhancedCustomerProfile')}
      customerHealthScores(customerIds: $ids) ${selection('CustomerHealthScore')} }`,
    variables: { ids: [guestId(1), guestId(5), guestId(20)] },
  },
  {
    what: 'aliases, fragments and directives',
    query: `query ($id: ID!, $yes: Boolean!, $no: Boolean!) {
      one: customer(id: $id) { ...guest name @skip(if: $yes) } two: customer(id: "${guestId(2)}") { ...guest ... on Customer @include(if: $no) { city } __typename } }
      fragment guest on Customer { id name @include(if: $yes) visits(first: 2) { totalCount nodes { id at: visitedAt total { amount } } } }`,
    variables: { id: guestId(3), yes: true, no: false },
  },
  { what: 'an unknown guest', query: `{ customer(id: "NOBODY") { id } viewer { name role } }` },
  {
    codes: ['CUSTOMER_NOT_FOUND'],
    what: 'a list with an unknown id',
    query:
      'query ($ids: [ID!]!) { customerHealthScores(customerIds: $ids) { customerId healthScore components { recencyFactor { score evidence { name value } } } } }',
    variables: { ids: [guestId(1), 'NOBODY', guestId(2)] },
  },
  {
    codes: ['FORBIDDEN', 'FORBIDDEN'],
    what: 'a field that is not for the role',
    query: `{ customer(id: "${guestId(1)}") { id email birthDate } }`,
    viewer: analyst,
  },
  {
    codes: ['BAD_USER_INPUT'],
    what: 'a variable of the wrong kind',
    query: 'query ($first: Int) { customers(first: $first) { totalCount } }',
    variables: { first: 'x' },
  },
  { codes: ['BAD_USER_INPUT'], what: 'a variable that is missing', query: 'query ($id: ID!) { customer(id: $id) { id } }' },
  {
    codes: ['BAD_USER_INPUT'],
    what: 'an instant that is none',
    query: 'query ($at: DateTime) { customerHealthScore(customerId: "G01", asOf: $at) { healthScore } }',
    variables: { at: 'never' },
  },
  {
    what: 'the schema',
    query:
      '{ __schema { queryType { name fields { name args { name defaultValue } } } } __type(name: "Money") { kind fields { name } } }',
  },
  {
    what: 'pages',
    query:
      '{ customers(first: 3, orderBy: { field: NAME }) { pageInfo { hasNextPage endCursor } edges { cursor node { id } } } }',
  },
];

test.each(questions)('a repeated question is answered as the first time: $what', async ({ query, variables, viewer, codes }) => {
  const ask = () => restaurant.ask(query, variables ?? {}, viewer ?? admin);
  const first = await ask(); // by graphql-js
  expect(first.errors?.map(({ extensions }) => extensions?.code)).toEqual(codes);
  await ask();
  expect(await ask()).toEqual(first);
});

test('a repeated query runs as a program, a mutation never', async () => {
  const plugin = compiledQueries(executableSchema());
  const run = async (text: string) => {
    const document = parse(text);
    const listener = await plugin.requestDidStart?.({} as never);
    const operation = document.definitions[0];
    const contextValue = { viewer: admin, now };
    const ask = () =>
      listener?.responseForOperation?.({ document, operation, operationName: null, request: {}, contextValue } as never);
    return [await ask(), await ask()];
  };
  const [first, second] = await run('{ viewer { name } }');
  expect(first).toBeNull();
  expect(second).toMatchObject({ body: { singleResult: { data: { viewer: { name: 'admin' } } } } });
  expect(await run('mutation { eraseNothing: __typename }')).toEqual([null, null]);
});
