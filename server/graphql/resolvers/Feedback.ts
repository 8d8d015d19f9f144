import { commentOf } from '../../store/contact.ts';
import type { FeedbackResolvers } from '../types.generated.ts';

export const Feedback: FeedbackResolvers = {
  comment: async ({ customerId, commentSealed }, _args, { db, loaders }) =>
    commentSealed === null ? null : commentOf(db, customerId, await loaders.dataKeys.load(customerId), commentSealed),
};
