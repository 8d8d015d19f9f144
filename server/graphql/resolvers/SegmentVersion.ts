import type { SegmentVersionResolvers } from '../types.generated.ts';

export const SegmentVersion: SegmentVersionResolvers = {
  filter: ({ filter }) => JSON.stringify(filter),
};
