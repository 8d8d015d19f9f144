import { pageInfoOf } from '../paging.ts';
import type { AuditConnectionResolvers } from '../types.generated.ts';

export const AuditConnection: AuditConnectionResolvers = {
  edges: ({ items, cursorOf }) => items.map((node) => ({ cursor: cursorOf(node), node })),
  nodes: ({ items }) => [...items],
  pageInfo: (parent) => pageInfoOf(parent, parent.items.map(parent.cursorOf)),
  totalCount: ({ total }) => total(),
};
