import { countMatching } from '../../store/filtered.ts';
import { readVersions } from '../../store/segments.ts';
import { guestPage } from '../customer-list.ts';
import { overlapOf, reachedFilter, segmentHistory } from '../segments.ts';
import type { SegmentResolvers } from '../types.generated.ts';

export const Segment: SegmentResolvers = {
  filter: ({ filter }) => JSON.stringify(filter),
  count: async (segment, _args, context) => countMatching(context.db, await reachedFilter(context, segment)),
  members: async (segment, args, context) => guestPage(context, args, await reachedFilter(context, segment)),
  overlap: (segment, args, context) => overlapOf(context, segment, args.with),
  history: ({ id }, { last }, context) => segmentHistory(context, id, last),
  versions: ({ id }, _args, { db }) => readVersions(db, id),
};
