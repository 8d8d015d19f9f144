import type { ApolloClient } from '@apollo/client';

/** Asks again what is on show, as far as it is wanted. @param wants told the name and the variables of each query. */
export function refetchShown(client: ApolloClient, wants: (name: string, variables: object) => boolean): Promise<unknown> {
  const shown = [...client.getObservableQueries('active')].filter((query) => wants(query.queryName ?? '', query.variables));
  // What fails says so where it is shown.
  return Promise.allSettled(shown.map((query) => query.refetch()));
}

/** Whether variables name this guest, alone or in a list. */
export function isAbout(guest: string, variables: object): boolean {
  return Object.values(variables).some((value) => value === guest || (Array.isArray(value) && value.includes(guest)));
}
