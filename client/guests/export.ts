import { type Filter, isEmpty } from '../filters/model.ts';
import { type ColumnKey, columnPlans } from './columns.tsx';
import { type Cell, csvText } from './csv.ts';
import { type Order, orderBy } from './order.ts';
import type { GuestRow } from './rows.ts';

interface Wish {
  readonly filter: Filter;
  readonly search: string;
  readonly order: Order;
  readonly columns: readonly ColumnKey[];
}

const exportedOf = (keys: readonly ColumnKey[]) =>
  columnPlans.filter(({ key }) => keys.includes(key)).map(({ exported }) => exported);

/** Where the whole list is downloaded, with the columns that are shown. */
export function exportAddress({ filter, search, order, columns }: Wish): string {
  const query = new URLSearchParams({
    columns: ['id', ...exportedOf(columns)].join(','),
    orderBy: JSON.stringify(orderBy(order)),
  });
  if (!isEmpty(filter)) query.set('filter', JSON.stringify(filter));
  if (search !== '') query.set('search', search);
  return `/exports/customers.csv?${query}`;
}

/** What a guest has in a column of an export. */
function cellValue(row: GuestRow, key: ColumnKey): Cell {
  const score = row.healthScore;
  const visits = row.enhancedProfile?.behavioralPreferences?.visitPatterns;
  const spend = row.enhancedProfile?.purchaseHistoryAnalysis;
  const values: Readonly<Record<ColumnKey, Cell>> = {
    name: row.name,
    level: score?.healthLevel,
    score: score?.healthScore,
    change: score?.trend?.change,
    churn: score?.riskAssessment?.churnRisk.probability,
    lastVisit: visits?.lastVisitAt,
    year: spend?.lifetimeValue.last12Months?.amount,
    value: spend?.lifetimeValue.total?.amount,
    atRisk: score?.riskAssessment?.valueAtRisk?.amount,
    visits: visits?.visitDays,
    group: spend?.rfm?.group,
    segment: row.segment,
    rank: score?.benchmarkComparison?.percentileRank,
    engagementRisk: score?.riskAssessment?.engagementRisk.riskLevel,
    valueRisk: score?.riskAssessment?.valueRisk.riskLevel,
    completeness: row.enhancedProfile?.profileCompleteness?.overallScore,
    tier: row.loyaltyAccount?.tier,
    city: row.city,
    since: row.createdAt,
  };
  return values[key];
}

/** These guests as a table with a head; amounts are in the venue's currency. */
export function csvOf(rows: readonly GuestRow[], columns: readonly ColumnKey[]): string {
  const keys = columnPlans.map(({ key }) => key).filter((key) => columns.includes(key));
  const lines = [['id', ...exportedOf(keys)], ...rows.map((row) => [row.id, ...keys.map((key) => cellValue(row, key))])];
  return csvText(lines);
}
