import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../../server/engine/calendar.ts';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { Facts, FeedbackEntry, Identity, LoyaltyTransaction, Presence, Send } from '../../../server/engine/facts.ts';
import { type RelationshipStrength, relationshipStrength, strengthLevelOf } from '../../../server/engine/profile/relationship.ts';
import { anyHistory, anyVenue, everyDays, historyOf, momentOn, today, venueOn, visitOn } from '../histories.ts';
import { nobody } from '../nobody.ts';

const venue = venueOn(today);
const good: Presence = { present: true, valid: true };

type Needed = Parameters<typeof relationshipStrength.compute>[0];

function strengthOf(known: Partial<Needed>, day = today): RelationshipStrength {
  const facts: Needed = {
    visits: { visits: [] },
    loyalty: null,
    feedback: { entries: [] },
    sends: { sends: [] },
    identity: nobody,
    earlierIdentity: known.identity ?? nobody,
    population: venue,
    earlierPopulation: known.population ?? venue,
    ...known,
  };
  return relationshipStrength.compute(facts, momentOn(day));
}

function factor(strength: RelationshipStrength, name: RelationshipStrength['relationshipFactors'][number]['name']) {
  const found = strength.relationshipFactors.find((one) => one.name === name);
  if (found === undefined) throw new Error(`expected the factor ${name}`);
  return found;
}

const earn = (day: number, change: Partial<LoyaltyTransaction> = {}): LoyaltyTransaction => ({
  transactionId: `t${day}`,
  at: day * dayMs + dayMs / 2,
  day,
  kind: 'EARN',
  points: 10,
  tier: null,
  ...change,
});
const said = (day: number, nps: number): FeedbackEntry => ({
  feedbackId: `f${day}`,
  at: day * dayMs + dayMs / 2,
  day,
  source: null,
  nps,
  rating: null,
  sentiment: null,
});
const sent = (day: number, change: Partial<Send> = {}): Send => ({
  campaignId: 'c',
  campaignName: 'c',
  kind: null,
  channel: 'EMAIL',
  at: day * dayMs,
  day,
  deliveredAt: day * dayMs + 1,
  openedAt: null,
  clickedAt: null,
  repliedAt: null,
  visitId: null,
  ...change,
});

