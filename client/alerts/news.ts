import type { AlertNewsSubscription } from '../generated/graphql.ts';
import { graphql } from '../ui/graphql.ts';

/** What is told of an alert as it is raised: all that a row of the list shows. */
export const alertNews = graphql(`
  subscription AlertNews($after: String) {
    healthAlertRaised(after: $after) {
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
  }
`);

/** The alert that news are of. */
export function raisedIn({ healthAlertRaised }: AlertNewsSubscription): AlertNewsSubscription['healthAlertRaised'] {
  return healthAlertRaised;
}
