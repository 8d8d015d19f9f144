import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type Filter, isEmpty, type ReadFilter, readFilterText } from './model.ts';

/** The filter of the address. */
export interface FilterState extends ReadFilter {
  /** Goes to another filter: a new entry of the browser's history, so that Back leads to the old one. */
  readonly change: (filter: Filter) => void;
}

/** Keeps a CustomerFilter in the address as `f`. For pages: parts of pages take the filter as a property. */
export function useFilter(): FilterState {
  const [query, setQuery] = useSearchParams();
  const text = query.get('f');
  const read = useMemo(() => readFilterText(text), [text]);
  const change = useCallback(
    (filter: Filter) =>
      setQuery(
        (now) => {
          const next = new URLSearchParams(now);
          if (isEmpty(filter)) next.delete('f');
          else next.set('f', JSON.stringify(filter));
          return next;
        },
        { preventScrollReset: true },
      ),
    [setQuery],
  );
  return useMemo(() => ({ ...read, change }), [read, change]);
}
