import { countMatching } from '../../store/filtered.ts';
import { guestCursor } from '../customer-list.ts';
import { pageInfoOf } from '../paging.ts';
import type { CustomerConnectionResolvers } from '../types.generated.ts';

export const CustomerConnection: CustomerConnectionResolvers = {
  edges: ({ guests, order }) => guests.map((node) => ({ cursor: guestCursor(order, node.place), node })),
  nodes: ({ guests }) => guests,
  pageInfo: (parent) =>
    pageInfoOf(
      parent,
      parent.guests.map(({ place }) => guestCursor(parent.order, place)),
    ),
  totalCount: ({ filter }, _args, { db }) => countMatching(db, filter),
};
