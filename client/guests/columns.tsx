import type { filterWords } from '../filters/words.ts';
import type { TableColumn } from '../ui/DataTableRow.tsx';
import type { Formats } from '../ui/format.ts';
import { Chance, Level, Severity, Trend } from '../ui/Marks.tsx';
import type { Words } from '../ui/words.ts';
import type { GuestRow } from './rows.ts';
import type { GuestMessages } from './words.ts';

/** A column of the guests' table: what it asks for, and its name in an export. */
interface ColumnPlan {
  readonly key: ColumnKey;
  /** Which part of the question it needs; null: the name's own. */
  readonly part: PartName | null;
  readonly exported: string;
}

export const parts = ['score', 'trend', 'risks', 'percentile', 'visits', 'spend', 'completeness', 'loyalty', 'profile'] as const;
export type PartName = (typeof parts)[number];

export const columnPlans = [
  { key: 'name', part: null, exported: 'name' },
  { key: 'level', part: 'score', exported: 'healthLevel' },
  { key: 'score', part: 'score', exported: 'healthScore' },
  { key: 'change', part: 'trend', exported: 'scoreChange' },
  { key: 'churn', part: 'risks', exported: 'churnProbability' },
  { key: 'lastVisit', part: 'visits', exported: 'lastVisitAt' },
  { key: 'year', part: 'spend', exported: 'last12Months' },
  { key: 'value', part: 'spend', exported: 'lifetimeValue' },
  { key: 'atRisk', part: 'risks', exported: 'valueAtRisk' },
  { key: 'visits', part: 'visits', exported: 'visitDays' },
  { key: 'group', part: 'spend', exported: 'rfmGroup' },
  { key: 'segment', part: null, exported: 'segment' },
  { key: 'rank', part: 'percentile', exported: 'percentileRank' },
  { key: 'engagementRisk', part: 'risks', exported: 'engagementRisk' },
  { key: 'valueRisk', part: 'risks', exported: 'valueRisk' },
  { key: 'completeness', part: 'completeness', exported: 'completeness' },
  { key: 'tier', part: 'loyalty', exported: 'loyaltyTier' },
  { key: 'city', part: null, exported: 'city' },
  { key: 'since', part: null, exported: 'createdAt' },
] as const satisfies readonly { key: string; part: PartName | null; exported: string }[];

export type ColumnKey = (typeof columnPlans)[number]['key'];

export const usualColumns: readonly ColumnKey[] = ['name', 'level', 'score', 'change', 'churn', 'lastVisit', 'year'];

/** Which columns the address asks for, in the order of the menu; the name is always there. */
export function readColumns(text: string | null): readonly ColumnKey[] {
  if (text === null) return usualColumns;
  const named = new Set(text.split(','));
  const found = columnPlans.map(({ key }) => key).filter((key) => key === 'name' || named.has(key));
  return found.length > 1 ? found : usualColumns;
}

/** Which parts of the question these columns need. A part of the score or the profile needs that itself. */
export function partsOf(keys: readonly ColumnKey[], may: { readonly scores: boolean; readonly profiles: boolean }) {
  const plans: readonly ColumnPlan[] = columnPlans;
  const wanted = new Set(plans.filter(({ key }) => keys.includes(key)).map(({ part }) => part));
  const has = (part: PartName) => wanted.has(part);
  const ofScore = may.scores;
  const ofProfile = may.profiles;
  return {
    score: ofScore,
    trend: ofScore && has('trend'),
    risks: ofScore && has('risks'),
    percentile: ofScore && has('percentile'),
    profile: ofProfile && (has('visits') || has('spend') || has('completeness')),
    visits: ofProfile && has('visits'),
    spend: ofProfile && has('spend'),
    completeness: ofProfile && has('completeness'),
    loyalty: has('loyalty'),
  };
}

const scorePart = new Set<PartName | null>(['score', 'trend', 'risks', 'percentile']);
const profilePart = new Set<PartName | null>(['visits', 'spend', 'completeness']);

