import { getBatchHealthScores } from 'enhanced-customer-experience/services/customerHealthScoringService';
import { getBatchEnhancedProfiles } from 'enhanced-customer-experience/services/enhancedCustomerProfileService';

/** The product document's third example, word for word, as JavaScript. */
export async function batchExample() {
  // Process multiple customers
  const customerIds = ['customer1', 'customer2', 'customer3'];
  const profiles = await getBatchEnhancedProfiles(customerIds);
  const healthScores = await getBatchHealthScores(customerIds);

  // Analyze segment performance
  const segmentAnalysis = profiles.reduce((acc, profile) => {
    const segment = profile.customer.segment;
    acc[segment] = acc[segment] || [];
    acc[segment].push(profile);
    return acc;
  }, {});
  return { profiles, healthScores, segmentAnalysis };
}
