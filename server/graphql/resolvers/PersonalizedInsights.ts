import { itemRecommendations } from '../../engine/insights/item-recommendations.ts';
import type { PersonalizedInsightsResolvers } from '../types.generated.ts';

export const PersonalizedInsights: PersonalizedInsightsResolvers = {
  itemRecommendations: ({ subject }, _args, { assessor }) => assessor.assess(itemRecommendations, subject),
};