/** The columns that can be shown here at all. */
export function columnsAllowed(may: { readonly scores: boolean; readonly profiles: boolean }): readonly ColumnKey[] {
  return columnPlans
    .filter(({ part }) => (may.scores || !scorePart.has(part)) && (may.profiles || !profilePart.has(part)))
    .map(({ key }) => key);
}

/** What the cells of the table are written with. */
export interface Writer {
  readonly words: Words<GuestMessages>;
  readonly filterWords: Words<(typeof filterWords)['en']>;
  readonly format: Formats;
  readonly trendDays: number;
  readonly horizonDays: number | null;
}

const widths: Readonly<Partial<Record<ColumnKey, number>>> = {
  name: 180,
  level: 116,
  score: 72,
  change: 116,
  churn: 168,
  value: 112,
  group: 136,
  visits: 80,
  rank: 88,
};
const right: ReadonlySet<ColumnKey> = new Set(['score', 'year', 'value', 'atRisk', 'visits', 'rank', 'completeness']);
const sorted: ReadonlySet<ColumnKey> = new Set(['name', 'score', 'lastVisit', 'value', 'atRisk']);

/** A column as the table takes it. */
export function columnOf(key: ColumnKey, writer: Writer): TableColumn<GuestRow> {
  const { words, trendDays, horizonDays } = writer;
  const days = key === 'change' ? trendDays : (horizonDays ?? 0);
  return {
    key,
    title: words(horizonDays === null && key === 'churn' ? 'column_churnPlain' : `column_${key}`, { days }),
    hint: words(`hint_${key}`, { days }),
    width: widths[key] ?? 112,
    align: right.has(key) ? 'right' : 'left',
    canSort: sorted.has(key),
    cell: (row) => cellOf(key, row, writer),
  };
}

function cellOf(key: ColumnKey, row: GuestRow, { format, filterWords: options }: Writer) {
  const score = row.healthScore;
  const visits = row.enhancedProfile?.behavioralPreferences?.visitPatterns;
  const spend = row.enhancedProfile?.purchaseHistoryAnalysis;
  switch (key) {
    case 'name':
      return row.name ?? row.id;
    case 'level':
      return <Level level={score?.healthLevel ?? null} />;
    case 'score':
      return format.whole(score?.healthScore);
    case 'change':
      return <Trend direction={score?.trend?.direction ?? null} change={score?.trend?.change ?? null} />;
    case 'churn':
      return <Chance share={score?.riskAssessment?.churnRisk.probability} exact={false} />;
    case 'engagementRisk':
      return riskCell(score?.riskAssessment?.engagementRisk.riskLevel);
    case 'valueRisk':
      return riskCell(score?.riskAssessment?.valueRisk.riskLevel);
    case 'atRisk':
      return format.money(score?.riskAssessment?.valueAtRisk);
    case 'rank':
      return format.whole(score?.benchmarkComparison?.percentileRank);
    case 'lastVisit':
      return visits?.lastVisitAt === null || visits?.lastVisitAt === undefined ? (
        '–'
      ) : (
        <time dateTime={visits.lastVisitAt}>{format.ago(visits.lastVisitAt)}</time>
      );
    case 'visits':
      return format.whole(visits?.visitDays);
    case 'year':
      return format.money(spend?.lifetimeValue.last12Months);
    case 'value':
      return format.money(spend?.lifetimeValue.total);
    case 'group':
      return spend?.rfm === null || spend?.rfm === undefined ? '–' : options(`option_${spend.rfm.group}`);
    case 'completeness':
      return format.whole(row.enhancedProfile?.profileCompleteness?.overallScore);
    case 'tier':
      return row.loyaltyAccount?.tier ?? '–';
    case 'segment':
      return row.segment ?? '–';
    case 'city':
      return row.city ?? '–';
    case 'since':
      return format.day(row.createdAt);
  }
}

function riskCell(level: 'LOW' | 'MEDIUM' | 'HIGH' | null | undefined) {
  return level === null || level === undefined ? '–' : <Severity level={level} />;
}
