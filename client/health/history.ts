/** Periods of a history. */
export const spans = ['30', '90', '365', 'All'] as const;
export type Span = (typeof spans)[number];

const dayMs = 86_400_000;

/** Where a period begins, milliseconds. All of it is at least 30 days, so that one point is no line of its own. */
export function spanStart(span: Span, first: number, to: number): number {
  return span === 'All' ? Math.min(first, to - 30 * dayMs) : to - Number(span) * dayMs;
}

interface Entry {
  readonly scoredAt: string;
  readonly significantChange: unknown;
}

/**
 * The significant changes, newest first, one for each: records of nights after one another are all far from the same earlier one, so of
 * those within a week of each other only the first stands for the change.
 */
export function newestChanges<E extends Entry>(entries: readonly E[]): E[] {
  const firsts: E[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const entry of entries) {
    if (entry.significantChange === null) continue;
    const at = Date.parse(entry.scoredAt);
    if (at - last > 7 * dayMs) firsts.push(entry);
    last = at;
  }
  return firsts.reverse();
}
