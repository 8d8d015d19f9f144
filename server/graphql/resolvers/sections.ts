import type { GraphQLResolveInfo } from 'graphql';
import { healthScore } from '../../engine/health/score.ts';
import { behavioralPreferences } from '../../engine/profile/behavior.ts';
import { profileCompleteness } from '../../engine/profile/completeness.ts';
import { dataFreshness } from '../../engine/profile/freshness.ts';
import { purchaseHistory } from '../../engine/profile/purchases.ts';
import { selectedFields } from '../selection.ts';
import type { Preparation } from '../subjects.ts';

/** Fields of a health score that need no scoring. */
const unscored: ReadonlySet<string> = new Set([
  '__typename',
  'customerId',
  'customer',
  'asOf',
  'lastCalculated',
  'nextCalculation',
]);

const scoring: readonly Preparation[] = [({ assessor }, subject) => assessor.assess(healthScore, subject)];

const profileSections: ReadonlyMap<string, Preparation> = new Map<string, Preparation>([
  ['profileCompleteness', ({ assessor }, subject) => assessor.assess(profileCompleteness, subject)],
  ['behavioralPreferences', ({ assessor }, subject) => assessor.assess(behavioralPreferences, subject)],
  ['purchaseHistoryAnalysis', ({ assessor }, subject) => assessor.assess(purchaseHistory, subject)],
  ['dataFreshness', ({ assessor }, subject) => assessor.assess(dataFreshness, subject)],
]);

/** What the selected fields of a health score need. */
export function scoreSections(info: GraphQLResolveInfo): readonly Preparation[] {
  return [...selectedFields(info)].some((field) => !unscored.has(field)) ? scoring : [];
}

/** What the selected fields of a profile need. */
export function profileSectionsOf(info: GraphQLResolveInfo): readonly Preparation[] {
  return [...selectedFields(info)].flatMap((field) => profileSections.get(field) ?? []);
}
