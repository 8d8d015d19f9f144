import { type Filter, isEmpty, mostGuests } from './model.ts';

/** The ids that a filter names and nothing else; null: it asks for something else as well. */
function idsAlone(filter: Filter): readonly string[] | null {
  const asked = Object.keys(filter).filter((name) => filter[name] !== undefined && filter[name] !== null);
  return asked.length === 1 && asked[0] === 'ids' ? (filter.ids as readonly string[]) : null;
}

const united = (some: readonly string[], more: readonly string[]) => [...new Set([...some, ...more])];

/**
 * Whoever meets a filter, and these guests. Guests named before and now stand in one list, so that adding again nests no deeper.
 * @returns null: more guests would be named one by one than a filter may.
 */
export function withGuests(filter: Filter, ids: readonly string[]): Filter | null {
  if (isEmpty(filter)) return filter; // everybody is in it
  const named = idsAlone(filter);
  if (named !== null) return bounded({ ids: united(named, ids) });
  const { or, ...rest } = filter;
  if (!Array.isArray(or) || !isEmpty(rest)) return bounded({ or: [filter, { ids: united([], ids) }] });
  const parts = or as readonly Filter[];
  const at = parts.findIndex((part) => idsAlone(part) !== null);
  const before = parts[at];
  if (before === undefined) return bounded({ or: [...parts, { ids: united([], ids) }] });
  return bounded({ or: parts.with(at, { ids: united(idsAlone(before) ?? [], ids) }) });
}

function bounded(filter: Filter): Filter | null {
  const lists = [filter, ...((filter.or as readonly Filter[] | undefined) ?? [])].map((part) => idsAlone(part) ?? []);
  return lists.every((ids) => ids.length <= mostGuests) ? filter : null;
}
