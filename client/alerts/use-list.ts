import { useApolloClient, useQuery } from '@apollo/client/react';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { liveAlerts } from '../app/live-alerts.ts';
import { refetchShown } from '../app/refetch.ts';
import { getFragmentData, graphql } from '../ui/graphql.ts';
import { AlertRow_alert } from './row.ts';
import { type AlertView, belongs, filterOf } from './view.ts';

const listing = graphql(`
  query AlertList($filter: HealthAlertFilter, $first: Int!, $after: String) {
    healthAlerts(filter: $filter, first: $first, after: $after) {
      totalCount
      pageInfo {
        endCursor
        hasNextPage
      }
      nodes {
        id
        ...AlertRow_alert
      }
    }
  }
`);

const standing = graphql(`
  query AlertStanding($filter: HealthAlertFilter, $first: Int!) {
    healthAlerts(filter: $filter, first: $first) {
      nodes {
        id
        status
        severity
        message
        acknowledgedAt
        acknowledgedBy
        snoozedUntil
        assignee
        escalatedAt
        resolvedAt
        resolvedBy
      }
    }
  }
`);

const pageSize = 50;
const mostLooked = 100;
const beside = new Set(['AlertTabs', 'AlertAssignees', 'AlertResponses', 'AlertEvents', 'AlertEventsNoted']);

interface ListOptions {
  readonly view: AlertView;
  readonly seat: { readonly me: string; readonly now: number; readonly until: string | null };
  /** The list's place: while somebody reads in it nothing moves. */
  readonly place: RefObject<HTMLElement | null>;
  /** Rows are chosen: nothing moves either. */
  readonly isHeld: boolean;
}

/** The alerts of a view. Rows are told anew in place; who joins or leaves the list waits while somebody reads it. */
export function useAlertList({ view, seat, place, isHeld }: ListOptions) {
  const client = useApolloClient();
  const asked = useQuery(listing, {
    variables: { filter: filterOf(view, seat), first: pageSize },
    fetchPolicy: 'cache-and-network',
  });
  const { data, refetch, fetchMore } = asked;
  const page = data?.healthAlerts;
  const rows = getFragmentData(AlertRow_alert, page?.nodes ?? []);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const refresh = useCallback(() => {
    setFresh(new Set());
    return refetch();
  }, [refetch]);
  const more = () =>
    fetchMore({
      variables: { after: page?.pageInfo.endCursor ?? null },
      updateQuery: (before, { fetchMoreResult: next }) => ({
        ...before,
        healthAlerts: { ...next.healthAlerts, nodes: [...before.healthAlerts.nodes, ...next.healthAlerts.nodes] },
      }),
    });
  const latest = useRef({ view, seat, rows, isHeld });
  latest.current = { view, seat, rows, isHeld };
  useEffect(() => {
    const isRead = () => latest.current.isHeld || window.scrollY > 40 || isIn(place.current);
    const look = () => {
      void refetchShown(client, (name) => beside.has(name));
      if (!isRead()) return void refresh();
      // What stands in the list is told anew in place.
      const guests = [...new Set(latest.current.rows.map(({ customerId }) => customerId))].slice(0, mostLooked);
      const variables = { filter: { customerIds: guests }, first: mostLooked };
      if (guests.length > 0)
        void client.query({ query: standing, variables, fetchPolicy: 'network-only' }).catch(() => undefined);
    };
    return liveAlerts.listen({
      onChange: look,
      onNews: (alert) => {
        void refetchShown(client, (name) => beside.has(name));
        const now = latest.current;
        if (now.seat.until !== null || !belongs(alert, now.view, now.seat.me)) return;
        if (now.rows.some(({ id }) => id === alert.id)) return;
        if (isRead()) setFresh((ids) => new Set([...ids, alert.id]));
        else void refresh();
      },
    });
  }, [client, place, refresh]);
  return {
    asked,
    rows,
    total: page?.totalCount ?? null,
    hasMore: page?.pageInfo.hasNextPage === true,
    more,
    fresh: fresh.size,
    refresh,
  };
}

/** Whether the pointer or the focus is in a place. */
function isIn(place: HTMLElement | null): boolean {
  return place !== null && (place.matches(':hover') || place.contains(document.activeElement));
}
