import { describe, expect, test } from 'vitest';
import { type BulkPlan, planBulk } from '../../../server/graphql/bulk/plan.ts';
import { largestArguments } from '../../../server/graphql/limits/largest.ts';
import { executableSchema } from '../../../server/graphql/schema.ts';

const schema = executableSchema();
const plan = (query: string, variables: BulkPlan['variables'] = {}) =>
  planBulk(schema, largestArguments(50), { query, variables });
const flat = (text: string) => text.replace(/\s+/g, ' ').trim();
const names = (query: string) => plan(query).columns.map(({ name }) => name);

describe('a query over all customers', () => {
  test('becomes one for a page and one for the count, each with the variables that it uses', () => {
    const { page, count, after, variables } = plan(
      `query Mine($after: Int!, $asOf: DateTime, $last: Int) {
        all: customers(filter: { minHealthScore: $after }, first: 3, last: $last) { totalCount nodes { id healthScore(asOf: $asOf) { healthScore } } } }`,
      { after: 5 },
    );
    expect(after).toBe('after_');
    expect(flat(page)).toBe(
      'query Mine($after_: String, $after: Int!, $asOf: DateTime) { list: customers(filter: {minHealthScore: $after}, first: 25, after: $after_) { nodes { id healthScore(asOf: $asOf) { healthScore } } pageInfo { hasNextPage endCursor } } }',
    );
    expect(flat(count)).toBe(
      'query Mine($after: Int!) { list: customers(filter: {minHealthScore: $after}, first: 1) { totalCount } }',
    );
    expect(variables).toEqual({ after: 5 });
  });

  test('has pages of 100 where nothing is computed, and as small as the price of a customer asks for', () => {
    expect(plan('{ customers { nodes { id city } } }').page).toContain('first: 100');
    expect(plan('{ customers { nodes { healthScore { healthScore } } } }').page).toContain('first: 25');
    const dear = plan(
      '{ customers { nodes { a: visits(first: 100) { nodes { total { amount } } } b: visits(first: 100) { nodes { total { amount } } } c: visits(first: 100) { nodes { total { amount } } } } } }',
    );
    const size = Number(/customers\(first: (\d+)/.exec(dear.page)?.[1]);
    expect(size).toBeLessThan(25);
    expect(size).toBeGreaterThan(5);
  });

  test('has columns in the order of the query, through fragments, aliases and objects, each once', () => {
    expect(
      names(`query { customers { edges { node { ...A score: healthScore { ...B trend { change } } visits(first: 1) { nodes { id } totalCount } ... on Customer { city id } } } } }
        fragment A on Customer { name id loyaltyAccount { tier } }
        fragment B on CustomerHealthScore { healthScore trend { direction } }`),
    ).toEqual([
      'name',
      'id',
      'loyaltyAccount.tier',
      'score.healthScore',
      'score.trend.direction',
      'score.trend.change',
      'visits.nodes',
      'visits.totalCount',
      'city',
    ]);
  });

  test('is refused when a customer alone is too dear, or its document hostile', () => {
    const dear = 'segments { members(first: 100) { nodes { visits(first: 100) { nodes { id } } } } }';
    expect(() => plan(`{ customers { nodes { ${dear} } } }`)).toThrow(/may cost at most 5000 points, got \d{5,}/);
    expect(() => plan(`{ customers { nodes ${'{ segments '.repeat(40)}`)).toThrow('nested');
    expect(() => plan('{ customers { nodes { id } } }', { text: '\0' })).toThrow('variables');
  });
});
