import type { ScoringConfig } from '../config.ts';
import { sum, wilsonLower } from '../maths/statistics.ts';

/** How often something was chosen, beside how often the venue's guests choose it. */
export interface HabitShare {
  readonly visits: number;
  /** Share of the visits, 0 to 1, with the venue's mix worth 4 visits. */
  readonly share: number;
  readonly venueShare: number;
}

/** Shares of the choices in the order of the counts; both the shares and the venue's add up to 1. */
export function habitShares(counts: readonly number[], venue: readonly number[], { behavior }: ScoringConfig): HabitShare[] {
  const total = sum(counts) + behavior.mixWeight;
  return counts.map((visits, index) => {
    const venueShare = venue[index] ?? 0;
    return { visits, share: (visits + behavior.mixWeight * venueShare) / total, venueShare };
  });
}

/**
 * The choice that the guest clearly makes more often than the venue's guests: of those with at least 4 visits whose share has a lower
 * Wilson bound (z = 3) above the venue's share, the largest share.
 *
 * @returns its index; null: no choice stands out.
 */
export function preferredChoice(shares: readonly HabitShare[], { behavior }: ScoringConfig): number | null {
  const total = sum(shares.map(({ visits }) => visits)) + behavior.mixWeight;
  let best: number | null = null;
  for (const [index, { visits, share, venueShare }] of shares.entries()) {
    if (visits < behavior.preferenceVisits) continue;
    if (wilsonLower(share * total, total, behavior.preferenceZ) <= venueShare) continue;
    if (best === null || share > (shares[best]?.share ?? 0)) best = index;
  }
  return best;
}

/** How often each of some named choices was made. */
export interface Choice {
  readonly value: string;
  readonly visits: number;
  /** Share of the visits with a known choice, 0 to 1. */
  readonly share: number;
}

/** Choices by visits, most first; visits without a known choice do not count. */
export function choicesOf(values: readonly (string | null)[]): Choice[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const known = sum([...counts.values()]);
  return [...counts]
    .map(([value, visits]) => ({ value, visits, share: visits / known }))
    .sort((a, b) => b.visits - a.visits || (a.value < b.value ? -1 : 1));
}

/** The choice of clearly more than half of the visits (lower Wilson bound, at least 4 visits); null: none. */
export function usualChoice(choices: readonly Choice[], { behavior }: ScoringConfig): string | null {
  const first = choices[0];
  if (first === undefined || first.visits < behavior.preferenceVisits) return null;
  const known = sum(choices.map(({ visits }) => visits));
  return wilsonLower(first.visits, known, behavior.usualZ) > 0.5 ? first.value : null;
}
