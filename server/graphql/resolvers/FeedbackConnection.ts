import { historyCursor } from '../history-list.ts';
import { pageInfoOf } from '../paging.ts';
import type { FeedbackConnectionParent } from '../parents.ts';
import type { FeedbackConnectionResolvers } from '../types.generated.ts';

function cursors({ customerId, page }: FeedbackConnectionParent): string[] {
  return page.items.map(({ at, id }) => historyCursor('feedback', customerId, at, id));
}

export const FeedbackConnection: FeedbackConnectionResolvers = {
  edges: ({ customerId, page }) =>
    page.items.map((node) => ({ cursor: historyCursor('feedback', customerId, node.at, node.id), node })),
  nodes: ({ page }) => page.items,
  pageInfo: (parent) => pageInfoOf(parent, cursors(parent)),
  totalCount: async ({ customerId }, _args, { loaders }) => (await loaders.feedbackCounts.load(customerId)) ?? 0,
};
