import type { Guest } from '../../store/guests.ts';
import { customerNotFound } from '../errors.ts';
import type { SegmentMembershipChangeResolvers } from '../types.generated.ts';

export const SegmentMembershipChange: SegmentMembershipChangeResolvers = {
  customer: async ({ customerId }, _args, { loaders }): Promise<Guest> => {
    const guest = await loaders.guests.load(customerId);
    if (guest === null) throw customerNotFound();
    return guest;
  },
  segment: async ({ segmentId }, _args, { loaders }) => (await loaders.segments()).find(({ id }) => id === segmentId) ?? null,
};
