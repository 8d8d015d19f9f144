/**
 * How strong the relation with a customer is: the additive engine of the health score over what a relation is made of. It describes; it
 * predicts nothing and is not tested against returns.
 */
import type { ScoringConfig } from '../config.ts';
import { derivation } from '../derivation.ts';
import type { Part } from '../health/component.ts';
import { knownAt } from '../health/known.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { type ScoreTrend, scoreTrend } from '../score-trend.ts';
import { type Weighed, weighed } from '../weighing.ts';
import { type Milestone, milestones } from './milestones.ts';
import { type EngagementMetrics, engagementMetrics } from './relationship-engagement.ts';
import { type FactorName, relationshipParts } from './relationship-factors.ts';

export type StrengthLevel = 'WEAK' | 'DEVELOPING' | 'STRONG' | 'EXCEPTIONAL';

/** Names as the schema has them, in the order in which they are shown. */
const factorNames = {
  tenure: 'TENURE',
  expectedVisits: 'EXPECTED_VISITS',
  regularity: 'REGULARITY',
  reachability: 'REACHABILITY',
  loyalty: 'LOYALTY',
  feedback: 'FEEDBACK',
} as const satisfies Record<FactorName, string>;

export interface RelationshipFactor extends Part {
  readonly name: (typeof factorNames)[FactorName];
  /** Nominal points of 100. */
  readonly weight: number;
  /** Points of the overall score; null when absent. */
  readonly contribution: number | null;
  /** Null: absent now or then. */
  readonly trend: ScoreTrend | null;
}

export interface RelationshipStrength {
  readonly overallScore: number | null;
  readonly strengthLevel: StrengthLevel | null;
  readonly coverage: number;
  readonly trend: ScoreTrend | null;
  readonly insufficientData: InsufficientData | null;
  readonly engagementMetrics: EngagementMetrics;
  readonly relationshipFactors: readonly RelationshipFactor[];
  readonly milestones: readonly Milestone[];
}

type Parts = Readonly<Record<FactorName, Part>>;

export function strengthLevelOf(overall: number, { relationship }: ScoringConfig): StrengthLevel {
  const { developingFrom, strongFrom, exceptionalFrom } = relationship;
  if (overall < developingFrom) return 'WEAK';
  if (overall < strongFrom) return 'DEVELOPING';
  return overall < exceptionalFrom ? 'STRONG' : 'EXCEPTIONAL';
}

/** Nothing is present without the main factor, the expected visits: both need a visit and nothing else. */
function weighedParts(parts: Parts, config: ScoringConfig): Weighed<FactorName> {
  const scores = {
    tenure: parts.tenure.score,
    expectedVisits: parts.expectedVisits.score,
    regularity: parts.regularity.score,
    reachability: parts.reachability.score,
    loyalty: parts.loyalty.score,
    feedback: parts.feedback.score,
  };
  return weighed(scores, config.relationship.weights);
}

/** Strength at an instant and at the earlier one, with what happened on the way. */
export const relationshipStrength = derivation(
  ['visits', 'loyalty', 'feedback', 'sends', 'identity', 'earlierIdentity', 'population', 'earlierPopulation'],
  (facts, { day, earlier, config }): RelationshipStrength => {
    const parts = relationshipParts(facts, day, config);
    const earlierFacts = { ...knownAt(facts, earlier), identity: facts.earlierIdentity, population: facts.earlierPopulation };
    const earlierParts = relationshipParts(earlierFacts, earlier.day, config);
    const { total, coverage, contributions } = weighedParts(parts, config);
    return {
      overallScore: total,
      strengthLevel: total === null ? null : strengthLevelOf(total, config),
      coverage,
      trend: scoreTrend(total, weighedParts(earlierParts, config).total, config),
      insufficientData:
        total === null ? insufficient('NO_VISITS', 'Relationship strength needs a visit; there is none on record.', 0, 1) : null,
      engagementMetrics: engagementMetrics(facts, day, config),
      relationshipFactors: (Object.keys(factorNames) as FactorName[]).map((name) => ({
        ...parts[name],
        name: factorNames[name],
        weight: config.relationship.weights[name],
        contribution: contributions[name] ?? null,
        trend: scoreTrend(parts[name].score, earlierParts[name].score, config),
      })),
      milestones: milestones(facts, day, config),
    };
  },
);
