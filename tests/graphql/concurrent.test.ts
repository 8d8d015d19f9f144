import { expect, test } from 'vitest';
import { manager, now, openRestaurant, type Restaurant } from './restaurant.ts';

/**
 * A history checker: while clients record visits, others read the guest. Each part of an answer must be that of the visits up to some moment between
 * the last recording that was answered before the question and the last one that was begun before the answer, and no reader may go back.
 */

const visits = 10;
const readers = 3;
const day = 86_400_000;
const visitOf = (customerId: string, index: number) => ({
  customerId,
  visitId: `${customerId}-${index}`,
  visitedAt: new Date(now - (3 * (visits - index) + 1) * day).toISOString(),
  total: `${10 + 3 * index}.00`,
});

const record = (restaurant: Restaurant, customerId: string, index: number) =>
  restaurant.data(
    'mutation ($visits: [VisitInput!]!) { recordVisits(visits: $visits) { inserted } }',
    { visits: [visitOf(customerId, index)] },
    manager,
  );

/** What the profile and the score say of the visits alone: the venue's own figures move with every recording. */
async function knownOf(restaurant: Restaurant, customerId: string): Promise<readonly string[]> {
  const answer = await restaurant.data<Record<string, unknown>>(
    `query ($id: ID!) { customerHealthScore(customerId: $id) { dataPoints }
      enhancedCustomerProfile(customerId: $id) { purchaseHistoryAnalysis { lifetimeValue { total { amount } } } } }`,
    { id: customerId },
  );
  return Object.values(answer).map((part) => JSON.stringify(part));
}

/** What is answered after each of the visits, one after the other, with nobody else there. */
async function lonely(restaurant: Restaurant, customerId: string): Promise<(readonly string[])[]> {
  const answers = [await knownOf(restaurant, customerId)];
  for (let index = 1; index <= visits; index += 1) {
    await record(restaurant, customerId, index);
    answers.push(await knownOf(restaurant, customerId));
  }
  return answers;
}

test.each([
  ['read from the database each time', undefined],
  ['remembered between questions', 300],
])(
  'an answer that is %s is that of a beginning of what was recorded, and never of an earlier one than was known',
  async (_how, cacheSeconds) => {
    const restaurant = await openRestaurant({ guests: 12, ...(cacheSeconds === undefined ? {} : { cacheSeconds }) });
    const customers = ['ALONE', 'FIRST', 'OTHER'].map((id) => ({ id, createdAt: '2025-01-01T00:00:00Z' }));
    await restaurant.data('mutation ($c: [CustomerInput!]!) { upsertCustomers(customers: $c) { inserted } }', { c: customers });
    const expected = await lonely(restaurant, 'ALONE');
    for (const part of [0, 1]) expect(new Set(expected.map((answer) => answer[part])).size).toBe(visits + 1); // each visit can be told

    const wrong: unknown[] = [];
    await Promise.all(
      ['FIRST', 'OTHER'].map(async (customerId) => {
        const written = { begun: 0, answered: 0 };
        let isOver = false;
        const read = async () => {
          const known = [0, 0];
          for (let last = false; !last; ) {
            last = isOver;
            const least = known.map((index) => Math.max(index, written.answered));
            const parts = await knownOf(restaurant, customerId);
            const most = written.begun;
            for (const [part, text] of parts.entries()) {
              const from = least[part] ?? 0;
              const fitting = expected.findIndex((answer, index) => index >= from && index <= most && answer[part] === text);
              if (fitting < 0)
                wrong.push({ customerId, from, most, text, is: expected.findIndex((answer) => answer[part] === text) });
              known[part] = Math.max(from, fitting);
            }
          }
        };
        const write = async () => {
          for (let index = 1; index <= visits; index += 1) {
            written.begun = index;
            await record(restaurant, customerId, index);
            written.answered = index;
          }
          isOver = true;
        };
        await Promise.all([write(), ...Array.from({ length: readers }, read)]);
        expect(await knownOf(restaurant, customerId)).toEqual(expected[visits]);
      }),
    );
    expect(wrong.slice(0, 5)).toEqual([]);
  },
  180_000,
);

test('many recordings at once, more than there are connections, are all answered and all known to the scores', {
  timeout: 120_000,
}, async () => {
  const guests = 12;
  const restaurant = await openRestaurant({ guests });
  const { customers } = await restaurant.data<{ customers: { nodes: { id: string }[] } }>(
    '{ customers(first: 12) { nodes { id } } }',
  );
  const ids = customers.nodes.map(({ id }) => id);
  const record = 'mutation ($feedback: [FeedbackInput!]!) { recordFeedback(feedback: $feedback) { inserted } }';
  const answers = await Promise.all(
    ids.map((customerId) => {
      const feedback = [{ customerId, feedbackId: `burst-${customerId}`, at: new Date(now - day).toISOString(), nps: 0 }];
      return restaurant.data(record, { feedback }, manager);
    }),
  );
  expect(answers).toEqual(ids.map(() => ({ recordFeedback: { inserted: 1 } })));
  const { customerHealthScores: scores } = await restaurant.data<{
    customerHealthScores: { components: Record<string, unknown> }[];
  }>('query ($ids: [ID!]!) { customerHealthScores(customerIds: $ids) { components { feedbackSentiment { score } } } }', { ids });
  expect(scores.map(({ components }) => components.feedbackSentiment)).toEqual(ids.map(() => ({ score: expect.any(Number) })));
});
