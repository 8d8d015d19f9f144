import { customerPage } from '../customer-list.ts';
import { requireFeatures } from '../features.ts';
import { modelCardAt } from '../model-card.ts';
import { customerIdOf } from '../node-id.ts';
import { checkedAsOf, findSubject, findSubjects } from '../subjects.ts';
import type { QueryResolvers } from '../types.generated.ts';
import { profileSectionsOf, scoreSections } from './sections.ts';

export const Query: QueryResolvers = {
  customer: (_root, { id }, { loaders }) => loaders.guests.load(id),
  customers: (_root, args, context) => customerPage(context, args),
  enhancedCustomerProfile: (_root, { customerId, asOf }, context, info) => {
    requireFeatures(context, 'FEATURE_ENHANCED_PROFILES');
    return findSubject(context, customerId, asOf, profileSectionsOf(info));
  },
  customerHealthScore: (_root, { customerId, asOf }, context, info) => {
    requireFeatures(context, 'FEATURE_HEALTH_SCORING');
    return findSubject(context, customerId, asOf, scoreSections(info));
  },
  enhancedCustomerProfiles: (_root, { customerIds, asOf }, context, info) => {
    requireFeatures(context, 'FEATURE_ENHANCED_PROFILES', 'FEATURE_BATCH_PROCESSING');
    return findSubjects(context, customerIds, asOf, profileSectionsOf(info));
  },
  customerHealthScores: (_root, { customerIds, asOf }, context, info) => {
    requireFeatures(context, 'FEATURE_HEALTH_SCORING', 'FEATURE_BATCH_PROCESSING');
    return findSubjects(context, customerIds, asOf, scoreSections(info));
  },
  modelCard: (_root, { asOf }, context) => {
    requireFeatures(context, 'FEATURE_PREDICTIVE_ANALYTICS');
    return modelCardAt(checkedAsOf(context, asOf) ?? context.now, context);
  },
  node: (_root, { id }, { loaders }) => {
    const customerId = customerIdOf(id);
    return customerId === null ? null : loaders.guests.load(customerId);
  },
  viewer: (_root, _args, { viewer }) => viewer,
};
