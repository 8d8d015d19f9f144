import type { GraphQLResolveInfo } from 'graphql';
import { benchmarkComparison } from '../../engine/health/benchmark.ts';
import { scoreChange } from '../../engine/health/change.ts';
import { engagementAnalysis } from '../../engine/health/engagement.ts';
import { healthScore } from '../../engine/health/score.ts';
import { guidance } from '../../engine/insights/guidance.ts';
import { predictionsWithin } from '../../engine/predictions/guest-predictions.ts';
import { behavioralPreferences } from '../../engine/profile/behavior.ts';
import { profileCompleteness } from '../../engine/profile/completeness.ts';
import { demographicInsights } from '../../engine/profile/demographics.ts';
import { dataFreshness } from '../../engine/profile/freshness.ts';
import { purchaseHistory } from '../../engine/profile/purchases.ts';
import { relationshipStrength } from '../../engine/profile/relationship.ts';
import { inSection } from '../section-names.ts';
import { selectedFields } from '../selection.ts';
import type { Preparation } from '../subjects.ts';

/** Fields of a health score that need no scoring. */
const unscored: ReadonlySet<string> = new Set([
  '__typename',
  'customerId',
  'customer',
  'asOf',
  'healthHistory',
  'lastCalculated',
  'nextCalculation',
]);

const scoring: readonly Preparation[] = [({ assessor }, subject) => assessor.assess(healthScore, subject)];

const guiding: Preparation = ({ assessor }, subject) => assessor.assess(guidance, subject);

/** Sections of a health score that rest on a derivation of their own. */
const scoreParts: ReadonlyMap<string, readonly Preparation[]> = new Map<string, readonly Preparation[]>([
  ['engagementAnalysis', [({ assessor }, subject) => assessor.assess(engagementAnalysis, subject)]],
  ['benchmarkComparison', [({ assessor }, subject) => assessor.assess(benchmarkComparison, subject)]],
  ['change', [({ assessor }, subject) => assessor.assess(scoreChange, subject)]],
  [
    'predictionModels',
    [({ assessor }, subject) => assessor.assess(inSection('predictionModels', predictionsWithin(null)), subject)],
  ],
  ['riskAssessment', [guiding]],
  ['insights', [guiding]],
]);

const profileSections: ReadonlyMap<string, Preparation> = new Map<string, Preparation>([
  ['profileCompleteness', ({ assessor }, subject) => assessor.assess(profileCompleteness, subject)],
  ['behavioralPreferences', ({ assessor }, subject) => assessor.assess(behavioralPreferences, subject)],
  ['purchaseHistoryAnalysis', ({ assessor }, subject) => assessor.assess(purchaseHistory, subject)],
  ['relationshipStrength', ({ assessor }, subject) => assessor.assess(relationshipStrength, subject)],
  ['personalizedInsights', guiding],
  ['demographicInsights', ({ assessor }, subject) => assessor.assess(demographicInsights, subject)],
  ['dataFreshness', ({ assessor }, subject) => assessor.assess(dataFreshness, subject)],
]);

/** By the fields selected, which are remembered with their document. */
const preparedFor = new WeakMap<ReadonlySet<string>, readonly Preparation[]>();

/** What the selected fields of a health score need. */
export function scoreSections(info: GraphQLResolveInfo): readonly Preparation[] {
  const selected = selectedFields(info);
  const known = preparedFor.get(selected);
  if (known !== undefined) return known;
  const fields = [...selected].filter((field) => !unscored.has(field));
  const found = [...new Set(fields.flatMap((field) => scoreParts.get(field) ?? scoring))];
  preparedFor.set(selected, found);
  return found;
}

/** What the selected fields of a profile need. */
export function profileSectionsOf(info: GraphQLResolveInfo): readonly Preparation[] {
  return [...selectedFields(info)].flatMap((field) => profileSections.get(field) ?? []);
}
