/**
 * Every constant of the scoring, with unit and source. † marks our own design choices, made to be changed.
 * The weights add up to 100. A change of any value is a new `version`.
 */

export type VenueType = 'CAFE' | 'QUICK_SERVICE' | 'CASUAL' | 'FINE_DINING' | 'BAR' | 'BAKERY';

/** What is assumed of a venue of this type before it has shown its own numbers. All †: orders of magnitude of the trade. */
export interface VenuePrior {
  /** Median gap between a guest's visits, days. */
  readonly gapDays: number;
  /** Share of first visits followed by a second within the horizon. */
  readonly returnShare: number;
  /** Spread of guests' expected visit rates: standard deviation of their natural logarithm. */
  readonly rateLogSpread: number;
}

export interface ComponentWeights {
  readonly visitFrequency: number;
  readonly spendingBehavior: number;
  readonly loyaltyEngagement: number;
  readonly feedbackSentiment: number;
  readonly communicationResponse: number;
  readonly recencyFactor: number;
}

export interface ScoringConfig {
  readonly version: number;
  /** Points of 100 (product document). */
  readonly weights: ComponentWeights;
  /** Days between the two instants of a trend (HEALTH_SCORE_TREND_DAYS). */
  readonly trendDays: number;
  /** Seconds after which a source counts as ageing (DATA_FRESHNESS_THRESHOLD). */
  readonly freshnessSeconds: number;
  /** Overall completeness below which a profile needs attention (PROFILE_COMPLETENESS_THRESHOLD). */
  readonly attentionBelow: number;
  /** Share of the weights that must be present for a score. */
  readonly coverageMinimum: number;
  readonly priors: Readonly<Record<VenueType, VenuePrior>>;
  /** Currency of the evidence (CURRENCY) and how many minor units make one of it. */
  readonly currency: string;
  readonly minorPerMajor: number;
}

export const venuePriors: Readonly<Record<VenueType, VenuePrior>> = {
  CAFE: { gapDays: 10, returnShare: 0.4, rateLogSpread: 1.1 },
  QUICK_SERVICE: { gapDays: 18, returnShare: 0.4, rateLogSpread: 1.0 },
  CASUAL: { gapDays: 30, returnShare: 0.35, rateLogSpread: 1.0 },
  FINE_DINING: { gapDays: 75, returnShare: 0.3, rateLogSpread: 0.9 },
  BAR: { gapDays: 21, returnShare: 0.35, rateLogSpread: 1.0 },
  BAKERY: { gapDays: 9, returnShare: 0.45, rateLogSpread: 1.1 },
};

/** Used where no location names its type. */
export const defaultVenueType: VenueType = 'CASUAL';

export const defaultScoring: ScoringConfig = {
  version: 1,
  weights: {
    visitFrequency: 25,
    spendingBehavior: 20,
    loyaltyEngagement: 15,
    feedbackSentiment: 15,
    communicationResponse: 15,
    recencyFactor: 10,
  },
  trendDays: 30,
  freshnessSeconds: 604_800,
  attentionBelow: 70,
  coverageMinimum: 0.35, // †
  priors: venuePriors,
  currency: 'EUR',
  minorPerMajor: 100,
};
