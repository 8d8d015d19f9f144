import { benchmarkComparison } from '../../engine/health/benchmark.ts';
import { scoreChange } from '../../engine/health/change.ts';
import { engagementAnalysis } from '../../engine/health/engagement.ts';
import type { HealthScore } from '../../engine/health/score.ts';
import { healthScore } from '../../engine/health/score.ts';
import { guidance } from '../../engine/insights/guidance.ts';
import { predictionsWithin } from '../../engine/predictions/guest-predictions.ts';
import type { Context } from '../context.ts';
import { healthHistoryOf } from '../health-history.ts';
import { checkedHorizon } from '../horizon.ts';
import type { InsightParent } from '../parents.ts';
import { nextCalculation, scoredOf } from '../scored.ts';
import { inSection } from '../section-names.ts';
import { whenKnown } from '../subjects.ts';
import type { CustomerHealthScoreResolvers } from '../types.generated.ts';
import { hypothesisOf } from '../what-if.ts';

/** A property of the score, at once when the score is known. */
function part<Name extends keyof HealthScore>(name: Name) {
  return (subject: InsightParent, _args: unknown, { assessor }: Context): HealthScore[Name] | Promise<HealthScore[Name]> =>
    whenKnown(subject.kept?.score ?? assessor.assess(healthScore, subject), (score) => score[name]);
}

export const CustomerHealthScore: CustomerHealthScoreResolvers = {
  customer: ({ guest }) => guest,
  asOf: ({ asOf, hypothesis }) => hypothesis?.events.asOf ?? asOf,
  healthScore: part('healthScore'),
  healthLevel: part('healthLevel'),
  exactScore: part('exactScore'),
  coverage: part('coverage'),
  confidence: part('confidence'),
  method: part('method'),
  week: part('week'),
  configVersion: part('configVersion'),
  horizonDays: part('horizonDays'),
  dataPoints: part('dataPoints'),
  insufficientData: part('insufficientData'),
  components: part('components'),
  trend: part('trend'),
  engagementAnalysis: (subject, _args, { assessor }) => assessor.assess(engagementAnalysis, subject),
  benchmarkComparison: (subject, _args, { assessor }) => assessor.assess(benchmarkComparison, subject),
  riskAssessment: (subject, _args, { assessor }) =>
    whenKnown(subject.kept ?? assessor.assess(guidance, subject), ({ riskAssessment }) => riskAssessment),
  predictionModels: (subject, { horizonDays }, context) => {
    return whenKnown(
      context.assessor.assess(inSection('predictionModels', predictionsWithin(checkedHorizon(horizonDays))), subject),
      (predictions) => ({
        ...predictions,
        subject,
      }),
    );
  },
  insights: (subject, _args, { assessor }) => whenKnown(assessor.assess(guidance, subject), ({ insights }) => insights),
  hypothesis: (subject, _args, context) => hypothesisOf(context, subject),
  change: (subject, _args, { assessor }) => assessor.assess(scoreChange, subject),
  healthHistory: (subject, { last }, context) => healthHistoryOf(context, subject, last ?? 90),
  lastCalculated: (subject, _args, context) => whenKnown(scoredOf(context, subject), (scored) => scored?.recordedAt ?? null),
  nextCalculation: (subject, _args, context) =>
    whenKnown(scoredOf(context, subject), (scored) => nextCalculation(context, scored)),
};
