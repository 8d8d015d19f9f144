/** Which items of the menu go together: counts of bills in, pairs that are ordered together more often than chance would have it out. */
import type { ScoringConfig } from '../config.ts';
import type { ItemPair, ItemPairs, SoldItem } from '../learned-facts.ts';

/** Bills and guests that had both items; places in the list of items, the first below the second. */
export interface PairCount {
  readonly first: number;
  readonly second: number;
  readonly bills: number;
  readonly guests: number;
}

/** What the bills of the year before a week held. */
export interface BillCounts {
  readonly bills: number;
  readonly items: readonly SoldItem[];
  readonly pairs: readonly PairCount[];
}

export const noBills: BillCounts = { bills: 0, items: [], pairs: [] };

/**
 * Lower bound of the lift P(both)/(P(first)·P(second)): its logarithm is about normal, with the variance of the delta method. Bills of
 * one guest are alike, so a pair is worth its guests, not its bills.
 */
export function liftBound(
  { bills: both, guests }: Pick<PairCount, 'bills' | 'guests'>,
  first: number,
  second: number,
  bills: number,
  z: number,
): number {
  const lift = (both * bills) / (first * second);
  const ofBills = 1 / both - 1 / first - 1 / second + (2 * lift - 1) / bills;
  const variance = Math.max(0, ofBills) * (both / guests);
  return lift * Math.exp(-z * Math.sqrt(variance));
}

function better(a: ItemPair, b: ItemPair): number {
  return b.liftLower - a.liftLower || a.first - b.first || a.second - b.second;
}

/** The pairs that surely go together, each among the best few of one of its items, and the items that they are made of. */
export function itemPairs({ bills, items, pairs }: BillCounts, config: ScoringConfig): ItemPairs {
  const { billsNeeded, guestsNeeded, boundZ, leastLift, partners } = config.recommendations;
  if (bills < billsNeeded) return { bills, items: [], pairs: [] };
  const found = pairs
    .flatMap((pair): ItemPair[] => {
      const [first, second] = [items[pair.first], items[pair.second]];
      if (first === undefined || second === undefined || pair.guests < guestsNeeded) return [];
      const liftLower = liftBound(pair, first.bills, second.bills, bills, boundZ);
      return liftLower < leastLift ? [] : [{ ...pair, liftLower }];
    })
    .sort(better);
  const taken = new Map<number, number>();
  const kept = found.filter(({ first, second }) => {
    const counts = [first, second].map((place) => taken.get(place) ?? 0);
    taken.set(first, (counts[0] ?? 0) + 1);
    taken.set(second, (counts[1] ?? 0) + 1);
    return Math.min(...counts) < partners;
  });
  const places = [...new Set(kept.flatMap(({ first, second }) => [first, second]))].sort((a, b) => a - b);
  const placeOf = new Map(places.map((place, index) => [place, index]));
  return {
    bills,
    items: places.flatMap((place) => items[place] ?? []),
    pairs: kept.map((pair) => ({ ...pair, first: placeOf.get(pair.first) ?? 0, second: placeOf.get(pair.second) ?? 0 })),
  };
}
