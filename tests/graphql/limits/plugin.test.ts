import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { wholeSelection } from '../../../bench/whole.ts';
import { executableSchema } from '../../../server/graphql/schema.ts';
import { guestId, openRestaurant } from '../restaurant.ts';

const restaurant = await openRestaurant({ guests: 14 });
const schema = executableSchema();

/** At most once a second a server looks which configuration holds, whoever asks what. */
const versionLookup = 'store.configurations';

async function refused(query: string, variables: Readonly<Record<string, unknown>> = {}) {
  let statements = 0;
  restaurant.db.onStatement = (name) => {
    if (name !== versionLookup) statements += 1;
  };
  const { data, errors } = await restaurant.ask(query, variables);
  restaurant.db.onStatement = null;
  expect(data).toBeUndefined();
  expect(statements).toBe(0);
  expect(JSON.stringify(errors).length).toBeLessThan(65_536);
  return errors?.map(({ extensions, message }) => [extensions?.code, message])[0];
}

const costOf = async (query: string, variables: Readonly<Record<string, unknown>> = {}) =>
  (await restaurant.ask(query, variables)).extensions?.cost;

describe('a hostile document is refused and nothing of it runs', () => {
  test('deep nesting, many aliases, directives, fields and tokens', async () => {
    expect(await refused(`{ a${'{a'.repeat(3000)}${'}'.repeat(3000)} }`)).toEqual([
      'BAD_USER_INPUT',
      expect.stringContaining('nested deeper'),
    ]);
    const levels = '{ customer(id: "G01") { healthScore { customer '.concat(
      '{ healthScore { customer '.repeat(5),
      '{ id } ',
      '} }'.repeat(5),
      '} } }',
    );
    expect(await refused(levels)).toEqual(['BAD_USER_INPUT', expect.stringContaining('12 levels, got 14')]);
    const aliases = Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(' ');
    expect(await refused(`{ ${aliases} }`)).toEqual(['BAD_USER_INPUT', expect.stringContaining('30 aliases')]);
    const manyAliases = Array.from({ length: 1300 }, (_, index) => `a${index}: viewer`).join(' ');
    expect(await refused(`{ ${manyAliases} }`)).toEqual(['BAD_USER_INPUT', expect.stringContaining('aliases')]);
    expect(await refused(`{ __typename ${'@include(if: true) '.repeat(21)} }`)).toEqual([
      'BAD_USER_INPUT',
      expect.stringContaining('20 directives'),
    ]);
    expect(await refused(`{ ${'__typename '.repeat(1501)} }`)).toEqual([
      'BAD_USER_INPUT',
      expect.stringContaining('1500 fields'),
    ]);
    expect(await refused(`{ ${'__typename '.repeat(50_000)} }`)).toEqual([
      'GRAPHQL_PARSE_FAILED',
      expect.stringContaining('4000 tokens'),
    ]);
  });

  test('fragment bombs and cycles', async () => {
    const bomb = Array.from(
      { length: 20 },
      (_, index) => `fragment F${index} on Viewer { ...F${index + 1} ...F${index + 1} }`,
    ).join('\n');
    expect(await refused(`{ viewer { ...F0 } } ${bomb} fragment F20 on Viewer { role }`)).toEqual([
      'BAD_USER_INPUT',
      expect.stringContaining('1500 fields'),
    ]);
    const cycle = '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }';
    expect(await refused(cycle)).toEqual(['GRAPHQL_VALIDATION_FAILED', expect.stringContaining('Cannot spread fragment')]);
    const unused = `fragment U on Query { ${'viewer { role } '.repeat(900)} } { __typename }`;
    expect(await refused(unused)).toEqual(['BAD_USER_INPUT', expect.stringContaining('1500 fields')]);
  });

  test('thirty levels of lists, and a page of pages', async () => {
    const { customers } = await restaurant.data<{ customers: { nodes: readonly unknown[] } }>(
      '{ customers(first: 5) { nodes { visits(first: 100) { nodes { id } } } } }',
    );
    expect(customers.nodes).toHaveLength(5);
    const query =
      'query ($n: Int!) { customers(first: $n) { nodes { visits(first: $n) { nodes { id } } feedback(first: 100) { nodes { id } } } } }';
    expect(await refused(query, { n: 100 })).toEqual([
      'QUERY_TOO_EXPENSIVE',
      expect.stringContaining('at most 5000 points, got 20100'),
    ]);
    const { errors } = await restaurant.ask(query, { n: 100 });
    expect(errors?.[0]?.extensions).toMatchObject({ cost: 20_100, limit: 5000 });
  });

  test('a refused document stays refused, and the same connection answers the next', async () => {
    const aliases = `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(' ')} }`;
    for (let time = 0; time < 3; time += 1) expect(await restaurant.codes(aliases)).toEqual(['BAD_USER_INPUT']);
    expect(await restaurant.codes('{ __typename }')).toEqual([]);
  });

  test('an error never quotes a long document', async () => {
    const name = 'x'.repeat(200_000);
    const { errors } = await restaurant.ask(`{ ${name} }`);
    expect(errors?.[0]?.message.length).toBeLessThan(600);
  });
});

