import type { Filter } from '../filters/index.ts';

/** For whom an action is planned: guests by name, or whoever meets a filter. */
export type Whom = { readonly customerIds: readonly string[] } | { readonly filter: Filter };

/** The filter that finds them. */
export function filterOf(whom: Whom): Filter {
  return 'filter' in whom ? whom.filter : { ids: whom.customerIds };
}
