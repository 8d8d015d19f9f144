import { getEnhancedCustomerProfile } from 'enhanced-customer-experience/services/enhancedCustomerProfileService';

/** The product document's first example, word for word. */
export async function profileExample(customerId: string) {
  // Get complete profile
  const profile = await getEnhancedCustomerProfile(customerId);

  // Access specific insights
  const nextActions = profile.personalizedInsights.nextBestActions;
  const strengthLevel = profile.relationshipStrength.strengthLevel;
  const favoriteItems = profile.purchaseHistoryAnalysis.favoriteItems;
  return { nextActions, strengthLevel, favoriteItems };
}
