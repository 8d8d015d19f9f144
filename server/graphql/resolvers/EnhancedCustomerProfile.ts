import { guidance } from '../../engine/insights/guidance.ts';
import { behavioralPreferences } from '../../engine/profile/behavior.ts';
import { profileCompleteness } from '../../engine/profile/completeness.ts';
import { demographicInsights } from '../../engine/profile/demographics.ts';
import { dataFreshness } from '../../engine/profile/freshness.ts';
import { purchaseHistory } from '../../engine/profile/purchases.ts';
import { relationshipStrength } from '../../engine/profile/relationship.ts';
import { whenKnown } from '../subjects.ts';
import type { EnhancedCustomerProfileResolvers } from '../types.generated.ts';

export const EnhancedCustomerProfile: EnhancedCustomerProfileResolvers = {
  customer: ({ guest }) => guest,
  profileCompleteness: (subject, _args, { assessor }) => assessor.assess(profileCompleteness, subject),
  behavioralPreferences: (subject, _args, { assessor }) => assessor.assess(behavioralPreferences, subject),
  purchaseHistoryAnalysis: (subject, _args, { assessor }) => assessor.assess(purchaseHistory, subject),
  relationshipStrength: (subject, _args, { assessor }) => assessor.assess(relationshipStrength, subject),
  personalizedInsights: (subject, _args, { assessor }) =>
    whenKnown(assessor.assess(guidance, subject), ({ personalizedInsights }) => ({ ...personalizedInsights, subject })),
  demographicInsights: (subject, _args, { assessor }) => assessor.assess(demographicInsights, subject),
  dataFreshness: (subject, _args, { assessor }) => assessor.assess(dataFreshness, subject),
  lastUpdated: (subject, _args, { now, assessor }) => assessor.computedAt(subject) ?? now,
};
