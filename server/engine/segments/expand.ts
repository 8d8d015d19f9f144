import { type Combined, type Condition, everybody, type Filter, FilterFault, type GuestFilter } from './filter.ts';

/** Conditions of a filter with those of the segments that it names: more would make one question cost many. */
const mostExpanded = 200;

/** What a filter refers to. */
export interface Lookup {
  /** The filter of a saved segment; null: there is none of this id. */
  readonly segment: (id: string) => Filter | null;
  /** The guests with this e-mail address or phone number. */
  readonly contact: (text: string) => readonly string[];
}

/**
 * A filter with the segments and guests that it refers to in their places.
 * @param owner the segment whose filter this is, if any: naming it is a circle.
 * @throws FilterFault for an unknown segment, a circle, and too many conditions.
 */
export function expandFilter(filter: Filter, lookup: Lookup, owner: string | null = null): GuestFilter {
  let conditions = 0;
  const count = (): void => {
    conditions += 1;
    if (conditions > mostExpanded)
      throw new FilterFault(
        `the filter and the segments that it names have more than ${mostExpanded} conditions together; name fewer of them`,
      );
  };
  const segment = (id: string, path: readonly string[]): GuestFilter => {
    if (path.includes(id))
      throw new FilterFault(`segment ${[...path, id].join(' → ')} would be part of itself; take one of these out of inSegments`);
    const found = lookup.segment(id);
    if (found === null)
      throw new FilterFault(`inSegments names "${id.slice(0, 80)}", which is no segment; take an id of \`segments\``);
    return expand(found, [...path, id]);
  };
  const expand = (part: Filter, path: readonly string[]): GuestFilter => {
    if (part.kind === 'and' || part.kind === 'or') return { kind: part.kind, of: part.of.map((inner) => expand(inner, path)) };
    if (part.kind === 'not') return { kind: 'not', of: expand(part.of, path) };
    count();
    if (part.kind === 'contact') return { kind: 'customers', ids: lookup.contact(part.text) };
    if (part.kind === 'inSegments') return { kind: 'or', of: part.ids.map((id) => segment(id, path)) };
    return part;
  };
  return expand(filter, owner === null ? [] : [owner]);
}

/** Everything of one kind that a filter names. */
function collected<Found>(
  filter: Filter,
  take: (leaf: Exclude<Filter, { kind: 'and' | 'or' | 'not' }>) => readonly Found[],
): Found[] {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap((part) => collected(part, take));
  return filter.kind === 'not' ? collected(filter.of, take) : [...take(filter)];
}

/** The segments that a filter names itself. */
export function segmentsNamed(filter: Filter): string[] {
  return collected(filter, (leaf) => (leaf.kind === 'inSegments' ? leaf.ids : []));
}

/** The e-mail addresses and phone numbers that a filter names. */
export function contactsNamed(filter: Filter): string[] {
  return collected(filter, (leaf) => (leaf.kind === 'contact' ? [leaf.text] : []));
}

/** A filter of the guests of another one who are also within a reach; null: everybody. */
export function within(filter: GuestFilter, reach: readonly string[] | null): GuestFilter {
  return reach === null ? filter : allOf([filter, { kind: 'customers', ids: reach }]);
}

/** Whoever meets all of these. */
export function allOf(filters: readonly Combined<Condition>[]): GuestFilter {
  const asking = filters.filter((filter) => !isEverybody(filter));
  return asking.length === 1 && asking[0] !== undefined
    ? asking[0]
    : asking.length === 0
      ? everybody
      : { kind: 'and', of: asking };
}

/** Whether a filter asks nothing. */
export function isEverybody(filter: Filter): boolean {
  return filter.kind === 'and' && filter.of.every(isEverybody);
}
