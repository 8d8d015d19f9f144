import { getCustomerHealthScore } from 'enhanced-customer-experience/services/customerHealthScoringService';

/** The product document's second example, word for word but for what it does in the end. */
export async function healthExample(customerId: string) {
  const found: { alerts?: readonly object[]; strategies?: readonly object[] } = {};

  // Get health score
  const healthData = await getCustomerHealthScore(customerId);

  // Check health level
  if (healthData.healthLevel === 'POOR') {
    // Trigger immediate intervention
    const alerts = healthData.insights.criticalAlerts;
    // Process alerts...
    found.alerts = alerts;
  }

  // Analyze risk factors
  const churnRisk = healthData.riskAssessment.churnRisk;
  if (churnRisk.riskLevel === 'HIGH') {
    // Implement retention strategies
    const strategies = churnRisk.mitigationStrategies;
    // Execute strategies...
    found.strategies = strategies;
  }
  return found;
}
