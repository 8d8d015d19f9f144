import { derivation } from '../derivation.ts';
import type { PopulationFacts, VisitHistory } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { mean, median, percentileRank, variance } from '../maths/statistics.ts';
import { spendBetween, spendChange, spendOf, trendWindowDays } from '../spending.ts';
import { type CategoryPreference, categoryPreferences } from './categories.ts';
import { type FavoriteItem, favoriteItems, itemLack } from './favorites.ts';
import { type PriceSensitivity, priceSensitivity } from './price-sensitivity.ts';
import { type Rfm, rfm } from './rfm.ts';

export interface SpendTrend {
  readonly direction: 'UP' | 'STEADY' | 'DOWN';
  readonly probabilityUp: number;
  readonly recent: number;
  readonly before: number;
}

/** Money in minor units. */
export interface LifetimeValue {
  readonly total: number | null;
  readonly last12Months: number | null;
  readonly trend: SpendTrend | null;
  readonly percentile: number | null;
  readonly dataPoints: number;
  readonly insufficientTrendData: InsufficientData | null;
}

export interface SpendingPatterns {
  readonly averageOrderValue: number | null;
  readonly medianOrderValue: number | null;
  readonly orderValueSpread: number | null;
  readonly itemsPerVisit: number | null;
  readonly priceSensitivity: PriceSensitivity;
  readonly dataPoints: number;
}

export interface PurchaseHistory {
  readonly lifetimeValue: LifetimeValue;
  readonly spendingPatterns: SpendingPatterns;
  readonly favoriteItems: readonly FavoriteItem[];
  readonly categoryPreferences: readonly CategoryPreference[];
  readonly insufficientItemData: InsufficientData | null;
  readonly rfm: Rfm | null;
}

/** Probability beyond which a change of spending is a direction. */
const trendProbability = 0.9;
const yearDays = 365;

function spendTrend(history: VisitHistory, day: number): SpendTrend | null {
  const change = spendChange(history.visits, day);
  if (change === null) return null;
  const { probabilityUp } = change;
  const direction = probabilityUp >= trendProbability ? 'UP' : probabilityUp <= 1 - trendProbability ? 'DOWN' : 'STEADY';
  return { direction, probabilityUp, recent: change.recent.netMinor, before: change.before.netMinor };
}

function trendLack(history: VisitHistory, day: number): InsufficientData {
  const firstDay = history.visits[0]?.day;
  const need = 2 * trendWindowDays;
  if (firstDay === undefined) return insufficient('NO_VISITS', 'A spend trend needs visits; there is none on record.', 0, 1);
  if (day - firstDay < need) {
    const have = day - firstDay;
    return insufficient(
      'TOO_SHORT_HISTORY',
      `A spend trend needs ${need} days since the first visit; there are ${have}.`,
      have,
      need,
      firstDay + need,
    );
  }
  return insufficient('NO_SPEND', `A spend trend needs spend within the last ${need} days; there is none on record.`, 0, 1);
}

export function lifetimeValue(history: VisitHistory, population: PopulationFacts, day: number): LifetimeValue {
  const all = spendOf(history.visits);
  const known = all.visits > 0;
  const trend = spendTrend(history, day);
  return {
    total: known ? all.netMinor : null,
    last12Months: known ? spendBetween(history.visits, day - yearDays, day).netMinor : null,
    trend,
    percentile: known && population.lifetimeValue !== null ? percentileRank(population.lifetimeValue, all.netMinor) : null,
    dataPoints: all.visits,
    insufficientTrendData: trend === null ? trendLack(history, day) : null,
  };
}

function spendingPatterns(history: VisitHistory, population: PopulationFacts): SpendingPatterns {
  const nets = history.visits.flatMap(({ netMinor }) => (netMinor === null ? [] : [netMinor]));
  const counts = history.visits.flatMap(({ itemCount }) => (itemCount === null ? [] : [itemCount]));
  const spread = variance(nets);
  const rounded = (minor: number | null) => (minor === null ? null : Math.round(minor));
  return {
    averageOrderValue: rounded(mean(nets)),
    medianOrderValue: rounded(median(nets)),
    orderValueSpread: spread === null ? null : Math.round(Math.sqrt(spread)),
    itemsPerVisit: mean(counts),
    priceSensitivity: priceSensitivity(history.visits, population),
    dataPoints: nets.length,
  };
}

/** What a customer bought and spent. */
export const purchaseHistory = derivation(
  ['visits', 'items', 'population'],
  ({ visits, items, population }, { day }): PurchaseHistory => ({
    lifetimeValue: lifetimeValue(visits, population, day),
    spendingPatterns: spendingPatterns(visits, population),
    favoriteItems: favoriteItems(items, population.itemShares, day),
    categoryPreferences: categoryPreferences(items, population.categoryShares, day),
    insufficientItemData: itemLack(items),
    rfm: rfm(visits, population, day),
  }),
);
