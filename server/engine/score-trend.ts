import type { ScoringConfig } from './config.ts';

/** A score now against the same score at the earlier instant. */
export interface ScoreTrend {
  /** Points gained; negative: lost. */
  readonly change: number;
  readonly previous: number;
  readonly days: number;
  readonly direction: 'UP' | 'STEADY' | 'DOWN';
}

/** @returns null when either is absent. */
export function scoreTrend(now: number | null, previous: number | null, config: ScoringConfig): ScoreTrend | null {
  if (now === null || previous === null) return null;
  const change = now - previous;
  const { directionPoints } = config.score;
  const direction = change >= directionPoints ? 'UP' : change <= -directionPoints ? 'DOWN' : 'STEADY';
  return { change, previous, days: config.trendDays, direction };
}
