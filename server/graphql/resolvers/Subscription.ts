import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import type { LiveItem } from '../live/queue.ts';
import { alertRaised, alertsRaised, membershipChanged, membershipsChanged, scoresChanged } from '../live/topics.ts';
import { findSubject } from '../subjects.ts';
import type { SubscriptionResolvers } from '../types.generated.ts';
import { scoreSections } from './sections.ts';

export const Subscription: SubscriptionResolvers = {
  healthAlertRaised: {
    subscribe: (_root, args, context) => alertsRaised(context, args),
    resolve: (item: LiveItem, _args: unknown, context: Context) => alertRaised(context, item),
  },
  healthScoreChanged: {
    subscribe: (_root, args, context) => scoresChanged(context, args),
    resolve: ({ event }: LiveItem, _args: unknown, context: Context, info: GraphQLResolveInfo) =>
      findSubject(context, event.customerId, null, scoreSections(info)),
  },
  segmentMembershipChanged: {
    subscribe: (_root, args, context) => membershipsChanged(context, args),
    resolve: (item: LiveItem) => membershipChanged(item),
  },
};
