import { recordCustomers, recordVisits } from '../recording.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const Mutation: MutationResolvers = {
  upsertCustomers: (_root, { customers, idempotencyKey }, context) => recordCustomers(context, customers, idempotencyKey),
  recordVisits: (_root, { visits, idempotencyKey }, context) => recordVisits(context, visits, idempotencyKey),
};
