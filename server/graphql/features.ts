import type { Context } from './context.ts';
import { featureDisabled } from './errors.ts';

type Feature =
  | 'FEATURE_ENHANCED_PROFILES'
  | 'FEATURE_HEALTH_SCORING'
  | 'FEATURE_PREDICTIVE_ANALYTICS'
  | 'FEATURE_BATCH_PROCESSING';

/** @throws GraphQLError FEATURE_DISABLED when one of these is switched off. */
export function requireFeatures({ serving }: Context, ...features: readonly Feature[]): void {
  for (const feature of features) if (!serving.settings[feature]) throw featureDisabled(feature);
}
