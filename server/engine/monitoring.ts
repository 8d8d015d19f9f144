/** What an operator watches, from counts: how fast alerts are answered, how long runs take, whether scores and predictions drift. */
import type { AlertSeverity } from './alerts/alerts.ts';
import type { BackTest } from './predictions/prediction-fit.ts';
import { isTooFew, maskedPart } from './segments/masking.ts';
import { type PortfolioTotals, scoreQuantiles, type ValueCount } from './segments/portfolio.ts';

/** So many alerts of a severity were first acknowledged after so many seconds; null: not yet. */
export interface ResponseCount {
  readonly severity: string;
  readonly seconds: number | null;
  readonly count: number;
}

/** How fast the alerts of a severity were answered. */
export interface AlertResponse {
  readonly severity: AlertSeverity;
  readonly raised: number;
  readonly acknowledged: number;
  /** Of those that were acknowledged; null: none was. */
  readonly medianSeconds: number | null;
  readonly p90Seconds: number | null;
}

interface Weighted {
  readonly value: number;
  readonly count: number;
}

/** The smallest value that this share of all lies at or below; null: there is none. */
export function quantileOf(counts: readonly Weighted[], share: number): number | null {
  const sorted = [...counts].sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  let passed = 0;
  const found = sorted.find(({ count }) => {
    passed += count;
    return passed >= share * total;
  });
  return total === 0 ? null : (found?.value ?? null);
}

const severities: readonly AlertSeverity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

/** One entry per severity, gravest first; also of those that nothing was raised of. */
export function alertResponses(counts: readonly ResponseCount[]): AlertResponse[] {
  return severities.map((severity) => {
    const own = counts.filter((count) => count.severity === severity);
    const answered = own.flatMap(({ seconds, count }) => (seconds === null ? [] : [{ value: seconds, count }]));
    const total = (list: readonly { readonly count: number }[]) => list.reduce((sum, { count }) => sum + count, 0);
    return {
      severity,
      raised: total(own),
      acknowledged: total(answered),
      medianSeconds: quantileOf(answered, 0.5),
      p90Seconds: quantileOf(answered, 0.9),
    };
  });
}

