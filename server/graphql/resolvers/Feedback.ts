import { commentOf } from '../../store/contact.ts';
import { keyFor } from '../loaders.ts';
import type { FeedbackResolvers } from '../types.generated.ts';

export const Feedback: FeedbackResolvers = {
  comment: async ({ customerId, commentSealed }, _args, context) =>
    commentSealed === null
      ? null
      : commentOf(context.db, customerId, await keyFor(context, customerId, 'comment'), commentSealed),
};
