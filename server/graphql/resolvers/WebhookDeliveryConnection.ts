import { pageInfoOf } from '../paging.ts';
import type { WebhookDeliveryConnectionResolvers } from '../types.generated.ts';
import { lineCursor } from '../webhooks.ts';

export const WebhookDeliveryConnection: WebhookDeliveryConnectionResolvers = {
  edges: ({ deliveries }) => deliveries.map((node) => ({ node, cursor: lineCursor(node) })),
  nodes: ({ deliveries }) => [...deliveries],
  pageInfo: ({ deliveries, more }) => pageInfoOf({ hasNextPage: more, hasPreviousPage: false }, deliveries.map(lineCursor)),
  totalCount: ({ total }) => total(),
};
