/** Risks, alerts and suggestions of one guest: computed together, because each rests on the others. */
import { type Alert, type AlertKind, alertsOf } from '../alerts/alerts.ts';
import { derivation, type Moment } from '../derivation.ts';
import type { Facts } from '../facts.ts';
import { until } from '../health/known.ts';
import { healthScore } from '../health/score.ts';
import { outlookOf } from '../outlook.ts';
import { profileCompleteness } from '../profile/completeness.ts';
import { mitigated, type PreventionStep, preventionOf, type RiskAssessment } from '../risk/assessment.ts';
import { valueAtRisk } from '../risk/at-risk.ts';
import { bareChurnRisk, churnRisk } from '../risk/churn.ts';
import { engagementRisk } from '../risk/engagement.ts';
import { valueRisk } from '../risk/value.ts';
import type { ActionGoal, ActionKind } from './catalogue/action.ts';
import { reachOf } from './reach.ts';
import { restingActions } from './resting.ts';
import { type ProfileRiskFactor, riskFactorsOf } from './risk-factors.ts';
import { signalsOf } from './signals.ts';
import { type Candidate, candidatesFor, listed, type Suggestion } from './suggestions.ts';

export interface InsightAlert extends Alert {
  /** Null: the catalogue has nothing that fits the guest. */
  readonly suggestedAction: Suggestion | null;
}

export interface HealthInsights {
  readonly criticalAlerts: readonly InsightAlert[];
  readonly opportunities: readonly Suggestion[];
  readonly recommendations: readonly Suggestion[];
}

export interface PersonalizedInsights {
  readonly nextBestActions: readonly Suggestion[];
  readonly tailoredOffers: readonly Suggestion[];
  readonly careOpportunities: readonly Suggestion[];
  readonly riskFactors: readonly ProfileRiskFactor[];
}

export interface Guidance {
  readonly riskAssessment: RiskAssessment;
  readonly insights: HealthInsights;
  readonly personalizedInsights: PersonalizedInsights;
  /** Whatever the level of the risk. */
  readonly churnPrevention: readonly PreventionStep[];
  /** All of them, LOW included, most severe first. */
  readonly alerts: readonly Alert[];
  /** The best action against an alert of each kind, whether there is one or not. Null: the catalogue has nothing that fits the guest. */
  readonly answers: Readonly<Record<AlertKind, Suggestion | null>>;
  /** Ids of all actions that fit the guest and pay, in lists or not, best first. */
  readonly fitting: readonly string[];
}

const growth: readonly ActionGoal[] = ['ENGAGEMENT', 'UPSELL'];
const next: readonly ActionKind[] = ['ACTION', 'MITIGATION'];

/** Which goal answers an alert. */
const goals: Readonly<Record<AlertKind, ActionGoal>> = {
  SCORE_BELOW_THRESHOLD: 'RETENTION',
  LEVEL_LOST: 'RETENTION',
  SHARP_DROP: 'RETENTION',
  CHURN_CROSSED_50: 'RETENTION',
  CHURN_CROSSED_80: 'RETENTION',
  BAD_FEEDBACK: 'RECOVERY',
  SILENT_REGULAR: 'RETENTION',
  DATA_QUALITY: 'DATA',
};

function answersAmong(candidates: readonly Candidate[]): Record<AlertKind, Suggestion | null> {
  const bestOf = (goal: ActionGoal): Suggestion | null => {
    const best = candidates.find(({ action }) => action.goal === goal);
    return best === undefined ? null : { ...best.suggestion, priority: 1 };
  };
  return Object.fromEntries(Object.entries(goals).map(([kind, goal]) => [kind, bestOf(goal)])) as Record<
    AlertKind,
    Suggestion | null
  >;
}

function earlierChurn({ visits, earlierPopulation }: Pick<Facts, 'visits' | 'earlierPopulation'>, moment: Moment): number | null {
  const { earlier, config } = moment;
  const outlook = outlookOf(until(visits, earlier), earlier.day, earlierPopulation, config);
  return bareChurnRisk(outlook, earlierPopulation, config).probability;
}

export const guidance = derivation(
  ['visits', 'items', 'identity', 'loyalty', 'feedback', 'sends', 'interventions', 'sources', 'population', 'earlierPopulation'],
  (facts, moment): Guidance => {
    const { config, day } = moment;
    const health = healthScore.compute(facts, moment);
    const completeness = profileCompleteness.compute(facts, moment);
    const churn = churnRisk(facts.visits, facts.population, day, config);
    const engagement = engagementRisk(facts, day, config);
    const value = valueRisk(facts.visits, facts.population, day, config);
    const { signals, favorite } = signalsOf(
      facts,
      { health, completeness, engagementRisk: engagement, valueRisk: value },
      moment,
    );
    const reach = reachOf(facts.identity, facts.sends, config);
    const resting = restingActions(facts.interventions, moment.asOf, config);
    const learned = facts.population.actionUplifts;
    const candidates = candidatesFor({ signals, favoriteName: favorite?.name ?? null, reach, resting, learned }, config);
    const riskAssessment: RiskAssessment = {
      churnRisk: mitigated(churn, candidates, config),
      engagementRisk: mitigated(engagement, candidates, config),
      valueRisk: mitigated(value, candidates, config),
      valueAtRisk: valueAtRisk(churn, facts.visits, day, config),
    };
    const answers = answersAmong(candidates);
    const alerts = alertsOf({
      facts,
      moment,
      health,
      completeness,
      churn,
      earlierChurn: () => earlierChurn(facts, moment),
      signals,
    });
    return {
      riskAssessment,
      churnPrevention: preventionOf(churn, candidates, config),
      alerts,
      answers,
      fitting: candidates.map(({ action }) => action.id),
      insights: {
        criticalAlerts: alerts
          .filter(({ severity }) => severity !== 'LOW')
          .map((alert): InsightAlert => ({ ...alert, suggestedAction: answers[alert.kind] })),
        opportunities: listed(candidates, config, ({ goal }) => growth.includes(goal)),
        recommendations: listed(candidates, config, ({ goal }) => !growth.includes(goal)),
      },
      personalizedInsights: {
        nextBestActions: listed(candidates, config, ({ kind }) => next.includes(kind)),
        tailoredOffers: listed(candidates, config, ({ kind }) => kind === 'OFFER'),
        careOpportunities: listed(candidates, config, ({ kind }) => kind === 'CARE'),
        riskFactors: riskFactorsOf(riskAssessment, alerts, signals, candidates, config),
      },
    };
  },
);
