import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { admin, guestId, narrowManager, now, openRestaurant } from './restaurant.ts';

const question = `query ($ids: [ID!]!) {
  customerHealthScores(customerIds: $ids) { customerId exactScore lastCalculated components { feedbackSentiment { score } } riskAssessment { churnRisk { probability } } insights { recommendations { actionId } } }
  enhancedCustomerProfiles(customerIds: $ids) { profileCompleteness { overallScore } purchaseHistoryAnalysis { lifetimeValue { total { amount } } } dataFreshness { visitData feedbackData } } }`;
const ids = [guestId(1), guestId(4), guestId(9)];

async function openTwo() {
  const remembering = await openRestaurant({ guests: 24, cacheSeconds: 3_600 });
  const plain = await openRestaurant({ db: remembering.db });
  const both = async () => {
    const [remembered, computed] = [await remembering.data(question, { ids }), await plain.data(question, { ids })];
    expect(remembered).toEqual(computed);
    return remembered;
  };
  return { remembering, plain, both };
}

test('a repeated question reads no events again, and is answered the same', async () => {
  const { remembering, both } = await openTwo();
  await both();
  const statements = await remembering.statementsOf(question, { ids });
  expect(statements.toSorted()).toEqual(['facts.sources', 'facts.weekStates', 'guests/by-id', 'store.scored']);
  await both();
});

test('whatever is recorded, by this process or another one, is in the very next answer', async () => {
  const { remembering, plain, both } = await openTwo();
  const record = (door: typeof plain, feedbackId: string, rating: number, at: string) =>
    door.data(`mutation ($feedback: [FeedbackInput!]!) { recordFeedback(feedback: $feedback) { errors { message } } }`, {
      feedback: [{ customerId: ids[0], feedbackId, rating, at }],
    });
  const first = await both();
  await record(remembering, 'N1', 1, '2026-03-02T10:30:00Z');
  const second = await both();
  expect(second).not.toEqual(first);
  await record(plain, 'N2', 5, '2026-03-02T11:30:00Z');
  expect(await both()).not.toEqual(second);
});

test('facts of the week that are computed anew end what rested on them', async () => {
  const { remembering, both } = await openTwo();
  await both();
  await sql`update population_facts set computed_at = computed_at + interval '1 second'`.execute(remembering.db.kysely);
  expect((await remembering.statementsOf(question, { ids })).length).toBeGreaterThan(4);
  expect((await remembering.statementsOf(question, { ids })).length).toBe(4);
});

test('nobody gets what another viewer was answered', async () => {
  const { remembering } = await openTwo();
  await remembering.data(question, { ids }, admin);
  const { data, errors } = await remembering.ask(question, { ids }, narrowManager(guestId(4)));
  expect(data).toMatchObject({ customerHealthScores: [null, { customerId: guestId(4) }, null] });
  expect(errors?.every(({ extensions }) => extensions?.code === 'CUSTOMER_NOT_FOUND')).toBe(true);
});

test('an answer of a named instant is computed each time', async () => {
  const { remembering } = await openTwo();
  const past = `{ customerHealthScore(customerId: "${guestId(1)}", asOf: "${new Date(now - 86_400_000).toISOString()}") { exactScore } }`;
  for (const _ of ['compute the week', 'remember it']) await remembering.data(past);
  const again = await remembering.statementsOf(past);
  expect(again).toContain('facts.visits');
  expect(await remembering.statementsOf(past)).toEqual(again);
});
