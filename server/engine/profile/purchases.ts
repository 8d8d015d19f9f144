import type { BareHistory } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import { derivation } from '../derivation.ts';
import type { PopulationFacts, VisitHistory } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { mean, median, percentileRank, variance } from '../maths/statistics.ts';
import { type LifetimeForecast, projectedValue } from '../predictions/guest-predictions.ts';
import { spendBetween, spendChange, spendOf } from '../spending.ts';
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

/** What is behind the guest; money in minor units. */
export interface PastValue {
  readonly total: number | null;
  readonly last12Months: number | null;
  readonly trend: SpendTrend | null;
  readonly percentile: number | null;
  readonly dataPoints: number;
  readonly insufficientTrendData: InsufficientData | null;
}

export interface LifetimeValue extends PastValue {
  /** Of the next year; null: see `insufficientProjectionData`. */
  readonly projected: LifetimeForecast | null;
  readonly insufficientProjectionData: InsufficientData | null;
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

function spendTrend(history: VisitHistory, day: number, config: ScoringConfig): SpendTrend | null {
  const change = spendChange(history.visits, day, config);
  if (change === null) return null;
  const { probabilityUp } = change;
  const { trendProbability } = config.spending;
  const direction = probabilityUp >= trendProbability ? 'UP' : probabilityUp <= 1 - trendProbability ? 'DOWN' : 'STEADY';
  return { direction, probabilityUp, recent: change.recent.netMinor, before: change.before.netMinor };
}

function trendLack(history: VisitHistory, day: number, config: ScoringConfig): InsufficientData {
  const firstDay = history.visits[0]?.day;
  const need = 2 * config.spending.trendWindowDays;
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

type Sums = Pick<PastValue, 'total' | 'last12Months' | 'percentile' | 'dataPoints'>;

/**
 * The bare sums: what a run keeps of each guest.
 * @param all the known spend of all visits, where the caller has it already.
 */
export function pastSpend(
  { visits }: BareHistory,
  population: Pick<PopulationFacts, 'lifetimeValue'>,
  day: number,
  config: ScoringConfig,
  all = spendOf(visits),
): Sums {
  const known = all.visits > 0;
  return {
    total: known ? all.netMinor : null,
    last12Months: known ? spendBetween(visits, day - config.spending.yearDays, day).netMinor : null,
    percentile: known && population.lifetimeValue !== null ? percentileRank(population.lifetimeValue, all.netMinor) : null,
    dataPoints: all.visits,
  };
}

export function lifetimeValue(history: VisitHistory, population: PopulationFacts, day: number, config: ScoringConfig): PastValue {
  const { total, last12Months, percentile, dataPoints } = pastSpend(history, population, day, config);
  const trend = spendTrend(history, day, config);
  const insufficientTrendData = trend === null ? trendLack(history, day, config) : null;
  return { total, last12Months, trend, percentile, dataPoints, insufficientTrendData };
}

function spendingPatterns(history: VisitHistory, population: PopulationFacts, config: ScoringConfig): SpendingPatterns {
  const nets = history.visits.flatMap(({ netMinor }) => (netMinor === null ? [] : [netMinor]));
  const counts = history.visits.flatMap(({ itemCount }) => (itemCount === null ? [] : [itemCount]));
  const spread = variance(nets);
  const rounded = (minor: number | null) => (minor === null ? null : Math.round(minor));
  return {
    averageOrderValue: rounded(mean(nets)),
    medianOrderValue: rounded(median(nets)),
    orderValueSpread: spread === null ? null : Math.round(Math.sqrt(spread)),
    itemsPerVisit: mean(counts),
    priceSensitivity: priceSensitivity(history.visits, population, config),
    dataPoints: nets.length,
  };
}

/** What a customer bought and spent. */
export const purchaseHistory = derivation(
  ['visits', 'items', 'population'],
  ({ visits, items, population }, { day, config }): PurchaseHistory => ({
    lifetimeValue: {
      ...lifetimeValue(visits, population, day, config),
      ...projectedValue(visits, population, day, config),
    },
    spendingPatterns: spendingPatterns(visits, population, config),
    favoriteItems: favoriteItems(items, population.itemShares, day, config),
    categoryPreferences: categoryPreferences(items, population.categoryShares, day, config),
    insufficientItemData: itemLack(items, config),
    rfm: rfm(visits, population, day, config),
  }),
);
