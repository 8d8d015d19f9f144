import type { ScoringConfig } from '../config.ts';
import { derivation } from '../derivation.ts';
import type { SourceFreshness } from '../facts.ts';
import { mean } from '../maths/statistics.ts';

export interface DataFreshness {
  /** Instants in milliseconds since 1970; null: the source is not in use. */
  readonly visitData: number | null;
  readonly loyaltyData: number | null;
  readonly campaignData: number | null;
  readonly feedbackData: number | null;
}

/** The newest event of each source in the whole base, at or before the instant. */
export const dataFreshness = derivation(
  ['sources'],
  ({ sources }): DataFreshness => ({
    visitData: sources.visits,
    loyaltyData: sources.loyalty,
    campaignData: sources.campaigns,
    feedbackData: sources.feedback,
  }),
);

/**
 * Mean over the sources in use of min(1, threshold / age of the newest event of that source in the whole base), as 0 to 100: a guest
 * who comes monthly is not stale data. Null: no source in use.
 */
export function freshnessScore(sources: SourceFreshness, asOf: number, config: ScoringConfig): number | null {
  const threshold = config.freshnessSeconds * 1000;
  const scores: number[] = [];
  for (const at of [sources.visits, sources.loyalty, sources.campaigns, sources.feedback])
    if (at !== null) scores.push(at >= asOf ? 1 : Math.min(1, threshold / (asOf - at)));
  const average = mean(scores);
  return average === null ? null : 100 * average;
}
