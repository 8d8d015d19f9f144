import { messageId } from '../../store/webhook-log.ts';
import type { WebhookDeliveryResolvers } from '../types.generated.ts';
import { deliveryCursor } from '../webhook-answers.ts';
import { customerOf } from '../webhooks.ts';

export const WebhookDelivery: WebhookDeliveryResolvers = {
  id: (delivery) => messageId(delivery),
  cursor: (delivery) => deliveryCursor(delivery),
  customerId: (delivery, _args, context) => customerOf(context, delivery),
  nextAttemptAt: ({ state, nextAttemptAt }) => (state === 'WAITING' ? nextAttemptAt : null),
};
