import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { graphql } from '../ui/graphql.ts';
import { useSetting } from '../ui/viewer.ts';
import type { Filter } from './model.ts';

const asking = graphql(`
  query FilterNames($segments: Boolean!, $locations: Boolean!) {
    segments @include(if: $segments) {
      id
      name
    }
    venue {
      currency
      locations @include(if: $locations) {
        id
        name
      }
    }
  }
`);

/** A thing with a name that a filter refers to by its id. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

interface Known {
  readonly segments: readonly Named[];
  readonly locations: readonly Named[];
  readonly loading: boolean;
}

/** The saved segments and the locations, for menus. */
export function useNamed(wanted: { readonly segments: boolean; readonly locations: boolean }): Known {
  const { role } = useSetting();
  const segments = wanted.segments && role !== 'PARTNER';
  const { data, loading } = useQuery(asking, {
    variables: { segments, locations: wanted.locations },
    skip: !segments && !wanted.locations,
  });
  return { segments: data?.segments ?? [], locations: data?.venue?.locations ?? [], loading };
}

/** The names of the segments and locations that a filter refers to; nothing is asked while it refers to none. */
export function useNames(filter: Filter): ReadonlyMap<string, string> {
  const text = JSON.stringify(filter);
  const { segments, locations } = useNamed({
    segments: text.includes('"inSegments"'),
    locations: text.includes('"visitedLocations"'),
  });
  return useMemo(() => new Map([...segments, ...locations].map(({ id, name }) => [id, name])), [segments, locations]);
}
