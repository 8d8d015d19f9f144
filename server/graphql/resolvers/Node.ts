import type { NodeResolvers } from '../types.generated.ts';

export const Node: NodeResolvers = {
  __resolveType: () => 'Customer',
};
