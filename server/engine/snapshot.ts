import { alertsOf } from './alerts/alerts.ts';
import type { BareHistory } from './bare-visits.ts';
import { bareDerivation } from './derivation.ts';
import { bareHealth, healthNeeds } from './health/score.ts';
import { rhythmSignals } from './insights/signals.ts';
import { percentileRank } from './maths/statistics.ts';
import { outlookOf } from './outlook.ts';
import { profileCompleteness } from './profile/completeness.ts';
import { pastSpend } from './profile/purchases.ts';
import { rfm } from './profile/rfm.ts';
import { churnRisk } from './risk/churn.ts';
import { engagementRisk } from './risk/engagement.ts';
import { valueRisk } from './risk/value.ts';

function lastOf({ visits }: BareHistory): number | null {
  let latest: number | null = null;
  for (const { at } of visits) if (latest === null || at > latest) latest = at;
  return latest;
}

/** What lists, filters, history and alerts need of one guest, unrounded: one current row per guest. */
export const snapshot = bareDerivation([...healthNeeds, 'identity', 'items', 'sources'], (facts, moment) => {
  const { day, config } = moment;
  const { visits, population } = facts;
  const health = bareHealth(facts, moment);
  const completeness = profileCompleteness.compute(facts, moment);
  const value = pastSpend(visits, population, day, config);
  const risks = {
    churn: churnRisk(visits, population, day, config, 'PROBABILITY'),
    engagement: engagementRisk(facts, day, config, 'PROBABILITY'),
    value: valueRisk(visits, population, day, config, 'PROBABILITY'),
  };
  const signals = Object.assign(rhythmSignals(facts, day, config), { lifetimeValuePercentile: value.percentile });
  const scores = population.healthScores;
  return {
    health,
    risks,
    /** Of the health score among the current base, 0 to 100; null: no score, or too few guests. */
    percentileRank: scores === null || health.exactScore === null ? null : percentileRank(scores.sketch, health.exactScore),
    completenessScore: completeness.overallScore,
    completenessLevel: completeness.completenessLevel,
    /** Milliseconds since 1970; null: no visit. */
    lastVisitAt: lastOf(visits),
    expectedVisitsPer30Days: outlookOf(visits, day, population, config)?.visitsPer30Days ?? null,
    lifetimeValueMinor: value.total ?? 0,
    last12MonthsMinor: value.last12Months ?? 0,
    lifetimeValuePercentile: value.percentile,
    rfmGroup: rfm(visits, population, day, config)?.group ?? null,
    /** Most severe first; without a life cycle. */
    alerts: alertsOf({ facts, moment, health, completeness, churn: risks.churn, signals }),
  };
});
