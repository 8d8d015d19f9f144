import { directionOf } from './figures.ts';

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

/** How the mean of those scored at both ends of the trend's days moved. */
export interface GroupMove {
  /** null: too few for the viewer's role. */
  readonly guests: number | null;
  /** Points; null: nothing to compare with. */
  readonly change: number | null;
}

/** How one group moved. */
export interface GroupTrend {
  /** null: in no group. */
  readonly group: string | null;
  readonly customers: number | null;
  readonly now: number | null;
  /** Points within the trend's days, over the same guests; null: nothing to compare with. */
  readonly change: number | null;
  /** Over how many guests. */
  readonly compared: number | null;
  readonly points: readonly Point[];
}

/** The groups of the last instant, in its order, with their means at all instants; an unknown mean is a gap. @param months oldest first. */
export function trendsOf(
  months: readonly MonthOfGroups[],
  ats: readonly number[],
  moves: ReadonlyMap<string | null, GroupMove>,
  most: number,
): { readonly groups: readonly GroupTrend[]; readonly base: readonly Point[] } {
  const at = (index: number) => ats[index] ?? 0;
  const base = months.map(({ meanScore }, index) => ({ at: at(index), value: meanScore }));
  const groups = (months.at(-1)?.segments ?? []).slice(0, most).map(({ segment, customers, meanScore }) => {
    const points = months.map(({ segments }, index) => ({
      at: at(index),
      value: segments.find((other) => other.segment === segment)?.meanScore ?? null,
    }));
    const move = moves.get(segment);
    return { group: segment, customers, now: meanScore, change: move?.change ?? null, compared: move?.guests ?? null, points };
  });
  return { groups, base };
}

/** A mean over fewer guests moves by chance. */
const fewestToTell = 20;

/** The group with the largest move that is one; null: all hold still. */
export function topMove(groups: readonly GroupTrend[]): { readonly group: string | null; readonly change: number } | null {
  const moved = groups.flatMap(({ group, change, compared }) => {
    const isMove = change !== null && compared !== null && compared >= fewestToTell && directionOf(change) !== 'STEADY';
    return isMove ? [{ group, change }] : [];
  });
  return moved.toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change))[0] ?? null;
}
