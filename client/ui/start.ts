import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { graphql } from './graphql.ts';
import { useLastError } from './Section.tsx';
import type { Setting } from './viewer.ts';

const start = graphql(`
  query Start {
    viewer {
      role
      name
      permissions
      features
    }
    venue {
      currency
      timeZone
      horizonDays
      alertThreshold
      trendDays
      completenessThreshold
    }
  }
`);

/** Who looks and what the venue is like, asked once, before anything is shown; `setting` is null until it is answered. */
export function useStart() {
  const { data, error: thisError, loading, refetch } = useQuery(start);
  const error = useLastError({ error: thisError, loading });
  const setting = useMemo<Setting | null>(() => {
    if (data?.viewer === undefined || data.venue === undefined) return null;
    const { role, name, permissions, features } = data.viewer;
    const { horizonDays, alertThreshold, trendDays, completenessThreshold } = data.venue;
    const sets = { permissions: new Set<string>(permissions), features: new Set<string>(features) };
    return { role, name, ...sets, horizonDays, alertThreshold, trendDays, completenessThreshold };
  }, [data]);
  const { currency = 'EUR', timeZone = 'UTC' } = data?.venue ?? {};
  return { setting, currency, timeZone, error, refetch };
}
