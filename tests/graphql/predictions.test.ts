import { describe, expect, test } from 'vitest';
import { admin, analyst, guestId, manager, openRestaurant, partner } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 60 });

interface Forecast {
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
}

interface Answer {
  readonly score: {
    readonly method: string;
    readonly horizonDays: number;
    readonly riskAssessment: { readonly churnRisk: { readonly probability: number; readonly horizonDays: number } };
    readonly predictionModels: {
      readonly tier: string | null;
      readonly horizonDays: number;
      readonly stillCustomer: number;
      readonly nextVisit: { readonly returnProbability: number; readonly p10: string; readonly p50: string | null };
      readonly visits: Forecast;
      readonly lifetimeValue: { readonly expected: { readonly amount: string }; readonly horizonDays: number };
      readonly returnCurve: readonly { readonly days: number; readonly returnProbability: number }[];
      readonly insufficientData: { readonly reason: string } | null;
    };
  };
  readonly profile: {
    readonly purchaseHistoryAnalysis: {
      readonly lifetimeValue: { readonly projected: { readonly expected: { readonly amount: string } } };
    };
  };
}

const query = `query ($id: ID!, $days: Int) {
  score: customerHealthScore(customerId: $id) { method horizonDays riskAssessment { churnRisk { probability horizonDays } }
    predictionModels(horizonDays: $days) { tier horizonDays stillCustomer nextVisit { returnProbability p10 p50 } visits { expected lower upper }
      lifetimeValue { expected { amount } horizonDays } returnCurve { days returnProbability } insufficientData { reason } } }
  profile: enhancedCustomerProfile(customerId: $id) { purchaseHistoryAnalysis { lifetimeValue { projected { expected { amount } } } } } }`;

const ask = (index: number, days?: number) => restaurant.data<Answer>(query, { id: guestId(index), days: days ?? null });

describe('predictions of a guest', () => {
  test('say the same as the risk of churn and the projected value', async () => {
    for (const index of [1, 7, 11, 30]) {
      const { score, profile } = await ask(index);
      const { predictionModels, riskAssessment } = score;
      expect(score.method).toBe('CHAMPION');
      expect(predictionModels.horizonDays).toBe(riskAssessment.churnRisk.horizonDays);
      expect(predictionModels.nextVisit.returnProbability).toBeCloseTo(1 - riskAssessment.churnRisk.probability, 12);
      expect(profile.purchaseHistoryAnalysis.lifetimeValue.projected.expected.amount).toBe(
        predictionModels.lifetimeValue.expected.amount,
      );
    }
  });

  test('grow with the horizon, and the curve ends at the answer', async () => {
    const answers = [];
    for (const days of [1, 7, 30, 90, 365, 730]) answers.push((await ask(5, days)).score.predictionModels);
    const chances = answers.map(({ nextVisit }) => nextVisit.returnProbability);
    expect(chances).toEqual(chances.toSorted((a, b) => a - b));
    for (const { visits, nextVisit, returnCurve } of answers) {
      expect(visits.expected).toBeGreaterThanOrEqual(nextVisit.returnProbability);
      expect(visits.lower).toBeLessThanOrEqual(visits.upper);
      expect(returnCurve.at(-1)?.returnProbability).toBeCloseTo(nextVisit.returnProbability, 12);
    }
  });

  test('refuse a horizon that is none', async () => {
    for (const days of [0, -5, 731]) {
      const { errors } = await restaurant.ask(query, { id: guestId(1), days });
      expect(errors?.[0]?.message).toBe(
        `horizonDays must be a number of days from 1 to 730, got ${days}; leave it out for the venue's own`,
      );
    }
  });

  test('of who never came are a typed reason', async () => {
    const { score } = await restaurant.data<Answer>(query.replace('nextVisit {', 'nextVisit {'), { id: guestId(55), days: null });
    expect(score.predictionModels).toMatchObject({ tier: null, nextVisit: null, insufficientData: { reason: 'NO_VISITS' } });
  });

  test('of a small venue say how much of them is the prior', async () => {
    const small = await openRestaurant({ guests: 32 });
    const { data } = await small.ask(
      `{ customerHealthScore(customerId: "${guestId(3)}") { predictionModels { tier priorWeight nextVisit { returnProbability } insufficientData { reason have need message } } } }`,
    );
    expect(data).toMatchObject({
      customerHealthScore: {
        predictionModels: { tier: 'PRIOR', insufficientData: { have: expect.any(Number), need: expect.any(Number) } },
      },
    });
  });

  test('of a tiny venue are typed reasons, and the score goes on by RHYTHM', async () => {
    const tiny = await openRestaurant({ guests: 14 });
    const { data } = await tiny.ask(
      `{ customerHealthScore(customerId: "${guestId(3)}") { method healthScore predictionModels { tier nextVisit { p50 } insufficientData { reason } } } modelCard { tier base { model } verdict insufficientData { reason } } }`,
    );
    expect(data).toMatchObject({
      customerHealthScore: {
        method: 'RHYTHM',
        healthScore: expect.any(Number),
        predictionModels: { tier: null, nextVisit: null, insufficientData: { reason: 'TOO_FEW_GUESTS' } },
      },
      modelCard: { tier: null, base: [], insufficientData: { reason: 'TOO_FEW_GUESTS' } },
    });
  });
});

describe('the model card', () => {
  const card =
    '{ modelCard { week knownUntil tier customers repeaters verdict base { model parameters { name value } } spend { v { amount } } backTest { horizons { horizonDays } } } }';

  test('is for those who see the venue as a whole, not for partners', async () => {
    for (const viewer of [admin, manager, analyst]) {
      const { data } = await restaurant.ask(card, {}, viewer);
      expect(data).toMatchObject({ modelCard: { week: '2026-03-02', knownUntil: '2026-03-01', customers: 50 } });
    }
    expect(await restaurant.codes(card, {}, partner(guestId(1)))).toEqual(['FORBIDDEN']);
  });

  test('of a past week knows only what was known then', async () => {
    const { modelCard } = await restaurant.data<{ modelCard: { week: string; customers: number } }>(
      '{ modelCard(asOf: "2025-11-05T12:00:00Z") { week customers } }',
    );
    expect(modelCard.week).toBe('2025-11-03');
    expect(modelCard.customers).toBeLessThan(50);
  });

  test('names parameters in their usual order', async () => {
    const { modelCard } = await restaurant.data<{
      modelCard: { base: readonly { model: string; parameters: readonly { name: string; value: number }[] }[] };
    }>(card);
    const bgNbd = modelCard.base.find(({ model }) => model === 'BG_NBD');
    expect(bgNbd?.parameters.map(({ name }) => name)).toEqual(['r', 'alpha', 'a', 'b']);
  });
});
