import { type InsufficientData, insufficient } from '../insufficient.ts';
import { isTooFew, maskedCounts, maskedPart } from './masking.ts';

/** What a portfolio counts of its guests, by mergeable aggregates. */
export interface PortfolioTotals {
  readonly customers: number;
  /** Guests with a row, or with a record at the instant. */
  readonly known: number;
  readonly scored: number;
  readonly scoreSum: number;
  /** Of the newest scoring among them, milliseconds since 1970; null: none. */
  readonly newestAt: number | null;
  /** The last four only of current rows. */
  readonly needsAttention: number;
  readonly valued: number;
  readonly atRiskMinor: number;
  readonly yearMinor: number;
}

export type Dimension = 'HEALTH_LEVEL' | 'CHURN_RISK' | 'ENGAGEMENT_RISK' | 'VALUE_RISK' | 'COMPLETENESS' | 'SCORE';

/** How many guests have a value; null: none. */
export interface ValueCount {
  readonly dimension: Dimension;
  readonly value: string | null;
  readonly count: number;
}

export interface LevelShare {
  readonly level: string | null;
  readonly customers: number | null;
  readonly share: number | null;
}

const order: readonly (string | null)[] = [
  'POOR',
  'BASIC',
  'LOW',
  'FAIR',
  'MEDIUM',
  'GOOD',
  'HIGH',
  'EXCELLENT',
  'COMPLETE',
  null,
];

/** The distribution over one dimension, lowest level first, guests without one last. */
export function distribution(counts: readonly ValueCount[], dimension: Dimension, masks: boolean): LevelShare[] {
  const own = counts
    .filter((count) => count.dimension === dimension)
    .sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value));
  const plain = own.map(({ count }) => count);
  const total = plain.reduce((sum, count) => sum + count, 0);
  const shown = masks ? maskedCounts(plain) : plain;
  return own.map(({ value }, index) => {
    const customers = shown[index] ?? null;
    return { level: value, customers, share: customers === null ? null : customers / total };
  });
}

/** The scores below which these shares of the scored guests lie, exactly, from the count of each score; null: nobody is scored. */
export function scoreQuantiles(counts: readonly ValueCount[]) {
  const scores = counts
    .flatMap(({ dimension, value, count }) => (dimension === 'SCORE' && value !== null ? [{ score: Number(value), count }] : []))
    .sort((a, b) => a.score - b.score);
  const total = scores.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const at = (share: number): number => {
    let passed = 0;
    const found = scores.find(({ count }) => {
      passed += count;
      return passed >= share * total;
    });
    return found?.score ?? 0;
  };
  return { p10: at(0.1), p25: at(0.25), p50: at(0.5), p75: at(0.75), p90: at(0.9) };
}

/** The overview of a group. Null beside a reason: too few guests to tell, or nothing on record. */
export function portfolioFigures(
  totals: PortfolioTotals,
  counts: readonly ValueCount[],
  { isRecord, masks }: { readonly isRecord: boolean; readonly masks: boolean },
) {
  const { customers, scored } = totals;
  const reason = masks && isTooFew(customers) ? tooFew() : isRecord && totals.known === 0 ? notRecorded() : null;
  const says = reason === null && !(masks && isTooFew(scored)) && scored > 0;
  const ofDimension = (dimension: Dimension) => (reason === null ? distribution(counts, dimension, masks) : []);
  const current = reason === null && !isRecord;
  const valued = current && totals.valued > 0 && !(masks && isTooFew(totals.valued));
  const part = (count: number) => (masks ? maskedPart(count, customers) : count);
  return {
    isRecord,
    customers: masks && isTooFew(customers) ? null : customers,
    scored: reason === null ? part(scored) : null,
    meanScore: says ? totals.scoreSum / scored : null,
    scoreQuantiles: says ? scoreQuantiles(counts) : null,
    healthLevels: ofDimension('HEALTH_LEVEL'),
    risks: {
      churn: ofDimension('CHURN_RISK'),
      engagement: ofDimension('ENGAGEMENT_RISK'),
      value: ofDimension('VALUE_RISK'),
    },
    completenessLevels: current ? ofDimension('COMPLETENESS') : null,
    needsAttention: current ? part(totals.needsAttention) : null,
    valueAtRisk: valued ? totals.atRiskMinor : null,
    last12Months: valued ? totals.yearMinor : null,
    insufficientData: reason ?? (isRecord ? onlyCurrent() : null),
  };
}

/** Scores of the same guests at two instants. */
export interface ScorePair {
  readonly guests: number;
  readonly beforeSum: number;
  readonly nowSum: number;
}

/** How the mean score of the guests who had one at both instants moved. */
export function scoreChange({ guests, beforeSum, nowSum }: ScorePair, masks: boolean) {
  const reason = guests === 0 ? notRecorded() : masks && isTooFew(guests) ? tooFew() : null;
  const mean = (sum: number) => (reason === null ? sum / guests : null);
  return {
    guests: masks && isTooFew(guests) ? null : guests,
    meanBefore: mean(beforeSum),
    meanNow: mean(nowSum),
    change: mean(nowSum - beforeSum),
    insufficientData: reason,
  };
}

export interface SegmentFigures extends ScorePair {
  readonly segment: string | null;
  readonly customers: number;
  readonly scored: number;
  readonly scoreSum: number;
}

/** The groups of a portfolio, largest first. */
export function segmentTrends(groups: readonly SegmentFigures[], masks: boolean) {
  const sorted = [...groups].sort((a, b) => b.customers - a.customers || ((a.segment ?? '~') < (b.segment ?? '~') ? -1 : 1));
  const plain = sorted.map(({ customers }) => customers);
  const shown = masks ? maskedCounts(plain) : plain;
  return sorted.map((group, index) => ({
    segment: group.segment,
    customers: shown[index] ?? null,
    meanScore: group.scored === 0 || (masks && isTooFew(group.scored)) ? null : group.scoreSum / group.scored,
    trend: scoreChange(group, masks),
  }));
}

export interface Move {
  readonly from: string | null;
  readonly to: string | null;
  readonly count: number;
}

/** The matrix of moves between levels. */
export function movementOf(moves: readonly Move[], masks: boolean) {
  const sorted = [...moves].sort(
    (a, b) => order.indexOf(a.from) - order.indexOf(b.from) || order.indexOf(a.to) - order.indexOf(b.to),
  );
  const plain = sorted.map(({ count }) => count);
  const shown = masks ? maskedCounts(plain) : plain;
  return {
    cells: sorted.map(({ from, to }, index) => ({ from, to, customers: shown[index] ?? null })),
    insufficientData: moves.some(({ from }) => from !== null) ? null : notRecorded(),
  };
}

function tooFew(): InsufficientData {
  return insufficient(
    'TOO_SMALL_GROUP',
    'Figures about fewer than 5 customers are not for your role; ask about a larger group',
    0,
    5,
  );
}

function notRecorded(): InsufficientData {
  return insufficient(
    'NOT_RECORDED',
    'No health scores of these guests are on record for that day: they are kept from the first scoring on',
    0,
    1,
  );
}

function onlyCurrent(): InsufficientData {
  const message = 'Records hold scores and risks, neither completeness nor value; leave asOf out for those of the last scoring';
  return insufficient('NOT_RECORDED', message, 0, 1);
}
