import { beforeAll, describe, expect, test } from 'vitest';
import type { SourceReport } from '../../server/facts/request-sources.ts';
import { type Answer, admin, guestId, narrowManager, openRestaurant, type Restaurant } from './restaurant.ts';

const change = { DEBUG_SHOW_DATA_SOURCES: true };
const scores = '($ids: [ID!]!) { customerHealthScores(customerIds: $ids) { exactScore } }';
const profiles = `($ids: [ID!]!) { enhancedCustomerProfiles(customerIds: $ids) { purchaseHistoryAnalysis { lifetimeValue { total { amount } } } } }`;

function sourcesOf(answer: Answer): SourceReport {
  expect(answer.errors).toBeUndefined();
  return answer.extensions?.sources as SourceReport;
}

describe('with DEBUG_SHOW_DATA_SOURCES', () => {
  let restaurant: Restaurant;
  let remembering: Restaurant;
  let plain: Restaurant;
  beforeAll(async () => {
    restaurant = await openRestaurant({ guests: 24, change });
    remembering = await openRestaurant({ db: restaurant.db, cacheSeconds: 3_600, change });
    plain = await openRestaurant({ db: restaurant.db });
  });

  test('an answer says what its sections were read from', async () => {
    const ids = [guestId(1), guestId(4)];
    const { sections, other } = sourcesOf(await restaurant.ask(`query ${scores}`, { ids }));
    expect(sections.map(({ section }) => section)).toEqual(['healthScore']);
    const [section] = sections;
    expect(section).toMatchObject({ answers: 2, fromCache: 0 });
    expect(section?.gridWeeks).toContain('2026-03-02');
    // Guest 1 has two visits, guest 4 has five.
    expect(section?.read).toContainEqual({ tables: ['locations', 'visits'], statements: 1, rows: 7 });
    expect(section?.read.map(({ tables }) => tables)).toContainEqual(['population_facts']);
    expect(other).toContainEqual({ tables: ['current_scores', 'customers'], statements: 1, rows: 2 });
  });

  test('a remembered answer says so, and that nothing was read for it but whether it still holds', async () => {
    const ids = [guestId(2), guestId(3)];
    const [first, second] = [
      sourcesOf(await remembering.ask(`query ${scores}`, { ids })),
      sourcesOf(await remembering.ask(`query ${scores}`, { ids })),
    ];
    expect(first.sections).toMatchObject([{ section: 'healthScore', answers: 2, fromCache: 0 }]);
    expect(second.sections).toMatchObject([{ section: 'healthScore', answers: 2, fromCache: 2 }]);
    expect(second.sections[0]?.gridWeeks).toEqual(first.sections[0]?.gridWeeks);
    expect(second.sections[0]?.read.map(({ tables }) => tables)).toEqual([['population_facts']]);
  });

  test('what one request reads is never told of another that runs at the same time', async () => {
    const asked = Array.from({ length: 12 }, (_, index) => ({
      query: index % 2 === 0 ? `query ${scores}` : `query ${profiles}`,
      ids: Array.from({ length: 1 + (index % 4) }, (_unused, guest) => guestId((index + guest * 3) % 24)),
    }));
    const alone: SourceReport[] = [];
    for (const { query, ids } of asked) alone.push(sourcesOf(await restaurant.ask(query, { ids })));
    const together = await Promise.all(asked.map(async ({ query, ids }) => sourcesOf(await restaurant.ask(query, { ids }))));
    expect(together).toEqual(alone);
    expect(new Set(alone.map((report) => JSON.stringify(report))).size).toBeGreaterThan(4);
  });

  test('it holds no text of a statement and nothing of a guest', async () => {
    const text = JSON.stringify(sourcesOf(await restaurant.ask('{ customers(first: 5, search: "ada") { nodes { name } } }')));
    expect(text).not.toMatch(/select|where|ada|Müller|G0/i);
  });

  test('a limited reach is told nothing: how many rows there are would tell of guests beyond it', async () => {
    const answer = await restaurant.ask(`query ${scores}`, { ids: [guestId(1)] }, narrowManager(guestId(1)));
    expect(answer.extensions).not.toHaveProperty('sources');
  });

  test('the answer itself is the same, and without the setting nothing is told', async () => {
    const ids = [guestId(1), guestId(7)];
    const silent = await plain.ask(`query ${scores}`, { ids }, admin);
    expect(silent.extensions).not.toHaveProperty('sources');
    expect(silent.data).toEqual((await restaurant.ask(`query ${scores}`, { ids })).data);
  });

  test('what a mutation changes counts as well', async () => {
    const { other } = sourcesOf(
      await restaurant.ask(
        `mutation { recordFeedback(feedback: [{ customerId: "${guestId(5)}", feedbackId: "S1", rating: 4, at: "2026-02-20T10:00:00Z" }]) { errors { message } } }`,
      ),
    );
    expect(other.flatMap(({ tables }) => tables)).toContain('feedback');
  });
});
