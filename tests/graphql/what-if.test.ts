import { readFileSync } from 'node:fs';
import { buildASTSchema, type GraphQLNamedType, getNamedType, isObjectType, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { guestId, openRestaurant, partner } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 40 });

const schema = buildASTSchema(parse(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')));

/** Every field below a type, but for the customer. */
function all(type: GraphQLNamedType): string {
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).filter(({ name }) => name !== 'customer');
  return `{ ${fields.map((field) => `${field.name} ${all(getNamedType(field.type))}`).join(' ')} }`;
}
const everything = all(schema.getType('CustomerHealthScore') as GraphQLNamedType);

const ids = Array.from({ length: 40 }, (_, index) => guestId(index));
type Score = Readonly<Record<string, unknown>> & { readonly exactScore: number; readonly asOf: string };
const suppose = (fields: string) =>
  `query ($id: ID!, $changes: [WhatIfChange!]!) { whatIf(customerId: $id, changes: $changes) ${fields} }`;
const ask = async (index: number, changes: readonly object[], fields: string) =>
  (await restaurant.data<{ whatIf: Score }>(suppose(fields), { id: guestId(index), changes })).whatIf;

describe('whatIf', () => {
  test('without changes is the plain answer, byte for byte, of every guest', async () => {
    for (const id of ids) {
      const { customerHealthScore } = await restaurant.data<{ customerHealthScore: unknown }>(
        `query ($id: ID!) { customerHealthScore(customerId: $id) ${everything} }`,
        { id },
      );
      const { whatIf } = await restaurant.data<{ whatIf: unknown }>(suppose(everything), { id, changes: [] });
      expect(JSON.stringify(whatIf)).toBe(JSON.stringify(customerHealthScore));
    }
  });

  const differences = `hypothesis { days visits { id date spend { amount } } feedback { rating date } messages { channel }
    exactScore { before after difference } levelBefore levelAfter
    components { component score { before after difference } contribution { difference } } }`;

  test('of two visits changes score, components, risks and predictions, and says by how much', async () => {
    const fields = `{ asOf exactScore dataPoints components { visitFrequency { evidence { events } } }
      riskAssessment { churnRisk { probability } } predictionModels { dataPoints } ${differences} }`;
    const plain = await ask(20, [], fields);
    const changes = [{ visits: { count: 2, everyDays: 5, spend: '31.50' } }, { feedback: { rating: 5 } }];
    const answer = await ask(20, changes, fields);
    expect(plain.hypothesis).toBeNull();
    expect(answer.asOf).toBe('2026-03-12T11:00:00.000Z');
    expect(answer).toMatchObject({
      hypothesis: {
        days: 10,
        visits: [
          { id: 'what-if-0001', date: '2026-03-07', spend: { amount: '31.50' } },
          { id: 'what-if-0002', date: '2026-03-12', spend: { amount: '31.50' } },
        ],
        feedback: [{ rating: 5, date: '2026-03-12' }],
        messages: [],
        exactScore: { before: plain.exactScore, after: answer.exactScore, difference: answer.exactScore - plain.exactScore },
      },
    });
    expect(answer.exactScore).toBeGreaterThan(plain.exactScore);
    const churn = (score: Score) => (score.riskAssessment as { churnRisk: { probability: number } }).churnRisk.probability;
    expect(churn(answer)).toBeLessThan(churn(plain));
    expect(answer.dataPoints).toBe((plain.dataPoints as number) + 2);
    expect(JSON.stringify(answer.components)).toContain('what-if-0002');
    const { components } = answer.hypothesis as { components: { contribution: { difference: number | null } }[] };
    expect(components).toHaveLength(6);
  });

  test('stores nothing: the plain answer stays', async () => {
    const before = await ask(5, [], everything);
    await ask(5, [{ silentDays: 200 }], everything);
    expect(await ask(5, [], everything)).toEqual(before);
  });

  test('gives a guest without visits a score', async () => {
    expect((await ask(35, [], '{ exactScore }')).exactScore).toBeNull();
    expect((await ask(35, [{ visits: { dates: ['2026-03-20'] } }], '{ exactScore }')).exactScore).toBeGreaterThan(0);
  });

  test.each([
    [[{}], 'changes[0] must have exactly one of visits, feedback, campaignResponse and silentDays, got 0'],
    [
      [{ silentDays: 3, visits: {} }],
      'changes[0] must have exactly one of visits, feedback, campaignResponse and silentDays, got 2',
    ],
    [[{ silentDays: 0 }], 'changes[0].silentDays must be from 1 to 730, got 0'],
    [[{ visits: { count: 101 } }], 'changes[0].visits.count must be from 1 to 100, got 101'],
    [
      [{ silentDays: 1 }, { visits: { dates: ['2026-03-01'] } }],
      'changes[1].visits.dates must not be in the past, got 2026-03-01; record what has happened with recordVisits or its kin',
    ],
    [[{ visits: { dates: ['2030-01-01'] } }], 'changes[0].visits.dates must be within 730 days, got 2030-01-01'],
    [
      [{ visits: { count: 3, dates: ['2026-04-01'] } }],
      'changes[0].visits.count must be the number of dates (1) or left out, got 3',
    ],
    [[{ feedback: {} }], 'changes[0].feedback needs a rating (1 to 5) or nps (0 to 10), got neither'],
    [[{ feedback: { nps: 11 } }], 'changes[0].feedback.nps must be from 0 to 10, got 11'],
    [[{ silentDays: 700 }, { silentDays: 31 }], 'The changes must end within 730 days, got 731; leave some out or shorten them'],
    [Array.from({ length: 51 }, () => ({ silentDays: 1 })), 'At most 50 changes, got 51; leave some out'],
  ])('refuses %j', async (changes, message) => {
    const { errors } = await restaurant.ask(suppose('{ exactScore }'), { id: guestId(3), changes });
    expect(errors?.[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
  });

  test('refuses a spend below 0', async () => {
    const changes = [{ visits: { spend: '-1.00' } }];
    const { errors } = await restaurant.ask(suppose('{ exactScore }'), { id: guestId(3), changes });
    expect(errors?.[0]?.message).toMatch(/^changes\[0\]\.visits\.spend: expected an amount of 0 or more, got/);
  });

  test('and pathToLevel know only guests in reach', async () => {
    const query = `{ whatIf(customerId: "${guestId(3)}", changes: []) { exactScore } pathToLevel(customerId: "${guestId(3)}", level: GOOD) { status } }`;
    expect(await restaurant.codes(query, {}, partner(guestId(4)))).toEqual(['CUSTOMER_NOT_FOUND', 'CUSTOMER_NOT_FOUND']);
  });
});

describe('pathToLevel', () => {
  test('answers ways whose health is that of whatIf with the same steps', async () => {
    const query = `{ pathToLevel(customerId: "${guestId(24)}", level: EXCELLENT) { customerId level status asOf healthScore healthLevel withinDays bestScore
      paths { effort reachedOn exactScore steps { kind count everyDays spend { amount } rating channel date } health { exactScore asOf } } } }`;
    type Path = {
      exactScore: number;
      effort: number;
      health: Score;
      steps: { kind: string; count: number; everyDays: number }[];
    };
    const { pathToLevel } = await restaurant.data<{ pathToLevel: { status: string; paths: Path[] } }>(query);
    expect(pathToLevel.status).toBe('REACHABLE');
    for (const { exactScore, health, steps } of pathToLevel.paths) {
      expect(health.exactScore).toBe(exactScore);
      if (steps.every(({ kind }) => kind === 'VISITS')) {
        const changes = steps.map(({ count, everyDays }) => ({ visits: { count, everyDays } }));
        expect((await ask(24, changes, '{ exactScore }')).exactScore).toBe(exactScore);
      }
    }
    expect(pathToLevel.paths.length).toBeGreaterThan(0);
  });

  test('says that a guest is there already', async () => {
    const { pathToLevel } = await restaurant.data<{ pathToLevel: object }>(
      `{ pathToLevel(customerId: "${guestId(11)}", level: POOR) { status paths { effort } } }`,
    );
    expect(pathToLevel).toEqual({ status: 'ALREADY_THERE', paths: [] });
  });
});
