import { expect, test } from 'vitest';
import { guestId, openRestaurant } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 40 });

interface Risk {
  readonly probability: number | null;
  readonly typicalProbability: number | null;
  readonly riskLevel: string | null;
  readonly drivers: readonly { readonly effect: number }[];
  readonly insufficientData: { readonly reason: string } | null;
}
interface Action {
  readonly actionId: string;
  readonly channel: string;
  readonly expectedNetValue: { readonly currency: string } | null;
}
interface Liked {
  readonly personalizedInsights: {
    readonly itemRecommendations: {
      readonly items: readonly { readonly lift: number; readonly liftLower: number }[];
      readonly insufficientData: { readonly reason: string } | null;
    };
  };
}
interface Answer {
  readonly score: {
    readonly riskAssessment: { readonly churnRisk: Risk; readonly engagementRisk: Risk; readonly valueRisk: Risk };
    readonly insights: { readonly criticalAlerts: readonly { readonly kind: string; readonly message: string }[] };
  };
  readonly profile: { readonly personalizedInsights: { readonly nextBestActions: readonly Action[] } };
}

const risk = '{ probability typicalProbability riskLevel horizonDays drivers { factor effect } insufficientData { reason } }';
const query = `query ($id: ID!, $asOf: DateTime) {
  score: customerHealthScore(customerId: $id, asOf: $asOf) {
    riskAssessment { churnRisk ${risk} engagementRisk ${risk} valueRisk ${risk} }
    insights { criticalAlerts { kind severity message } opportunities { actionId } recommendations { actionId } } }
  profile: enhancedCustomerProfile(customerId: $id, asOf: $asOf) {
    personalizedInsights { nextBestActions { actionId channel expectedNetValue { amount currency } } riskFactors { kind description } } } }`;

test('a guest has risks whose drivers add up, and actions with money values', async () => {
  const { score, profile } = await restaurant.data<Answer>(query, { id: guestId(5) });
  const { churnRisk, valueRisk } = score.riskAssessment;
  for (const { probability, typicalProbability, drivers } of [churnRisk, valueRisk]) {
    const effects = drivers.reduce((total, { effect }) => total + effect, 0);
    expect(effects).toBeCloseTo((probability ?? Number.NaN) - (typicalProbability ?? Number.NaN), 10);
  }
  expect(score.riskAssessment.engagementRisk.insufficientData?.reason).toBe('NO_ENGAGEMENT');
  expect(profile.personalizedInsights.nextBestActions.length).toBeGreaterThan(0);
  expect(profile.personalizedInsights.nextBestActions[0]?.expectedNetValue?.currency).toBe('EUR');
});

test('an event after the instant of an answer changes nothing in it', async () => {
  const asOf = '2026-02-20T12:00:00Z';
  const before = await restaurant.data<Answer>(query, { id: guestId(6), asOf });
  await restaurant.data(
    `mutation { recordFeedback(feedback: [{ customerId: "G06", feedbackId: "late", at: "2026-03-01T10:00:00Z", rating: 1 }]) { inserted } }`,
  );
  expect(await restaurant.data<Answer>(query, { id: guestId(6), asOf })).toEqual(before);
  const now = await restaurant.data<Answer>(query, { id: guestId(6) });
  expect(now.score.insights.criticalAlerts[0]).toMatchObject({
    kind: 'BAD_FEEDBACK',
    message: 'The newest feedback, yesterday, gave 0 of 100 points.',
  });
});

test('risks, insights and suggestions are computed once and read each source once', async () => {
  const names = await restaurant.statementsOf(query, { id: guestId(3) });
  expect(new Set(names).size).toBe(names.length);
});

test('what a guest may like is the same alone and in a batch, and says why there is nothing', async () => {
  const fields =
    'personalizedInsights { itemRecommendations { items { item { menuItemId name } lift liftLower support confidence because { name } evidence { name value } } insufficientData { reason have need } } }';
  const asOf = '2026-01-05T00:00:00Z';
  const ids = [guestId(1), guestId(5)];
  const { batch } = await restaurant.data<{ batch: readonly unknown[] }>(
    `query ($ids: [ID!]!, $asOf: DateTime) { batch: enhancedCustomerProfiles(customerIds: $ids, asOf: $asOf) { ${fields} } }`,
    { ids, asOf },
  );
  for (const [index, id] of ids.entries()) {
    const { one } = await restaurant.data<{ one: Liked }>(
      `query ($id: ID!, $asOf: DateTime) { one: enhancedCustomerProfile(customerId: $id, asOf: $asOf) { ${fields} } }`,
      { id, asOf },
    );
    expect(one).toEqual(batch[index]);
    const { items, insufficientData } = one.personalizedInsights.itemRecommendations;
    expect(items.length === 0 || insufficientData === null).toBe(true);
    for (const { lift, liftLower } of items) expect(lift).toBeGreaterThanOrEqual(liftLower);
  }
});