describe('an honest document passes', () => {
  test('with everything about a batch of fifty and a page of a hundred', async () => {
    const cyclic = new Set(['Customer.enhancedProfile', 'Customer.healthScore']);
    const selection = (type: string) => wholeSelection(schema, type, cyclic);
    const batch = `query ($ids: [ID!]!) { enhancedCustomerProfiles(customerIds: $ids) ${selection('EnhancedCustomerProfile')}
      customerHealthScores(customerIds: $ids) ${selection('CustomerHealthScore')} }`;
    expect(await restaurant.codes(batch, { ids: Array.from({ length: 14 }, (_, index) => guestId(index)) })).toEqual([]);
    const page = `{ customers(first: 100) { nodes { id enhancedProfile ${selection('EnhancedCustomerProfile')} healthScore ${selection('CustomerHealthScore')} } } }`;
    expect(await restaurant.codes(page)).toEqual([]);
  });

  test('with the introspection of tools', async () => {
    expect(
      await restaurant.codes(getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, specifiedByUrl: true })),
    ).toEqual([]);
  });
});

describe('the cost', () => {
  test('is a point per section and per guest, multiplied along lists, with variables resolved', async () => {
    const limits = { limit: 5000 };
    expect(await costOf('{ viewer { role } }')).toEqual({ requested: 0, ...limits, remaining: 5000 });
    expect(await costOf('{ customer(id: "G01") { name } }')).toMatchObject({ requested: 1 });
    expect(await costOf('{ customers(first: 10) { nodes { id } } }')).toMatchObject({ requested: 10, remaining: 4990 });
    expect(await costOf('query ($n: Int = 7) { customers(first: $n) { nodes { id } } }')).toMatchObject({ requested: 7 });
    expect(await costOf('query ($n: Int = 7) { customers(last: $n) { nodes { id } } }', { n: 3 })).toMatchObject({
      requested: 3,
    });
    expect(await costOf('{ customers(first: 10) { nodes { visits(first: 5) { nodes { id } } } } }')).toMatchObject({
      requested: 60,
    });
    const batch =
      'query ($ids: [ID!]!) { customerHealthScores(customerIds: $ids) { ...S } } fragment S on CustomerHealthScore { healthScore components { visitFrequency { score } } }';
    expect(await costOf(batch, { ids: ['G01', 'G02', 'G03'] })).toMatchObject({ requested: 6 });
    expect(await costOf('{ customerHealthScores(customerIds: ["G01", "G02"]) { healthScore } }')).toMatchObject({ requested: 2 });
  });

  test('grows with the records of a history, ten of which cost as much as one section', async () => {
    const history = (args: string, fields = 'scoredAt') =>
      costOf(`{ customerHealthScore(customerId: "G01") { healthHistory${args} { ${fields} } } }`);
    expect(await history('(last: 1)')).toMatchObject({ requested: 2 });
    expect(await history('(last: 25)')).toMatchObject({ requested: 4 });
    expect(await history('')).toMatchObject({ requested: 10 }); // 90 records unless asked otherwise
    expect(await history('(last: 1000)')).toMatchObject({ requested: 101 });
    expect(await history('(last: 1000)', 'significantChange { current }')).toMatchObject({ requested: 201 });
    const query = 'query ($last: Int) { customerHealthScore(customerId: "G01") { healthHistory(last: $last) { scoredAt } } }';
    expect(await costOf(query)).toMatchObject({ requested: 10 });
    expect(await costOf(query, { last: 20 })).toMatchObject({ requested: 3 });
  });

  test('is in every answer, also of a document that does not parse', async () => {
    for (const query of ['{', '{ nothing }', '', '{ customer(id: "x") { id } }']) {
      expect(await costOf(query)).toMatchObject({ requested: expect.any(Number), limit: 5000, remaining: expect.any(Number) });
    }
  });
});
