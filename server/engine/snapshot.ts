import { derivation } from './derivation.ts';
import { healthNeeds, healthScore } from './health/score.ts';
import { outlookOf } from './outlook.ts';
import { profileCompleteness } from './profile/completeness.ts';
import { lifetimeValue } from './profile/purchases.ts';
import { rfm } from './profile/rfm.ts';

/** What lists and filters need of one guest, unrounded: one current row per guest. */
export const snapshot = derivation([...healthNeeds, 'identity', 'items', 'sources'], (facts, moment) => {
  const health = healthScore.compute(facts, moment);
  const completeness = profileCompleteness.compute(facts, moment);
  const value = lifetimeValue(facts.visits, facts.population, moment.day, moment.config);
  return {
    health,
    completenessScore: completeness.overallScore,
    completenessLevel: completeness.completenessLevel,
    /** Milliseconds since 1970; null: no visit. */
    lastVisitAt: facts.visits.visits.reduce<number | null>(
      (latest, visit) => (latest === null || visit.at > latest ? visit.at : latest),
      null,
    ),
    expectedVisitsPer30Days: outlookOf(facts.visits, moment.day, facts.population, moment.config)?.visitsPer30Days ?? null,
    lifetimeValueMinor: value.total ?? 0,
    last12MonthsMinor: value.last12Months ?? 0,
    lifetimeValuePercentile: value.percentile,
    rfmGroup: rfm(facts.visits, facts.population, moment.day, moment.config)?.group ?? null,
  };
});
