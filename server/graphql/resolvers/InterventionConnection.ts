import { pageInfoOf } from '../paging.ts';
import type { InterventionConnectionResolvers } from '../types.generated.ts';

export const InterventionConnection: InterventionConnectionResolvers = {
  edges: ({ items, cursorOf }) => items.map((node) => ({ cursor: cursorOf(node), node })),
  nodes: ({ items }) => items,
  pageInfo: (parent) => pageInfoOf(parent, parent.items.map(parent.cursorOf)),
  totalCount: ({ total }) => total(),
};
