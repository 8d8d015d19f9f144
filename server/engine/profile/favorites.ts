import type { ScoringConfig } from '../config.ts';
import type { ItemHistory, ItemLine, Shares } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { wilsonLower } from '../maths/statistics.ts';

export interface FavoriteItem {
  readonly menuItemId: string;
  readonly name: string;
  readonly category: string | null;
  readonly visits: number;
  /** Weighted share of the visits with items, 0 to 1. */
  readonly share: number;
  readonly shareLower: number;
  /** Null: the venue's share is unknown. */
  readonly lift: number | null;
  /** Null: a price is unknown. */
  readonly spent: number | null;
  readonly lastOrderedAt: number;
}

interface Tally {
  readonly newest: ItemLine;
  readonly visits: number;
  readonly weight: number;
  readonly spent: number | null;
}

/** Lines come one per item and visit, so each counts its visit once. */
function tally(lines: readonly ItemLine[], weightOf: (day: number) => number): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const line of lines) {
    const before = tallies.get(line.menuItemId);
    const spent =
      before === undefined
        ? line.spentMinor
        : before.spent === null || line.spentMinor === null
          ? null
          : before.spent + line.spentMinor;
    tallies.set(line.menuItemId, {
      newest: before === undefined || line.at >= before.newest.at ? line : before.newest,
      visits: (before?.visits ?? 0) + 1,
      weight: (before?.weight ?? 0) + weightOf(line.day),
      spent,
    });
  }
  return tallies;
}

/**
 * Items ordered in at least 3 visits, and either in a quarter of them, or in a fifth and clearly more often than by the venue's guests; by
 * the lower bound of their share of the guest's visits, at most 5.
 */
export function favoriteItems(items: ItemHistory, venue: Shares, day: number, config: ScoringConfig): FavoriteItem[] {
  const { halfLifeDays, visitsNeeded, ownShare, leastShare, boundZ, listed } = config.favorites;
  const weightOf = (visitDay: number) => 2 ** (-(day - visitDay) / halfLifeDays);
  const visitDayOf = new Map(items.lines.map((line) => [line.visitId, line.day]));
  let weights = 0;
  let squares = 0;
  for (const visitDay of visitDayOf.values()) {
    const weight = weightOf(visitDay);
    weights += weight;
    squares += weight ** 2;
  }
  const effective = weights === 0 ? 0 : weights ** 2 / squares; // visits that the weighted ones are worth
  return (
    [...tally(items.lines, weightOf)]
      .filter(([, { visits }]) => visits >= visitsNeeded)
      .map(([menuItemId, { newest, visits, weight, spent }]): FavoriteItem => {
        const share = Math.min(1, weight / weights);
        const venueShare = venue[menuItemId];
        return {
          menuItemId,
          name: newest.name,
          category: newest.category,
          visits,
          share,
          shareLower: wilsonLower(share * effective, effective, boundZ),
          lift: venueShare === undefined || venueShare === 0 ? null : share / venueShare,
          spent,
          lastOrderedAt: newest.at,
        };
      })
      // Water now and then is no favourite: an item is one in a quarter of the visits, or clearly more often than elsewhere in the venue.
      .filter(
        ({ menuItemId, share, shareLower }) =>
          share >= ownShare || (share >= leastShare && shareLower > (venue[menuItemId] ?? 0)),
      )
      .sort((a, b) => b.shareLower - a.shareLower || b.visits - a.visits || (a.menuItemId < b.menuItemId ? -1 : 1))
      .slice(0, listed)
  );
}

/**
 * The favourite to speak of, by how much it says about the guest: share × ln(lift) × price where all are known, so that water in every
 * visit says less than a dish that few others order. Null without a favourite.
 */
export function tellingFavorite(favorites: readonly FavoriteItem[]): FavoriteItem | null {
  const priced = favorites.every(({ spent }) => spent !== null);
  const telling = ({ share, lift, spent, visits }: FavoriteItem) =>
    lift === null ? 0 : share * Math.log(lift) * (priced ? (spent ?? 0) / visits : 1);
  return favorites.toSorted((a, b) => telling(b) - telling(a))[0] ?? null;
}

/** Why there are no favourites; null when there is enough to judge. */
export function itemLack(items: ItemHistory, config: ScoringConfig): InsufficientData | null {
  const need = config.favorites.visitsNeeded;
  const visits = new Set(items.lines.map((line) => line.visitId)).size;
  if (visits === 0) return insufficient('NO_ITEMS', 'Favourites need visits with items; there is none on record.', 0, need);
  if (visits >= need) return null;
  return insufficient('TOO_FEW_VISITS', `Favourites need ${need} visits with items; there are ${visits}.`, visits, need);
}
