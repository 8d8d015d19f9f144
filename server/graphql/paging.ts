import { badInput } from './errors.ts';

/** Most items of one page. */
const largestPage = 100;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

export interface PageWish {
  readonly count: number;
  /** From the end towards the beginning. */
  readonly backward: boolean;
  /** Null: from the end of the list that the walk begins at. */
  readonly cursor: string | null;
}

/** @throws GraphQLError BAD_USER_INPUT unless exactly one of `first` and `last` is given, 1 to 100, with its own cursor. */
export function pageWish({ first = null, after = null, last = null, before = null }: PageArguments): PageWish {
  const backward = last !== null;
  if ((first !== null) === backward)
    throw badInput(`Expected exactly one of first and last, got ${backward ? 'both' : 'neither'}`);
  const [name, count] = backward ? ['last', last] : ['first', first ?? 0];
  if (count < 1 || count > largestPage) throw badInput(`${name} must be from 1 to ${largestPage}, got ${count}`);
  if (backward && after !== null) throw badInput('after goes with first; use before with last');
  if (!backward && before !== null) throw badInput('before goes with last; use after with first');
  return { count, backward, cursor: backward ? before : after };
}

/** Whether there is more before and behind a page, given whether its walk found more. */
export function bordersOf(wish: PageWish, more: boolean): { hasNextPage: boolean; hasPreviousPage: boolean } {
  const passed = wish.cursor !== null;
  return wish.backward ? { hasNextPage: passed, hasPreviousPage: more } : { hasNextPage: more, hasPreviousPage: passed };
}

export function pageInfoOf(borders: { hasNextPage: boolean; hasPreviousPage: boolean }, cursors: readonly string[]) {
  return {
    hasNextPage: borders.hasNextPage,
    hasPreviousPage: borders.hasPreviousPage,
    startCursor: cursors[0] ?? null,
    endCursor: cursors.at(-1) ?? null,
  };
}
