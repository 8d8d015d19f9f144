import type { ScoringConfig } from '../config.ts';
import type { Evidence } from '../evidence.ts';
import type { InsufficientData } from '../insufficient.ts';
import { normalCdf, percentileRank, withoutSpread } from '../maths/statistics.ts';

export type ComponentName = keyof ScoringConfig['weights'];
export type PercentileSource = 'BASE' | 'PRIOR';

/** A component's own score, before weights. */
export interface Part {
  /** 0 to 100; null: see `insufficientData`. */
  readonly score: number | null;
  readonly evidence: readonly Evidence[];
  readonly percentileSource: PercentileSource | null;
  /** Every guest of the base has the same value. */
  readonly withoutSpread: boolean;
  readonly insufficientData: InsufficientData | null;
}

export function absent(insufficientData: InsufficientData): Part {
  return { score: null, evidence: [], percentileSource: null, withoutSpread: false, insufficientData };
}

export interface Ranked {
  /** 0 to 100. */
  readonly percentile: number;
  readonly source: PercentileSource;
  readonly withoutSpread: boolean;
}

/** Position of a rate among the base; without a base, in a log-normal prior around `medianRate`. */
export function ranked(rate: number, sketch: readonly number[] | null, prior: { medianRate: number; logSpread: number }): Ranked {
  if (sketch !== null) return { percentile: percentileRank(sketch, rate), source: 'BASE', withoutSpread: withoutSpread(sketch) };
  const percentile = rate <= 0 ? 0 : 100 * normalCdf(Math.log(rate / prior.medianRate) / prior.logSpread);
  return { percentile, source: 'PRIOR', withoutSpread: false };
}

/** A main part worth 60 % and a second worth the rest; without the second, the main part alone. */
export function mixed(main: number, second: number | null, config: ScoringConfig): number {
  const { mainPart } = config.score;
  return second === null ? main : mainPart * main + (1 - mainPart) * second;
}

/** Mean of parts by their shares; the shares of missing parts go to those that are there, of which there is at least one. */
export function mixture(parts: readonly { readonly share: number; readonly score: number | null }[]): number {
  let [shares, points] = [0, 0];
  for (const { share, score } of parts) {
    if (score === null) continue;
    shares += share;
    points += share * score;
  }
  return Math.min(100, points / shares);
}
