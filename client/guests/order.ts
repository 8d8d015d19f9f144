import type { OrderField } from './rows.ts';

/** Columns that a list of guests can be ordered by. */
export type SortKey = 'name' | 'score' | 'lastVisit' | 'value' | 'atRisk';

/** An order of guests. In an address "score" or, descending, "-score". */
export interface Order {
  readonly by: SortKey;
  readonly isDescending: boolean;
}

export const sortKeys: readonly SortKey[] = ['name', 'score', 'lastVisit', 'value', 'atRisk'];

/** What most want to see first. */
const startsDescending: ReadonlySet<SortKey> = new Set(['value', 'atRisk']);

const fieldOf = {
  name: 'NAME',
  score: 'HEALTH_SCORE',
  lastVisit: 'LAST_VISIT',
  value: 'LIFETIME_VALUE',
  atRisk: 'VALUE_AT_RISK',
} as const satisfies Record<SortKey, OrderField>;

const byName: Order = { by: 'name', isDescending: false };

/** The order of an address; by name where it says nothing, or nothing known. */
export function readOrder(text: string | null, hasScores: boolean): Order {
  const by = sortKeys.find((key) => key === text?.replace(/^-/, ''));
  if (by === undefined || (!hasScores && by !== 'name')) return byName;
  return { by, isDescending: text?.startsWith('-') === true };
}

/** An order as it stands in an address; null: the usual one. */
export function orderText({ by, isDescending }: Order): string | null {
  if (by === 'name' && !isDescending) return null;
  return isDescending ? `-${by}` : by;
}

/** The order after a press on a column's head: first what most want, then the other way round. */
export function pressed(order: Order, key: string): Order {
  const by = sortKeys.find((known) => known === key);
  if (by === undefined) return order;
  return by === order.by ? { by, isDescending: !order.isDescending } : { by, isDescending: startsDescending.has(by) };
}

/** An order as the API takes it. */
export function orderBy({ by, isDescending }: Order): { readonly field: OrderField; readonly direction: 'ASC' | 'DESC' } {
  return { field: fieldOf[by], direction: isDescending ? 'DESC' : 'ASC' };
}
