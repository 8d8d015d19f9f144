import type { Operation } from './snippets.ts';

/** Behind this an address is left alone: some programs cut longer ones. */
const longest = 8000;

/** The part of the address behind `#`: no server sees it, so no log holds what was asked about whom. Empty: the operation is too long. */
export function addressOf({ query, variables }: Operation): string {
  const parts = new URLSearchParams({ query, ...(variables.trim() === '' ? {} : { variables }) });
  const hash = `#${parts}`;
  return hash.length > longest ? '' : hash;
}

/** The operation of an address; null: it has none. */
export function operationOf(hash: string): Operation | null {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const query = parts.get('query');
  return query === null || query.trim() === '' ? null : { query, variables: parts.get('variables') ?? '' };
}
