import { historyCursor } from '../history-list.ts';
import { pageInfoOf } from '../paging.ts';
import type { VisitConnectionParent } from '../parents.ts';
import type { VisitConnectionResolvers } from '../types.generated.ts';

function cursors({ customerId, page }: VisitConnectionParent): string[] {
  return page.items.map(({ visitedAt, id }) => historyCursor('visits', customerId, visitedAt, id));
}

export const VisitConnection: VisitConnectionResolvers = {
  edges: ({ customerId, page }) =>
    page.items.map((node) => ({ cursor: historyCursor('visits', customerId, node.visitedAt, node.id), node })),
  nodes: ({ page }) => page.items,
  pageInfo: (parent) => pageInfoOf(parent, cursors(parent)),
  totalCount: async ({ customerId }, _args, { loaders }) => (await loaders.visitCounts.load(customerId)) ?? 0,
};
