import type { ComponentName } from '../../engine/health/component.ts';
import type { ComponentChangeResolvers, HealthComponentName } from '../types.generated.ts';

const names: Readonly<Record<ComponentName, HealthComponentName>> = {
  visitFrequency: 'VISIT_FREQUENCY',
  spendingBehavior: 'SPENDING_BEHAVIOR',
  loyaltyEngagement: 'LOYALTY_ENGAGEMENT',
  feedbackSentiment: 'FEEDBACK_SENTIMENT',
  communicationResponse: 'COMMUNICATION_RESPONSE',
  recencyFactor: 'RECENCY_FACTOR',
};

export const ComponentChange: ComponentChangeResolvers = {
  component: ({ component }) => names[component],
  lateData: ({ byCause }) => byCause.LATE_DATA,
  behavior: ({ byCause }) => byCause.BEHAVIOR,
  time: ({ byCause }) => byCause.TIME,
  base: ({ byCause }) => byCause.BASE,
  configuration: ({ byCause }) => byCause.CONFIGURATION,
};
