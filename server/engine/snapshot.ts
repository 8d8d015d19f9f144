import { alertsOf } from './alerts/alerts.ts';
import type { BareFacts, BareHistory } from './bare-visits.ts';
import type { Derivation, Moment } from './derivation.ts';
import { newlyKnownAt } from './health/known.ts';
import { type Look, lookAt } from './health/look.ts';
import { bareHealth, healthNeeds } from './health/score.ts';
import { rhythmSignals } from './insights/signals.ts';
import { percentileRank } from './maths/statistics.ts';
import { bareCompleteness } from './profile/completeness.ts';
import { pastSpend } from './profile/purchases.ts';
import { rfmInput, rfmOf } from './profile/rfm.ts';
import { bareChurnRisk } from './risk/churn.ts';
import { bareEngagementRisk } from './risk/engagement.ts';
import { bareValueRisk } from './risk/value.ts';

function lastOf({ visits }: BareHistory): number | null {
  let latest: number | null = null;
  for (const { at } of visits) if (latest === null || at > latest) latest = at;
  return latest;
}

const needs = [...healthNeeds, 'identity', 'items', 'sources'] as const;

type SnapshotFacts = Pick<BareFacts, (typeof needs)[number]>;

function risksOf(now: Look, facts: SnapshotFacts, { day, config }: Moment) {
  const { visits, population } = facts;
  return {
    churn: bareChurnRisk(now.outlook, population, config),
    engagement: bareEngagementRisk(now, facts, day, config),
    value: bareValueRisk(now, visits, population, day, config),
  };
}

function compute(facts: SnapshotFacts, moment: Moment) {
  const { day, earlier, config } = moment;
  const { visits, population, earlierPopulation } = facts;
  const now = lookAt(facts, population, day, config);
  const before = lookAt(newlyKnownAt(facts, earlier), earlierPopulation, earlier.day, config);
  const { days, spend } = now.traits;
  const health = bareHealth(now, before, facts, moment);
  const completeness = bareCompleteness(facts, moment);
  const value = pastSpend(visits, population, day, config, spend);
  const risks = risksOf(now, facts, moment);
  const rhythm = rhythmSignals(now.traits, now.outlook, population, day, config);
  const signals = Object.assign(rhythm, { lifetimeValuePercentile: value.percentile });
  const earlierChurn = (): number | null => bareChurnRisk(before.outlook, earlierPopulation, config).probability;
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
    expectedVisitsPer30Days: now.outlook?.visitsPer30Days ?? null,
    lifetimeValueMinor: value.total ?? 0,
    last12MonthsMinor: value.last12Months ?? 0,
    lifetimeValuePercentile: value.percentile,
    rfmGroup: rfmOf(rfmInput(visits, day, config, days), population.rfm)?.group ?? null,
    /** Most severe first; without a life cycle. */
    alerts: alertsOf({ facts, moment, health, completeness, churn: risks.churn, earlierChurn, signals }),
  };
}

/** What lists, filters, history and alerts need of one guest, unrounded: one current row per guest. A run asks once: nothing is remembered. */
export const snapshot: Derivation<(typeof needs)[number], ReturnType<typeof compute>, BareFacts> = { needs, bare: true, compute };
