import { countGuests } from '../../store/guests.ts';
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
  totalCount: ({ narrowed }, _args, { db, viewer }) =>
    narrowed ? null : countGuests(db, viewer.reach === null ? null : [...viewer.reach]),
};
