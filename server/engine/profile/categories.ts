import type { ScoringConfig } from '../config.ts';
import type { ItemHistory, ItemLine, Shares } from '../facts.ts';

export interface CategoryPreference {
  readonly category: string;
  /** Of the guest's itemised spend, 0 to 1. */
  readonly share: number;
  /** Null: unknown. */
  readonly venueShare: number | null;
  readonly spent: number;
  /** Null: under 3 visits with items in one of the windows. */
  readonly trend: 'UP' | 'STEADY' | 'DOWN' | null;
}

function spendBy(lines: readonly ItemLine[]): { byCategory: Map<string, number>; total: number; visits: number } {
  const byCategory = new Map<string, number>();
  let total = 0;
  for (const { category, spentMinor } of lines) {
    if (spentMinor === null) continue;
    total += spentMinor;
    if (category !== null) byCategory.set(category, (byCategory.get(category) ?? 0) + spentMinor);
  }
  return { byCategory, total, visits: new Set(lines.map((line) => line.visitId)).size };
}

/** Share of spend by category, largest first. Items without a category count in the total only. */
export function categoryPreferences(items: ItemHistory, venue: Shares, day: number, config: ScoringConfig): CategoryPreference[] {
  const { trendWindowDays } = config.spending;
  const { shareChange, visitsNeeded } = config.categories;
  const all = spendBy(items.lines);
  const recent = spendBy(items.lines.filter((line) => line.day > day - trendWindowDays));
  const before = spendBy(items.lines.filter((line) => line.day > day - 2 * trendWindowDays && line.day <= day - trendWindowDays));
  const judged = recent.visits >= visitsNeeded && before.visits >= visitsNeeded && recent.total > 0 && before.total > 0;
  return [...all.byCategory]
    .map(([category, spent]): CategoryPreference => {
      const change =
        (recent.byCategory.get(category) ?? 0) / recent.total - (before.byCategory.get(category) ?? 0) / before.total;
      const direction = change >= shareChange ? 'UP' : change <= -shareChange ? 'DOWN' : 'STEADY';
      return {
        category,
        share: all.total === 0 ? 0 : spent / all.total,
        venueShare: venue[category] ?? null,
        spent,
        trend: judged ? direction : null,
      };
    })
    .sort((a, b) => b.spent - a.spent || (a.category < b.category ? -1 : 1));
}
