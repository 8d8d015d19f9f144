import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import type { Facts } from '../../server/engine/facts.ts';
import { healthScore } from '../../server/engine/health/score.ts';
import { guidance } from '../../server/engine/insights/guidance.ts';
import { outlookOf } from '../../server/engine/outlook.ts';
import { profileCompleteness } from '../../server/engine/profile/completeness.ts';
import { lifetimeValue } from '../../server/engine/profile/purchases.ts';
import { rfm } from '../../server/engine/profile/rfm.ts';
import { snapshot } from '../../server/engine/snapshot.ts';
import { fittedVenueOn } from './fitted-venue.ts';
import { anyHistory, momentOn, today, venueOn } from './histories.ts';
import { guest } from './insights/guests.ts';

const moment = momentOn(today);
const venues = { RHYTHM: venueOn(today - 3), CHAMPION: fittedVenueOn(today - 3) };

/** What a run keeps, found by the derivations that answers ask one by one and that explain it. */
function explained(facts: Facts) {
  const { components, insufficientData, ...numbers } = healthScore.compute(facts, moment);
  const scores = Object.fromEntries(Object.entries(components).map(([name, { score }]) => [name, score]));
  const { riskAssessment, alerts } = guidance.compute(facts, moment);
  const { churnRisk, engagementRisk, valueRisk } = riskAssessment;
  const { total, last12Months, percentile } = lifetimeValue(facts.visits, facts.population, today, defaultScoring);
  return {
    health: { ...numbers, scores },
    risks: [churnRisk, engagementRisk, valueRisk].map(({ probability, riskLevel }) => [probability, riskLevel]),
    money: [total ?? 0, last12Months ?? 0, percentile],
    completeness: profileCompleteness.compute(facts, moment).overallScore,
    expectedVisits: outlookOf(facts.visits, today, facts.population, defaultScoring)?.visitsPer30Days ?? null,
    group: rfm(facts.visits, facts.population, today, defaultScoring)?.group ?? null,
    alerts,
  };
}

function kept(facts: Facts) {
  const found = snapshot.compute(facts, moment);
  const { churn, engagement, value } = found.risks;
  return {
    health: found.health,
    risks: [churn, engagement, value].map(({ probability, riskLevel }) => [probability, riskLevel]),
    money: [found.lifetimeValueMinor, found.last12MonthsMinor, found.lifetimeValuePercentile],
    completeness: found.completenessScore,
    expectedVisits: found.expectedVisitsPer30Days,
    group: found.rfmGroup,
    alerts: found.alerts,
  };
}

describe.each(['RHYTHM', 'CHAMPION'] as const)('by %s', (method) => {
  const population = venues[method];

  test('a run keeps the very numbers that answers explain, whatever the history', () => {
    fc.assert(
      fc.property(anyHistory, (visits) => {
        const facts = () => guest({ visits: { visits: [...visits.visits] }, population, earlierPopulation: population });
        expect(kept(facts())).toEqual(explained(facts()));
      }),
      { numRuns: 200 },
    );
  });

  test('a run leaves nothing on what it was given', () => {
    fc.assert(
      fc.property(anyHistory, (visits) => {
        const facts = guest({ visits, population, earlierPopulation: population });
        const frozen = {
          ...facts,
          visits: Object.freeze({ visits: Object.freeze(visits.visits.map((visit) => Object.freeze(visit))) }),
        };
        expect(kept(frozen)).toEqual(kept(frozen));
      }),
      { numRuns: 50 },
    );
  });
});
