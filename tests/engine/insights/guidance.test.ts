import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../server/engine/facts.ts';
import { guidance } from '../../../server/engine/insights/guidance.ts';
import { anyHistory, everyDays, historyOf, momentOn, today } from '../histories.ts';
import { ada, dishOn, feedbackOn, guest, pointsOn, sendOn } from './guests.ts';

const guide = (change: Partial<Facts>, day = today) => guidance.compute(guest(change), momentOn(day));

describe('a regular who stays away', () => {
  const days = everyDays(today - 40 - 7 * 29, 7, 30);
  const { riskAssessment, insights, personalizedInsights } = guide({ visits: historyOf(days) });

  test('has a risk with strategies against its strongest driver', () => {
    const { churnRisk } = riskAssessment;
    expect(churnRisk.riskLevel).not.toBe('LOW');
    expect(churnRisk.mitigationStrategies[0]?.factor).toBe('SILENCE');
    const used = churnRisk.mitigationStrategies.map(({ actionId }) => actionId);
    expect(new Set(used).size).toBe(used.length);
  });

  test('has an alert with the action that answers it', () => {
    expect(insights.criticalAlerts.map(({ kind }) => kind)).toContain('SILENT_REGULAR');
    expect(insights.criticalAlerts[0]?.suggestedAction?.goal).toBe('RETENTION');
    expect(insights.criticalAlerts.every(({ severity }) => severity !== 'LOW')).toBe(true);
  });

  test('has the risk among the risk factors', () => {
    expect(personalizedInsights.riskFactors.map(({ kind }) => kind)).toContain('CHURN');
    expect(personalizedInsights.riskFactors[0]?.description).toMatch(/^\d+% risk of no visit within 42 days\.$/);
  });
});

test('who is overdue is written to about the favourite dish', () => {
  const days = everyDays(today - 20 - 7 * 29, 7, 30);
  const { nextBestActions } = guide({ visits: historyOf(days), items: { lines: dishOn(days.slice(-8)) } }).personalizedInsights;
  expect(nextBestActions.find(({ actionId }) => actionId === 'favorite-is-back')?.description).toBe(
    'Ordered “Lemon tart” on 8 visits, not seen for 20 days. Write one line that mentions it.',
  );
});

test('a regular of this week has low churn, no strategies and no offer with a discount', () => {
  const { riskAssessment, personalizedInsights } = guide({ visits: historyOf(everyDays(today - 1 - 7 * 29, 7, 30)) });
  expect(riskAssessment.churnRisk).toMatchObject({ riskLevel: 'LOW', mitigationStrategies: [] });
  expect(personalizedInsights.tailoredOffers.every(({ discountShare }) => discountShare === 0)).toBe(true);
  expect(personalizedInsights.careOpportunities.map(({ actionId }) => actionId)).toContain('regulars-table');
});

describe('what is no reason to worry is no risk factor', () => {
  const factors = (change: Partial<Facts>) => guide(change).personalizedInsights.riskFactors;
  const kindsOf = (change: Partial<Facts>) => factors(change).map(({ kind }) => kind);

  test('who comes every 60 days and came 20 days ago, although the horizon of 42 days may well pass without a visit', () => {
    const slow = { visits: historyOf(everyDays(today - 20 - 60 * 9, 60, 10)) };
    expect(guide(slow).riskAssessment.churnRisk.riskLevel).not.toBe('LOW');
    expect(kindsOf(slow)).not.toContain('CHURN');
    expect(kindsOf({ visits: historyOf(everyDays(today - 80 - 60 * 9, 60, 10)) })).toContain('CHURN');
  });

  test('less spend after unusually much; it is one after as much as ever, in money', () => {
    const days = everyDays(today - 3 - 14 * 19, 14, 20);
    const usual = { visits: historyOf(days) };
    const feast = historyOf(days).visits.map((visit, index) => (index < 17 ? visit : { ...visit, netMinor: 9_000 }));
    expect(guide({ visits: { visits: feast } }).riskAssessment.valueRisk.riskLevel).not.toBe('LOW');
    expect(kindsOf({ visits: { visits: feast } })).not.toContain('VALUE');
    expect(factors(usual).find(({ kind }) => kind === 'VALUE')?.description).toMatch(
      /^\d+% risk that the next 42 days bring less than three quarters of the 60\.00 EUR of the last 42\.$/,
    );
  });

  test('silence on messages of who will hardly come at all', () => {
    const sends = { sends: [60, 40, 20].map((ago) => sendOn(today - ago)) };
    expect(kindsOf({ visits: historyOf(everyDays(today - 300, 7, 10)), sends })).toEqual(['CHURN']);
    expect(factors({ visits: historyOf(everyDays(today - 70, 7, 11)), sends })[0]).toMatchObject({
      kind: 'ENGAGEMENT',
      description: expect.stringMatching(/^\d+% risk of no answer to a message within 42 days\.$/),
    });
  });
});

