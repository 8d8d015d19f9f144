import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { corpus } from './corpus.ts';
import { guestId, now, openRestaurant } from './restaurant.ts';

const list = `{ customers(first: 50) { nodes { id name healthScore { healthScore healthLevel exactScore coverage confidence method week configVersion
  dataPoints asOf lastCalculated nextCalculation components { visitFrequency { ...one } spendingBehavior { ...one } loyaltyEngagement { ...one }
  feedbackSentiment { ...one } communicationResponse { ...one } recencyFactor { ...one } }
  riskAssessment { churnRisk { ...risk } engagementRisk { ...risk } valueRisk { ...risk } } } } } }
  fragment one on HealthComponent { score weight contribution } fragment risk on Risk { probability riskLevel }`;
const scores = `query ($ids: [ID!]!) { customerHealthScores(customerIds: $ids) { customerId healthScore exactScore lastCalculated
  components { feedbackSentiment { score contribution } recencyFactor { score } } riskAssessment { churnRisk { probability riskLevel } } } }`;
const ids = [guestId(1), guestId(4), guestId(9), guestId(23)];

async function openTwo(guests = 24) {
  const keeping = await openRestaurant({ guests, cacheSeconds: 7_200 });
  const plain = await openRestaurant({ db: keeping.db });
  /** What both say, to the byte. */
  const both = async (query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const [kept, computed] = [await keeping.ask(query, variables), await plain.ask(query, variables)];
    expect(JSON.stringify([kept.data, kept.errors])).toBe(JSON.stringify([computed.data, computed.errors]));
    return kept.data as Readonly<Record<string, unknown>>;
  };
  return { keeping, plain, both, db: keeping.db };
}

test('a list of scores, components and risks reads rows of the last scoring and says what computing says', async () => {
  const { keeping, both } = await openTwo(40);
  await both(list);
  expect(await keeping.statementsOf(list)).toEqual([
    'guests/list-name-valued-asc-all-begun-kept',
    'guests/list-name-unvalued-asc-all-begun-kept',
  ]);
});

test('whatever is recorded, by this process or another one, is in the very next answer', async () => {
  const { keeping, plain, both } = await openTwo();
  let before = await both(scores, { ids });
  for (const door of [keeping, plain]) {
    await door.data(`mutation ($feedback: [FeedbackInput!]!) { recordFeedback(feedback: $feedback) { errors { message } } }`, {
      feedback: [{ customerId: ids[0], feedbackId: `K${door === plain}`, rating: 1, at: '2026-03-02T10:30:00Z' }],
    });
    const after = await both(scores, { ids });
    expect(after).not.toEqual(before);
    before = after;
  }
  await keeping.data(`mutation ($ids: [ID!]!) { recalculateHealthScores(customerIds: $ids) { customers } }`, { ids });
  await both(scores, { ids });
  expect(await keeping.statementsOf(scores, { ids })).toEqual(['guests/by-id-kept']);
});

test.each([
  ['facts of the week that were computed anew', `update population_facts set computed_at = computed_at + interval '1 second'`],
  ['facts of the week that an older event has overtaken', `update population_facts set stale = true`],
  ['rules that have changed since', `update current_scores set config_version = config_version + 1`],
  ['a row of which nobody knows what it rests on', `update current_scores set facts_computed_at = null`],
  [
    'an event that is not scored yet',
    `insert into rescore_marks (customer_id, marked_at) select customer_id, now() from customers`,
  ],
  ['a row older than ENHANCED_PROFILE_CACHE_TTL', `update current_scores set recorded_at = recorded_at - interval '2 hours'`],
])('%s: computed', async (_what, change) => {
  const { keeping, both, db } = await openTwo();
  expect(await keeping.statementsOf(scores, { ids })).not.toContain('facts.visits');
  await sql.raw(change).execute(db.kysely);
  expect(await keeping.statementsOf(scores, { ids })).toContain('facts.visits');
  await both(scores, { ids });
});

