import type { AlertRow_AlertFragment } from '../generated/graphql.ts';
import { graphql } from '../ui/graphql.ts';

export const AlertRow_alert = graphql(`
  fragment AlertRow_alert on HealthAlert {
    id
    customerId
    customer {
      id
      name
    }
    kind
    severity
    status
    message
    raisedAt
    acknowledgedAt
    acknowledgedBy
    snoozedUntil
    assignee
    escalatedAt
    resolvedAt
    resolvedBy
  }
`);

/** What a row tells of an alert. */
export type AlertRow = AlertRow_AlertFragment;

/** How the guest of an alert is called; by the CRM's id where there is no name. */
export function guestName(alert: Pick<AlertRow, 'customer' | 'customerId'>): string {
  return alert.customer?.name ?? alert.customerId;
}
