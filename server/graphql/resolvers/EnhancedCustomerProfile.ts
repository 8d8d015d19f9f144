import { behavioralPreferences } from '../../engine/profile/behavior.ts';
import { profileCompleteness } from '../../engine/profile/completeness.ts';
import { dataFreshness } from '../../engine/profile/freshness.ts';
import { purchaseHistory } from '../../engine/profile/purchases.ts';
import type { EnhancedCustomerProfileResolvers } from '../types.generated.ts';

export const EnhancedCustomerProfile: EnhancedCustomerProfileResolvers = {
  customer: ({ guest }) => guest,
  profileCompleteness: (subject, _args, { assessor }) => assessor.assess(profileCompleteness, subject),
  behavioralPreferences: (subject, _args, { assessor }) => assessor.assess(behavioralPreferences, subject),
  purchaseHistoryAnalysis: (subject, _args, { assessor }) => assessor.assess(purchaseHistory, subject),
  dataFreshness: (subject, _args, { assessor }) => assessor.assess(dataFreshness, subject),
  lastUpdated: (_subject, _args, { now }) => now,
};