test('what explains a number, an instant that is named, and a cache that is switched off: computed', async () => {
  const { keeping, plain } = await openTwo();
  const explained = scores.replace('recencyFactor { score }', 'recencyFactor { score evidence { name } }');
  expect(await keeping.statementsOf(explained, { ids })).toContain('facts.visits');
  const past = `{ customerHealthScore(customerId: "${ids[0]}", asOf: "${new Date(now - 3_600_000).toISOString()}") { exactScore } }`;
  expect(await keeping.statementsOf(past)).toContain('facts.visits');
  expect(await plain.statementsOf(scores, { ids })).toContain('facts.visits');
});

const beside = `query ($id: ID!, $profile: Boolean = true) { customer(id: $id) { healthScore { dataPoints healthScore }
  enhancedProfile @include(if: $profile) { purchaseHistoryAnalysis { lifetimeValue { dataPoints } } } } }`;

/** Does something between a statement and its use. @returns what ends it. */
function afterStatement(db: Db, moment: string, act: () => Promise<void>): () => void {
  const ways = ['run', 'runOnce', 'runBinary'] as const;
  for (const way of ways) {
    const run = db[way].bind(db) as (name: string, text: string, values: readonly unknown[]) => Promise<unknown>;
    const acting = async (name: string, text: string, values: readonly unknown[]) => {
      const result = await run(name, text, values);
      if (name === moment) await act();
      return result;
    };
    Object.assign(db, { [way]: acting });
  }
  return () => {
    for (const way of ways) Reflect.deleteProperty(db, way);
  };
}

test('what is recorded in the middle of a request is known to the profile and to the score beside it, or to none of them', async () => {
  const { keeping, plain, both } = await openTwo();
  const id = guestId(5);
  interface Shown {
    readonly customer: {
      readonly healthScore: { readonly dataPoints: number };
      readonly enhancedProfile: { readonly purchaseHistoryAnalysis: { readonly lifetimeValue: { readonly dataPoints: number } } };
    };
  }
  const ask = () => keeping.data<Shown>(beside, { id });
  const difference = ({ customer }: Shown) =>
    customer.enhancedProfile.purchaseHistoryAnalysis.lifetimeValue.dataPoints - customer.healthScore.dataPoints;
  const usual = difference(await ask());
  let [count, days] = [0, 0];
  for (const moment of ['guests/by-id', 'guests/by-id-kept', 'facts.visits']) {
    const restore = afterStatement(keeping.db, moment, async () => {
      restore();
      count += 1;
      const visit = { customerId: id, visitId: `LATE-${count}`, visitedAt: `2026-01-1${count}T12:00:00Z`, total: '10.00' };
      await plain.data('mutation ($visits: [VisitInput!]!) { recordVisits(visits: $visits) { inserted } }', { visits: [visit] });
    });
    const shown = await ask();
    restore();
    expect(difference(shown), moment).toBe(usual);
    days = shown.customer.healthScore.dataPoints;
  }
  expect(count).toBeGreaterThan(0);
  expect((await ask()).customer.healthScore.dataPoints).toBeGreaterThanOrEqual(days);
  await both(beside, { id });
});

test('a profile that is left out by a variable leaves the score to its row', async () => {
  const { keeping } = await openTwo();
  const variables = { id: guestId(5) };
  await keeping.ask(beside, variables);
  expect(await keeping.statementsOf(beside, { ...variables, profile: false })).toEqual(['guests/by-id-kept']);
  expect(await keeping.statementsOf(`${beside} # again`, variables)).not.toContain('guests/by-id-kept');
});

test('every question of the pages and guides is answered the same to the byte, kept or computed', async () => {
  const { both } = await openTwo();
  const questions = corpus(ids);
  expect(questions.length).toBeGreaterThan(20);
  for (const { query, variables } of questions) await both(query, variables);
});
