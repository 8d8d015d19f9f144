import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { analyst, openRestaurant, partner, type Restaurant } from './restaurant.ts';

let restaurant: Restaurant;

beforeAll(async () => {
  restaurant = await openRestaurant({ guests: 12 });
});

interface Cost {
  readonly requested: number | null;
  readonly remaining: number | null;
  readonly isAllowed: boolean;
  readonly parts: readonly { readonly path: string; readonly points: number; readonly times: number }[];
  readonly problem: string | null;
}

const question = `query ($document: String!, $variables: String, $operationName: String) {
  cost(document: $document, variables: $variables, operationName: $operationName) {
    requested limit remaining isAllowed parts { path points times } problem } }`;

async function costOf(document: string, variables: unknown = {}, operationName?: string): Promise<Cost> {
  const given = { document, variables: typeof variables === 'string' ? variables : JSON.stringify(variables), operationName };
  return (await restaurant.data<{ cost: Cost }>(question, given, analyst)).cost;
}

function sumOf(parts: Cost['parts']): number {
  return parts.reduce((total, { points }) => total + points, 0);
}

const list = `query List($n: Int = 7) { some: customers(first: $n) { nodes { name healthScore { healthScore components { visitFrequency { score } } } } } }`;

describe('what an operation would cost', () => {
  test('is told by its parts, with the variables in their places', async () => {
    expect(await costOf(list, { n: 10 })).toEqual({
      requested: 30,
      limit: 5000,
      remaining: 4970,
      isAllowed: true,
      parts: [
        { path: 'some', points: 10, times: 10 },
        { path: 'some.nodes.healthScore', points: 10, times: 10 },
        { path: 'some.nodes.healthScore.components', points: 10, times: 10 },
      ],
      problem: null,
    });
    expect((await costOf(list)).requested).toBe(21);
    expect((await costOf('{ viewer { name } }')).requested).toBe(0);
  });

  test('is the price that the answer names', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.boolean(), async (n, more) => {
        const document = `query ($n: Int!, $more: Boolean!) {
          customers(first: $n) { nodes { visits(last: $n) @include(if: $more) { nodes { id } } healthScore { riskAssessment { churnRisk { riskLevel } } } } }
          segments { id } }`;
        const { requested, parts } = await costOf(document, { n, more });
        const { extensions } = await restaurant.ask(document, { n, more }, analyst);
        expect(extensions?.cost).toMatchObject({ requested });
        expect(sumOf(parts)).toBe(requested);
      }),
      { numRuns: 15 },
    );
  });

  test('beyond the limit is told and not allowed', async () => {
    const deep = '{ customers(first: 100) { nodes { visits(first: 100) { nodes { id } } } } }';
    expect(await costOf(deep)).toMatchObject({ requested: 10_100, remaining: 0, isAllowed: false, problem: null });
  });

  test.each([
    ['no document', 'nonsense {', '{}', /Syntax Error/],
    ['an unknown field', '{ nonsense }', '{}', /Cannot query field "nonsense"/],
    ['variables that are no object', list, '[]', /JSON object/],
    ['variables that are no JSON', list, '{"n":', /JSON object/],
    ['two operations', 'query A { viewer { name } } query B { viewer { name } }', '{}', /operationName/],
    ['hostile nesting', `{${'a{'.repeat(5000)}b${'}'.repeat(5000)}}`, '{}', /nested|deep/i],
  ])('of %s is told to be wrong', async (_, document, variables, expected) => {
    const cost = await costOf(document, variables);
    expect(cost).toMatchObject({ requested: null, remaining: null, isAllowed: false, parts: [] });
    expect(cost.problem).toMatch(expected);
  });

  test('is not for partners, who may not read the schema', async () => {
    expect(await restaurant.codes(question, { document: '{ x }' }, partner('G01'))).toEqual(['FORBIDDEN']);
  });
});
