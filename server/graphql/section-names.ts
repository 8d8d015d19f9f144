/** Which section of an answer a derivation makes, for those who want to know what a section rests on. */
import { benchmarkComparison } from '../engine/health/benchmark.ts';
import { scoreChange } from '../engine/health/change.ts';
import { engagementAnalysis } from '../engine/health/engagement.ts';
import { healthScore } from '../engine/health/score.ts';
import { guidance } from '../engine/insights/guidance.ts';
import { itemRecommendations } from '../engine/insights/item-recommendations.ts';
import { behavioralPreferences } from '../engine/profile/behavior.ts';
import { profileCompleteness } from '../engine/profile/completeness.ts';
import { demographicInsights } from '../engine/profile/demographics.ts';
import { dataFreshness } from '../engine/profile/freshness.ts';
import { purchaseHistory } from '../engine/profile/purchases.ts';
import { relationshipStrength } from '../engine/profile/relationship.ts';

/** `insights` are those of the score and of the profile, the risks, and what to do: they come of one derivation. */
const names = new WeakMap<object, string>([
  [healthScore, 'healthScore'],
  [engagementAnalysis, 'engagementAnalysis'],
  [benchmarkComparison, 'benchmarkComparison'],
  [scoreChange, 'change'],
  [guidance, 'insights'],
  [itemRecommendations, 'itemRecommendations'],
  [profileCompleteness, 'profileCompleteness'],
  [behavioralPreferences, 'behavioralPreferences'],
  [purchaseHistory, 'purchaseHistoryAnalysis'],
  [relationshipStrength, 'relationshipStrength'],
  [demographicInsights, 'demographicInsights'],
  [dataFreshness, 'dataFreshness'],
]);

/** Names the section of a derivation that is made for a question; answers the derivation. */
export function inSection<Wanted extends object>(name: string, wanted: Wanted): Wanted {
  names.set(wanted, name);
  return wanted;
}

export function sectionOf(wanted: object): string {
  return names.get(wanted) ?? 'other';
}
