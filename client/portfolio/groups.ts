/** The mean scores of the groups at one instant. */
export interface MonthOfGroups {
  readonly meanScore: number | null;
  readonly segments: readonly {
    readonly segment: string | null;
    readonly customers: number | null;
    readonly meanScore: number | null;
  }[];
}

interface Point {
  readonly at: number;
  readonly value: number | null;
}

/** How one group moved. */
export interface GroupTrend {
  /** null: in no group. */
  readonly group: string | null;
  readonly customers: number | null;
  readonly now: number | null;
  /** Points against the first known mean; null: no other is known. */
  readonly change: number | null;
  /** When that was, milliseconds. */
  readonly since: number | null;
  readonly points: readonly Point[];
}

/** The groups of the last instant, in its order, with their means at all instants; an unknown mean is a gap. @param months oldest first. */
export function trendsOf(
  months: readonly MonthOfGroups[],
  ats: readonly number[],
  most: number,
): { readonly groups: readonly GroupTrend[]; readonly base: readonly Point[] } {
  const at = (index: number) => ats[index] ?? 0;
  const base = months.map(({ meanScore }, index) => ({ at: at(index), value: meanScore }));
  const groups = (months.at(-1)?.segments ?? []).slice(0, most).map(({ segment, customers, meanScore }) => {
    const points = months.map(({ segments }, index) => ({
      at: at(index),
      value: segments.find((other) => other.segment === segment)?.meanScore ?? null,
    }));
    const first = points.slice(0, -1).find(({ value }) => value !== null);
    const before = first?.value ?? null;
    const change = before === null || meanScore === null ? null : meanScore - before;
    return { group: segment, customers, now: meanScore, change, since: change === null ? null : (first?.at ?? null), points };
  });
  return { groups, base };
}
