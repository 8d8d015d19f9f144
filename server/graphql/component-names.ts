import type { ComponentName } from '../engine/health/component.ts';
import type { HealthComponentName } from './types.generated.ts';

/** The components as the schema calls them. */
export const componentNameOf: Readonly<Record<ComponentName, HealthComponentName>> = {
  visitFrequency: 'VISIT_FREQUENCY',
  spendingBehavior: 'SPENDING_BEHAVIOR',
  loyaltyEngagement: 'LOYALTY_ENGAGEMENT',
  feedbackSentiment: 'FEEDBACK_SENTIMENT',
  communicationResponse: 'COMMUNICATION_RESPONSE',
  recencyFactor: 'RECENCY_FACTOR',
};
