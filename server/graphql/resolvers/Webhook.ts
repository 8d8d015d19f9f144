import type { WebhookResolvers } from '../types.generated.ts';
import { countsOf, stateOf } from '../webhooks.ts';

export const Webhook: WebhookResolvers = {
  event: ({ field }) => field,
  state: (webhook) => stateOf(webhook),
  stopReason: ({ stoppedWhy }) => stoppedWhy,
  owner: ({ ownerName }) => ownerName,
  role: ({ ownerRole }) => ownerRole,
  previousSecretUntil: ({ previousUntil }, _args, { now }) =>
    previousUntil !== null && previousUntil > now ? previousUntil : null,
  waiting: async (webhook, _args, context) => (await countsOf(context, webhook)).waiting,
  oldestWaitingAt: async (webhook, _args, context) => (await countsOf(context, webhook)).oldestWaiting,
  delivered: async (webhook, _args, context) => (await countsOf(context, webhook)).delivered,
  failed: async (webhook, _args, context) => (await countsOf(context, webhook)).failed,
  lastDeliveredAt: async (webhook, _args, context) => (await countsOf(context, webhook)).lastDelivered,
};
