import { countMatching } from '../../store/filtered.ts';
import { guestCursor, guestsOf } from '../customer-list.ts';
import { pageInfoOf } from '../paging.ts';
import type { CustomerConnectionResolvers } from '../types.generated.ts';

export const CustomerConnection: CustomerConnectionResolvers = {
  edges: (parent, _args, context) =>
    guestsOf(parent, context).map((node) => ({ cursor: guestCursor(parent.order, node.place), node })),
  nodes: (parent, _args, context) => guestsOf(parent, context),
  pageInfo: (parent) =>
    pageInfoOf(
      parent,
      parent.guests.map(({ place }) => guestCursor(parent.order, place)),
    ),
  totalCount: ({ filter }, _args, { db }) => countMatching(db, filter),
};