describe('the factors, worked by hand', () => {
  test('tenure is logarithmic in 30-day months and full after five years', () => {
    // 14 visits, one a week for 91 days, the last one today: ln(1 + 91/30) / ln(1 + 1825/30)
    const tenure = factor(strengthOf({ visits: historyOf(everyDays(today - 91, 7, 14)) }), 'TENURE');
    expect(tenure.score).toBeCloseTo((100 * Math.log(1 + 91 / 30)) / Math.log(1 + 1825 / 30), 10);
    expect(tenure.weight).toBe(15);
    expect(factor(strengthOf({ visits: historyOf(everyDays(today - 2_100, 7, 301)) }), 'TENURE').score).toBe(100);
  });

  test('silence builds no tenure beyond the expected gap', () => {
    const once = historyOf([today - 900]);
    const [soon, late] = [today - 700, today].map((day) => factor(strengthOf({ visits: once }, day), 'TENURE').score);
    expect(soon).toBe(late);
  });

  test('regularity needs 6 visit days', () => {
    expect(factor(strengthOf({ visits: historyOf(everyDays(today - 28, 7, 5)) }), 'REGULARITY')).toMatchObject({
      score: null,
      contribution: null,
      weight: 10,
      insufficientData: { reason: 'TOO_FEW_VISITS', have: 5, need: 6 },
    });
    expect(factor(strengthOf({ visits: historyOf(everyDays(today - 35, 7, 6)) }), 'REGULARITY').score).toBeGreaterThan(50);
  });

  test('reachability: one channel 57, two 86, three 100; refused is 0, never asked is unknown', () => {
    const visits = historyOf([today]);
    const score = (change: Partial<Identity>) =>
      factor(strengthOf({ visits, identity: { ...nobody, ...change } }), 'REACHABILITY').score;
    expect(score({ consentEmail: true, email: good })).toBeCloseTo(50 / 0.875, 10);
    expect(score({ consentEmail: true, email: good, consentPush: true })).toBeCloseTo(75 / 0.875, 10);
    expect(score({ consentEmail: true, email: good, consentSms: true, phone: good, consentPush: true })).toBe(100);
    expect(score({ consentEmail: false, email: good })).toBe(0);
    expect(score({ consentEmail: true })).toBe(0); // no address
    expect(factor(strengthOf({ visits, identity: { ...nobody, email: good } }), 'REACHABILITY')).toMatchObject({
      score: null,
      insufficientData: { reason: 'NO_CONSENT' },
    });
  });

  test('a consent that was given since the earlier instant is a trend', () => {
    const reached = strengthOf({
      visits: historyOf(everyDays(today - 300, 10, 31)),
      identity: { ...nobody, consentEmail: true, email: good },
      earlierIdentity: { ...nobody, consentEmail: false, email: good },
    });
    expect(factor(reached, 'REACHABILITY').trend).toMatchObject({ previous: 0, direction: 'UP', days: 30 });
    expect(reached.trend?.direction).toBe('UP');
  });

  test('who is no member and has said nothing lacks two factors and is not punished for it', () => {
    const visits = historyOf(everyDays(today - 91, 7, 14));
    const plain = strengthOf({ visits });
    expect(factor(plain, 'LOYALTY').insufficientData?.reason).toBe('NOT_A_MEMBER');
    expect(factor(plain, 'FEEDBACK').insufficientData?.reason).toBe('NO_FEEDBACK');
    expect(plain.coverage).toBeCloseTo(0.55, 12); // tenure 15, expected visits 30, regularity 10
    const happy = strengthOf({ visits, feedback: { entries: [said(today - 1, 10)] } });
    const cross = strengthOf({ visits, feedback: { entries: [said(today - 1, 0)] } });
    expect(happy.coverage).toBeCloseTo(0.75, 12);
    expect(happy.overallScore ?? 0).toBeGreaterThan(cross.overallScore ?? 0);
  });

  test('without a visit there is no score but a reason, and all six factors are shown with their weights', () => {
    const unseen = strengthOf({ identity: { ...nobody, consentEmail: true, email: good } });
    expect(unseen).toMatchObject({
      overallScore: null,
      strengthLevel: null,
      coverage: 0,
      trend: null,
      insufficientData: { reason: 'NO_VISITS', have: 0, need: 1 },
      milestones: [],
    });
    expect(unseen.relationshipFactors.map(({ name, weight, score }) => [name, weight, score])).toEqual([
      ['TENURE', 15, null],
      ['EXPECTED_VISITS', 30, null],
      ['REGULARITY', 10, null],
      ['REACHABILITY', 10, null],
      ['LOYALTY', 15, null],
      ['FEEDBACK', 20, null],
    ]);
  });

  test('the levels begin at 40, 60 and 80, and the weights add up to 100', () => {
    const levels = [0, 39.9, 40, 59.9, 60, 79.9, 80, 100].map((score) => strengthLevelOf(score, defaultScoring));
    expect(levels).toEqual(['WEAK', 'WEAK', 'DEVELOPING', 'DEVELOPING', 'STRONG', 'STRONG', 'EXCEPTIONAL', 'EXCEPTIONAL']);
    expect(Object.values(defaultScoring.relationship.weights).reduce((sum, weight) => sum + weight, 0)).toBe(100);
  });

  test('a weekly regular of three years is STRONG or more, a guest seen once half a year ago WEAK', () => {
    expect(['STRONG', 'EXCEPTIONAL']).toContain(
      strengthOf({ visits: historyOf(everyDays(today - 1_092, 7, 157)) }).strengthLevel,
    );
    expect(strengthOf({ visits: historyOf([today - 180]) }).strengthLevel).toBe('WEAK');
  });
});

describe('engagement', () => {
  test('counts what the guest did', () => {
    const visits = historyOf([today - 60, today - 40, today - 20, today]);
    const loyalty = {
      tier: null,
      joinedAt: null,
      transactions: [earn(today - 40), earn(today - 30, { kind: 'EXPIRE' }), earn(today)],
    };
    const sends = [
      sent(today - 200),
      sent(today - 50),
      sent(today - 30, { clickedAt: (today - 29) * dayMs }),
      sent(today - 10, { deliveredAt: null }),
    ];
    const { engagementMetrics } = strengthOf({
      visits,
      loyalty,
      feedback: { entries: [said(today - 3, 8)] },
      sends: { sends },
    });
    expect(engagementMetrics).toEqual({
      visitFrequency: 2, // 4 visit days in 60 days
      deliveries: 2, // of the last 180 days, and arrived
      campaignResponse: 0.5,
      loyaltyParticipation: 2 / 3, // on two of the three visit days since the first transaction
      feedbackCount: 1,
      lastInteraction: today * dayMs + dayMs / 2,
    });
  });

  test('says nothing of what there is nothing of', () => {
    expect(strengthOf({ visits: historyOf([today]) }).engagementMetrics).toMatchObject({
      visitFrequency: null,
      deliveries: 0,
      campaignResponse: null,
      loyaltyParticipation: null,
      feedbackCount: 0,
    });
    expect(strengthOf({}).engagementMetrics.lastInteraction).toBeNull();
    const newMember = { tier: null, joinedAt: today * dayMs, transactions: [] };
    const before = strengthOf({ visits: historyOf([today - 1]), loyalty: newMember });
    expect(before.engagementMetrics.loyaltyParticipation).toBeNull();
  });
});

