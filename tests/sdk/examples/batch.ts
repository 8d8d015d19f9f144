import { getBatchHealthScores } from 'enhanced-customer-experience/services/customerHealthScoringService';
import {
  type EnhancedCustomerProfile,
  getBatchEnhancedProfiles,
} from 'enhanced-customer-experience/services/enhancedCustomerProfileService';

/** The product document's third example; in strict TypeScript the collection needs a type, and a customer without a segment a name. */
export async function batchExample() {
  // Process multiple customers
  const customerIds = ['customer1', 'customer2', 'customer3'];
  const profiles = await getBatchEnhancedProfiles(customerIds);
  const healthScores = await getBatchHealthScores(customerIds);

  // Analyze segment performance
  const segmentAnalysis = profiles.reduce<Record<string, EnhancedCustomerProfile[]>>((acc, profile) => {
    const segment = profile.customer.segment ?? 'none';
    acc[segment] = acc[segment] || [];
    acc[segment].push(profile);
    return acc;
  }, {});
  return { profiles, healthScores, segmentAnalysis };
}
