import { recordCampaignSends, recordCustomers, recordFeedback, recordLoyaltyTransactions, recordVisits } from '../recording.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const Mutation: MutationResolvers = {
  upsertCustomers: (_root, { customers, idempotencyKey }, context) => recordCustomers(context, customers, idempotencyKey),
  recordVisits: (_root, { visits, idempotencyKey }, context) => recordVisits(context, visits, idempotencyKey),
  recordFeedback: (_root, { feedback, idempotencyKey }, context) => recordFeedback(context, feedback, idempotencyKey),
  recordLoyaltyTransactions: (_root, { transactions, idempotencyKey }, context) =>
    recordLoyaltyTransactions(context, transactions, idempotencyKey),
  recordCampaignSends: (_root, { sends, idempotencyKey }, context) => recordCampaignSends(context, sends, idempotencyKey),
};
