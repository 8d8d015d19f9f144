import { useQuery } from '@apollo/client/react';
import { graphql } from '../ui/graphql.ts';
import { type AlertTab, type AlertView, conditionsOf } from './view.ts';

const counting = graphql(`
  query AlertTabs($filter: HealthAlertFilter) {
    healthAlertCounts(filter: $filter) {
      open
      acknowledged
      snoozed
      resolved
      assignees {
        assignee
        alerts
      }
    }
  }
`);

/** Alerts in each list under a view's conditions; null: not known yet. */
export function useCounts(
  view: AlertView,
  seat: { readonly me: string; readonly now: number; readonly until: string | null },
): Readonly<Record<AlertTab, number>> | null {
  const { data, previousData } = useQuery(counting, { variables: { filter: conditionsOf(view, seat) } });
  const counts = (data ?? previousData)?.healthAlertCounts;
  if (counts === undefined || counts === null) return null;
  const { open, acknowledged, snoozed, resolved, assignees } = counts;
  const mine = assignees.find(({ assignee }) => assignee === seat.me)?.alerts ?? 0;
  return { open, seen: acknowledged, mine, snoozed, resolved };
}

const knowing = graphql(`
  query AlertAssignees {
    healthAlertCounts {
      assignees {
        assignee
        alerts
      }
    }
  }
`);

/** Who is responsible for some alert that is not resolved. */
export function useAssignees(): readonly string[] {
  const { data } = useQuery(knowing);
  return (data?.healthAlertCounts?.assignees ?? []).flatMap(({ assignee }) => assignee ?? []);
}
