import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useState } from 'react';
import { useAsOf } from '../../ui/as-of.ts';
import { graphql } from '../../ui/graphql.ts';
import type { Asked } from '../../ui/Section.tsx';
import { asVisits, type VisitPoint } from './visit-figures.ts';

const page = graphql(`
  query ProfileVisits($id: ID!, $after: String) {
    customer(id: $id) {
      id
      visits(first: 100, after: $after) {
        nodes {
          id
          visitedAt
          businessDay
          locationId
          total {
            amount
          }
          refund {
            amount
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

/** Pages that are read at most: a thousand visits. */
const mostPages = 10;

interface Answer {
  readonly of: string;
  readonly visits: readonly VisitPoint[];
  readonly isWhole: boolean;
}

/** The visits of a guest up to the instant that is looked at, oldest first, without those that were refunded in full. */
export function useVisits(customerId: string): Asked<{ readonly visits: readonly VisitPoint[]; readonly isWhole: boolean }> {
  const client = useApolloClient();
  const { instant } = useAsOf();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<Error | undefined>(undefined);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again
  useEffect(() => {
    let isCurrent = true;
    setError(undefined);
    const read = async () => {
      const nodes = [];
      let after: string | null = null;
      for (let count = 0; count < mostPages; count += 1) {
        const variables: { id: string; after: string | null } = { id: customerId, after };
        const { data, error: fault } = await client.query({ query: page, variables });
        if (fault !== undefined) throw fault;
        const visits = data?.customer?.visits;
        if (visits === undefined) break;
        nodes.push(...visits.nodes);
        after = visits.pageInfo.hasNextPage ? visits.pageInfo.endCursor : null;
        if (after === null) break;
      }
      if (isCurrent) setAnswer({ of: customerId, visits: asVisits(nodes), isWhole: after === null });
    };
    read().catch((fault: unknown) => isCurrent && setError(fault instanceof Error ? fault : new Error(String(fault))));
    return () => {
      isCurrent = false;
    };
  }, [client, customerId, round]);
  const refetch = useCallback(() => setRound((last) => last + 1), []);
  const own = answer?.of === customerId ? answer : null;
  const until = instant === null ? Number.POSITIVE_INFINITY : Date.parse(instant);
  const data = own === null ? undefined : { visits: own.visits.filter(({ at }) => at <= until), isWhole: own.isWhole };
  return { data, error, loading: own === null && error === undefined, refetch };
}