describe('served at home', () => {
  const visits = everyDays(today - 70, 7, 11);
  const served = (serviceType: string) => ({
    visits: { visits: historyOf(visits).visits.map((visit) => ({ ...visit, serviceType })) },
    identity: { ...ada, consentEmail: null },
  });
  const idsOf = (change: Partial<Facts>) =>
    Object.values(guide(change).personalizedInsights)
      .flat()
      .flatMap((each) => ('actionId' in each ? [each.actionId] : []));

  test('nobody is greeted at a table, but the next bag holds a line', () => {
    expect(idsOf(served('DELIVERY'))).toEqual(['note-in-the-bag']);
    expect(idsOf(served('TAKEAWAY'))).toEqual(['ask-for-contact']);
    expect(idsOf(served('DINE_IN'))).toContain('regulars-table');
    expect(idsOf(served('DINE_IN'))).not.toContain('note-in-the-bag');
  });

  test('a complaint is answered all the same', () => {
    expect(idsOf({ ...served('DELIVERY'), feedback: { entries: [feedbackOn(today - 2, 1)] } })).toContain('apologize-and-repair');
  });
});

test('bad feedback is a risk factor with its repair', () => {
  const visits = historyOf(everyDays(today - 70, 7, 11));
  const { personalizedInsights, insights } = guide({ visits, feedback: { entries: [feedbackOn(today - 2, 1)] } });
  expect(personalizedInsights.careOpportunities[0]?.actionId).toBe('apologize-and-repair');
  expect(insights.recommendations[0]?.actionId).toBe('apologize-and-repair');
  expect(personalizedInsights.riskFactors.find(({ kind }) => kind === 'BAD_EXPERIENCE')?.mitigationStrategies).toMatchObject([
    { actionId: 'apologize-and-repair' },
  ]);
});

test('who said no to messages is unreachable, not disliked: no message, and nobody asks again', () => {
  const visits = historyOf(everyDays(today - 70, 7, 11));
  const { personalizedInsights, insights } = guide({ visits, identity: { ...ada, consentEmail: false } });
  expect(personalizedInsights.riskFactors.find(({ kind }) => kind === 'UNREACHABLE')?.description).toMatch(/said no to messages/);
  const all = [...Object.values(personalizedInsights).flat(), ...insights.recommendations, ...insights.opportunities];
  for (const each of all) if ('channel' in each) expect(each.channel).toBe('IN_PERSON');
  expect(insights.recommendations.map(({ actionId }) => actionId)).not.toContain('ask-for-contact');
});

test('who is long gone and cannot be written to leaves only a note for the team, and no place in a list', () => {
  const visits = historyOf(everyDays(today - 400 - 70, 7, 11));
  const { riskAssessment, personalizedInsights } = guide({ visits, identity: { ...ada, consentEmail: null } });
  expect(riskAssessment.churnRisk.mitigationStrategies.map(({ actionId }) => actionId)).toEqual(['greet-when-back']);
  expect(personalizedInsights.nextBestActions).toEqual([]);
});