/** Instants of a run, milliseconds since 1970; null: not yet. */
export interface RunTimes {
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** Runs by how far they are, and how long the finished ones took, newest first as given. */
export function runFigures(runs: readonly RunTimes[]) {
  const seconds = runs.flatMap(({ startedAt, finishedAt }) =>
    startedAt === null || finishedAt === null ? [] : [(finishedAt - startedAt) / 1000],
  );
  const durations = seconds.map((value) => ({ value, count: 1 }));
  return {
    queued: runs.filter(({ startedAt }) => startedAt === null).length,
    running: runs.filter(({ startedAt, finishedAt }) => startedAt !== null && finishedAt === null).length,
    finished: seconds.length,
    lastSeconds: seconds[0] ?? null,
    medianSeconds: quantileOf(durations, 0.5),
    p90Seconds: quantileOf(durations, 0.9),
  };
}

/** The scores of everybody at an instant, as counts. */
export interface ScoreCounts {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly totals: Pick<PortfolioTotals, 'known' | 'scored' | 'scoreSum'>;
  readonly counts: readonly ValueCount[];
}

/** So many guests have this level and score; null: no score. */
export interface LevelScoreCount {
  readonly level: string | null;
  readonly score: number | null;
  readonly count: number;
}

/** @param at milliseconds since 1970. */
export function scoreCountsOf(at: number, rows: readonly LevelScoreCount[]): ScoreCounts {
  const total = (list: readonly LevelScoreCount[]) => list.reduce((sum, { count }) => sum + count, 0);
  const scored = rows.filter(({ score }) => score !== null);
  const scoreSum = scored.reduce((sum, { score, count }) => sum + (score ?? 0) * count, 0);
  const byLevel = levels.map((value) => ({
    dimension: 'HEALTH_LEVEL' as const,
    value,
    count: total(rows.filter(({ level }) => level === value)),
  }));
  const byScore = scored.map(({ score, count }) => ({ dimension: 'SCORE' as const, value: String(score), count }));
  return { at, totals: { known: total(rows), scored: total(scored), scoreSum }, counts: [...byLevel, ...byScore] };
}

const levels = ['POOR', 'FAIR', 'GOOD', 'EXCELLENT'];

/** Guests of the four levels, and those without a score. */
function levelCounts({ totals, counts }: ScoreCounts): number[] {
  const of = (level: string) =>
    counts.find(({ dimension, value }) => dimension === 'HEALTH_LEVEL' && value === level)?.count ?? 0;
  return [...levels.map(of), totals.known - totals.scored];
}

/**
 * Population stability index, Σ (p − q) ln(p / q) over the bins: 0 for the same shares, and larger the further they are apart. Every bin
 * counts half a guest more, so that an empty one does not make it endless.
 */
export function stabilityIndex(before: readonly number[], now: readonly number[]): number {
  const shares = (counts: readonly number[]) => {
    const total = counts.reduce((sum, count) => sum + count + 0.5, 0);
    return counts.map((count) => (count + 0.5) / total);
  };
  const [old, found] = [shares(before), shares(now)];
  return found.reduce((sum, share, index) => {
    const other = old[index] ?? share;
    return sum + (share - other) * Math.log(share / other);
  }, 0);
}

/** The scores of an instant in a few figures. @param masks null instead of figures of fewer than 5 customers. */
function scoreFigures({ at, totals, counts }: ScoreCounts, masks: boolean) {
  const { known, scored, scoreSum } = totals;
  const says = scored > 0 && !(masks && isTooFew(scored));
  return {
    at,
    customers: masks && isTooFew(known) ? null : known,
    scored: masks ? maskedPart(scored, known) : scored,
    meanScore: says ? scoreSum / scored : null,
    quantiles: says ? scoreQuantiles(counts) : null,
  };
}

/** How far the scores have moved. @param before null: nothing is on record that long ago; then nothing can be compared. */
export function scoreDrift(now: ScoreCounts, before: ScoreCounts | null, masks: boolean) {
  const earlier = before === null || before.totals.known === 0 ? null : before;
  return {
    now: scoreFigures(now, masks),
    before: earlier === null ? null : scoreFigures(earlier, masks),
    stabilityIndex:
      earlier === null || (masks && isTooFew(Math.min(earlier.totals.known, now.totals.known)))
        ? null
        : stabilityIndex(levelCounts(earlier), levelCounts(now)),
  };
}

/** What was predicted of all guests on a past day, beside what came. */
export interface OriginCalibration {
  /** Days since 1970-01-01. */
  readonly originDay: number;
  readonly horizonDays: number;
  readonly guests: number;
  /** Mean probability of a return within the horizon, and the share of guests who returned; 0 to 1. */
  readonly predicted: number;
  readonly observed: number;
}

/**
 * Past days whose horizon is over, newest first, at the venue's horizon or the one of the back-test that is nearest to it. Of each the
 * models knew only what came before.
 */
export function calibrationDrift({ origins }: Pick<BackTest, 'origins'>, horizonDays: number): OriginCalibration[] {
  const gap = (days: number) => Math.abs(days - horizonDays);
  const nearest = origins.reduce<number | null>(
    (best, { horizonDays: days }) => (best === null || gap(days) < gap(best) ? days : best),
    null,
  );
  return origins
    .filter((origin) => origin.horizonDays === nearest && origin.guests > 0)
    .map(({ originDay, horizonDays: days, guests, bins, baseRate }) => {
      const binned = bins.reduce((sum, bin) => sum + bin.guests, 0);
      const predicted = bins.reduce((sum, bin) => sum + bin.guests * bin.predicted, 0);
      return { originDay, horizonDays: days, guests, predicted: predicted / Math.max(binned, 1), observed: baseRate };
    })
    .sort((a, b) => b.originDay - a.originDay);
}
