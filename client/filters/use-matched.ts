import { useQuery } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { graphql } from '../ui/graphql.ts';
import { type Filter, isEmpty } from './model.ts';

const counting = graphql(`
  query FilterMatched($filter: CustomerFilter, $search: String) {
    customers(first: 1, filter: $filter, search: $search) {
      totalCount
    }
  }
`);

const allOfThem = graphql(`
  query FilterTotal {
    customers(first: 1) {
      totalCount
    }
  }
`);

/** How many guests there are, and how many of them meet a filter. */
export interface Matched {
  /** null: not known yet. */
  readonly total: number | null;
  /** null: not known yet; the last known number while a new one is on its way. */
  readonly matched: number | null;
  readonly loading: boolean;
  readonly error: Error | undefined;
}

const waitMs = 150;

/** Counts the guests that meet a filter, a moment after its last change. @param when false: nothing is asked. */
export function useMatched(filter: Filter, search = '', when = true): Matched {
  const asks = search !== '' || !isEmpty(filter);
  const wanted = JSON.stringify([filter, search]);
  const settled = useSettled(wanted, waitMs);
  const [settledFilter, settledSearch] = JSON.parse(settled) as [Filter, string];
  const all = useQuery(allOfThem, { skip: !when });
  const some = useQuery(counting, {
    variables: { filter: settledFilter, search: settledSearch === '' ? null : settledSearch },
    skip: !when || !asks,
  });
  const total = all.data?.customers.totalCount ?? null;
  if (!asks) return { total, matched: total, loading: all.loading, error: all.error };
  const answer = some.data ?? some.previousData;
  return {
    total,
    matched: answer?.customers.totalCount ?? null,
    loading: some.loading || settled !== wanted,
    error: some.error,
  };
}

/** A value once it has not changed for a while. @param ms milliseconds. */
export function useSettled<Value>(value: Value, ms: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