describe('properties for random histories', () => {
  const days = fc
    .array(fc.integer({ min: 0, max: 700 }), { maxLength: 15 })
    .map((agos) => agos.map((ago) => today - ago).sort((a, b) => a - b));
  const anyFacts: fc.Arbitrary<Partial<Needed>> = fc
    .record({
      visits: anyHistory,
      population: anyVenue,
      member: fc.boolean(),
      earned: days,
      saidOn: days,
      sentOn: days,
      consent: fc.option(fc.boolean()),
    })
    .map(({ visits, population, member, earned, saidOn, sentOn, consent }) => ({
      visits,
      population,
      loyalty: member
        ? { tier: null, joinedAt: null, transactions: earned.map((day, index) => earn(day, { transactionId: `t${index}` })) }
        : null,
      feedback: { entries: saidOn.map((day, index) => ({ ...said(day, index % 11), feedbackId: `f${index}` })) },
      sends: { sends: sentOn.map((day, index) => sent(day, { clickedAt: index % 2 === 0 ? day * dayMs + 5 : null })) },
      identity: { ...nobody, consentEmail: consent, email: good },
    }));

  test('scores and shares lie in their ranges, and the contributions add up', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { overallScore, strengthLevel, relationshipFactors, coverage, engagementMetrics, insufficientData } =
          strengthOf(facts);
        for (const { score, contribution, insufficientData: lack } of relationshipFactors) {
          expect(score === null).toBe(lack !== null);
          expect(score === null).toBe(contribution === null);
          if (score !== null) expect(score >= 0 && score <= 100).toBe(true);
        }
        expect(coverage >= 0 && coverage <= 1).toBe(true);
        for (const share of [engagementMetrics.campaignResponse, engagementMetrics.loyaltyParticipation]) {
          if (share !== null) expect(share >= 0 && share <= 1).toBe(true);
        }
        expect(overallScore === null).toBe(insufficientData !== null);
        expect(overallScore === null).toBe(strengthLevel === null);
        const sum = relationshipFactors.reduce((total, { contribution }) => total + (contribution ?? 0), 0);
        if (overallScore !== null) expect(sum).toBeCloseTo(overallScore, 9);
      }),
    );
  });

  test('the trend compares with what would have been answered then', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const then = today - 30;
        const upTo = <Event extends { readonly day: number }>(events: readonly Event[] = []) =>
          events.filter(({ day }) => day <= then);
        const transactions = upTo(facts.loyalty?.transactions);
        const before = strengthOf(
          {
            ...facts,
            visits: { visits: upTo(facts.visits?.visits) },
            loyalty: facts.loyalty ? { ...facts.loyalty, transactions } : null,
            feedback: { entries: upTo(facts.feedback?.entries) },
            sends: { sends: upTo(facts.sends?.sends) },
          },
          then,
        );
        const now = strengthOf(facts);
        expect(now.trend?.previous ?? null).toBe(now.overallScore === null ? null : before.overallScore);
        now.relationshipFactors.forEach(({ trend, score }, index) => {
          expect(trend?.previous ?? null).toBe(score === null ? null : (before.relationshipFactors[index]?.score ?? null));
        });
      }),
    );
  });

  test('a visit today never lowers tenure', () => {
    fc.assert(
      fc.property(anyHistory, (visits) => {
        fc.pre(visits.visits.length > 0);
        const score = (history: Facts['visits']) => factor(strengthOf({ visits: history }), 'TENURE').score ?? 0;
        expect(score({ visits: [...visits.visits, visitOn(today, 2_000, 'w')] })).toBeGreaterThanOrEqual(score(visits) - 1e-9);
      }),
    );
  });
});
