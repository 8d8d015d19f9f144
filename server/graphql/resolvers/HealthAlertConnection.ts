import { countAlerts } from '../../store/alert-list.ts';
import { alertCursor } from '../alert-page.ts';
import { pageInfoOf } from '../paging.ts';
import type { HealthAlertConnectionResolvers } from '../types.generated.ts';

export const HealthAlertConnection: HealthAlertConnectionResolvers = {
  edges: ({ alerts }) => alerts.map((node) => ({ cursor: alertCursor(node), node })),
  nodes: ({ alerts }) => alerts,
  pageInfo: (parent) => pageInfoOf(parent, parent.alerts.map(alertCursor)),
  totalCount: ({ conditions }, _args, { db, now }) => countAlerts(db, conditions, now),
};