test('a guest without a visit has reasons instead of risks, and no invented suggestion', () => {
  const { riskAssessment, insights, personalizedInsights } = guide({});
  const { valueAtRisk, ...risks } = riskAssessment;
  expect(valueAtRisk).toBeNull();
  for (const risk of Object.values(risks)) expect(risk.insufficientData?.reason).toBe('NO_VISITS');
  expect(insights).toEqual({ criticalAlerts: [], opportunities: [], recommendations: [] });
  expect(personalizedInsights).toEqual({ nextBestActions: [], tailoredOffers: [], careOpportunities: [], riskFactors: [] });
});

const anyGuest: fc.Arbitrary<Partial<Facts>> = fc
  .record({
    visits: anyHistory,
    ago: fc.array(fc.nat(400), { maxLength: 12 }),
    rating: fc.integer({ min: 1, max: 5 }),
    consent: fc.constantFrom(true, false, null),
    birthDay: fc.option(fc.integer({ min: 0, max: today - 365 })),
    member: fc.boolean(),
  })
  .map(({ visits, ago, rating, consent, birthDay, member }) => {
    const days = ago.toSorted((a, b) => b - a).map((days) => today - days);
    return {
      visits,
      identity: { ...ada, consentEmail: consent, birthDay },
      items: { lines: dishOn(visits.visits.slice(0, 5).map(({ day }) => day)) },
      sends: { sends: days.map((day) => sendOn(day)) },
      feedback: { entries: days.map((day) => feedbackOn(day, rating)) },
      loyalty: member ? { tier: null, joinedAt: null, transactions: days.map((day) => pointsOn(day, 'EARN', 30)) } : null,
    };
  });

test('the same facts give the same answer; values pay, reach respects consent and age, texts are whole', () => {
  fc.assert(
    fc.property(anyGuest, (facts) => {
      const answer = guide(facts);
      expect(guide(facts)).toEqual(answer);
      const { nextBestActions, tailoredOffers, careOpportunities } = answer.personalizedInsights;
      for (const each of [...nextBestActions, ...tailoredOffers, ...careOpportunities]) {
        if (each.goal !== 'RECOVERY') expect(each.expectedNetValue).toBeGreaterThanOrEqual(0);
        expect(each.reachProbability).toBeGreaterThan(0);
        expect(each.reachProbability).toBeLessThanOrEqual(1);
        expect(each.description).not.toMatch(/[{}]|unknown|NaN|undefined/);
        if (facts.identity?.consentEmail !== true) expect(each.channel).toBe('IN_PERSON');
      }
      const { valueAtRisk: atRisk, ...risks } = answer.riskAssessment;
      if (risks.churnRisk.probability === null) expect(atRisk).toBeNull();
      for (const risk of Object.values(risks)) {
        expect(risk.probability === null).toBe(risk.insufficientData !== null);
        for (const strategy of risk.mitigationStrategies) expect(strategy.description).not.toMatch(/[{}]|unknown/);
      }
    }),
    { numRuns: 60 },
  );
});

describe('what was done for a guest', () => {
  const visits = historyOf(everyDays(today - 40 - 7 * 29, 7, 30));
  const done = (daysAgo: number, arm: 'TREATMENT' | 'CONTROL', action = 'gentle-reminder') => ({
    entries: [{ interventionId: 'I1', action, at: momentOn(today - daysAgo).asOf, arm }],
  });
  const suggestedTo = (change: Partial<Facts>) => {
    const { insights, personalizedInsights, churnPrevention } = guide({ visits, ...change });
    const lists = [insights.recommendations, personalizedInsights.nextBestActions, churnPrevention.map(({ action }) => action)];
    return new Set(lists.flat().map(({ actionId }) => actionId));
  };

  test('is given time to work, and is suggested again afterwards', () => {
    expect(suggestedTo({})).toContain('gentle-reminder');
    expect(suggestedTo({ interventions: done(10, 'TREATMENT') })).not.toContain('gentle-reminder');
    expect(suggestedTo({ interventions: done(60, 'TREATMENT') })).toContain('gentle-reminder');
    expect(suggestedTo({ interventions: done(10, 'TREATMENT', 'something-else') })).toEqual(suggestedTo({}));
  });

  test('is not suggested to who is in the control group of it', () => {
    expect(suggestedTo({ interventions: done(10, 'CONTROL') })).not.toContain('gentle-reminder');
  });
});
