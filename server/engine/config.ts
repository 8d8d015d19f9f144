/**
 * Every constant of the scoring, with unit, reason and source. † marks our own design choices, made to be changed; the others are the
 * product's definitions. The weights add up to 100. A change of any value is a new `version`.
 */

import { adviceRules } from './config-advice.ts';
import { changeRules } from './config-change.ts';
import { habitRules } from './config-habits.ts';
import { interventionRules } from './config-interventions.ts';
import { recommendationRules } from './config-recommendations.ts';

export type VenueType = 'CAFE' | 'QUICK_SERVICE' | 'CASUAL' | 'FINE_DINING' | 'BAR' | 'BAKERY';

/** What is assumed of a venue of this type before it has shown its own numbers. */
export interface VenuePrior {
  /** Median gap between a guest's visits, days. */
  readonly gapDays: number;
  /** Share of first visits followed by a second within the horizon. */
  readonly returnShare: number;
  /** Spread of guests' expected visit rates: standard deviation of their natural logarithm. */
  readonly rateLogSpread: number;
}

/** Orders of magnitude of the trade †, until the venue's own guests have shown theirs. */
const venuePriors: Readonly<Record<VenueType, VenuePrior>> = {
  CAFE: { gapDays: 10, returnShare: 0.4, rateLogSpread: 1.1 },
  QUICK_SERVICE: { gapDays: 18, returnShare: 0.4, rateLogSpread: 1.0 },
  CASUAL: { gapDays: 30, returnShare: 0.35, rateLogSpread: 1.0 },
  FINE_DINING: { gapDays: 75, returnShare: 0.3, rateLogSpread: 0.9 },
  BAR: { gapDays: 21, returnShare: 0.35, rateLogSpread: 1.0 },
  BAKERY: { gapDays: 9, returnShare: 0.45, rateLogSpread: 1.1 },
};

export const defaultScoring = {
  /** Of these rules, below 500; an installation's own settings are joined to it in configuration-version.ts. */
  version: 5,
  /** False: no models are fitted, and scores go by the guests' rhythm (FEATURE_PREDICTIVE_ANALYTICS). */
  fitsModels: true,
  /** The product document's weights, points of 100. */
  weights: {
    visitFrequency: 25,
    spendingBehavior: 20,
    loyaltyEngagement: 15,
    feedbackSentiment: 15,
    communicationResponse: 15,
    recencyFactor: 10,
  },
  /** Days between the two instants of a trend (HEALTH_SCORE_TREND_DAYS). */
  trendDays: 30,
  /** Seconds after which a source counts as ageing (DATA_FRESHNESS_THRESHOLD). */
  freshnessSeconds: 604_800,
  /** Overall completeness below which a profile needs attention (PROFILE_COMPLETENESS_THRESHOLD). */
  attentionBelow: 70,
  /** Currency of the evidence (CURRENCY) and how many minor units make one of it. */
  currency: 'EUR',
  minorPerMajor: 100,
  priors: venuePriors,
  /** Used where no location names its type. † */
  defaultVenueType: 'CASUAL',

  score: {
    /** Share of the weights that must be present: visits alone, of unknown spend, are enough. † */
    coverageMinimum: 0.35,
    /** Confidence is LOW below either of these, MEDIUM below either of the next two. † */
    lowCoverage: 0.55,
    lowVisitDays: 3,
    mediumCoverage: 0.8,
    mediumVisitDays: 6,
    /** Points from which on a difference is called a direction. † */
    directionPoints: 1,
    /** Weight of a component's main part; the second part has the rest. */
    mainPart: 0.6,
  },
  rhythm: {
    /** Gaps that the venue's typical gap counts for beside the own ones. */
    venueGapWeight: 3,
    /** Visits that the venue's return share counts for. */
    returnWeight: 2,
    /** Gaps that regularity needs. */
    regularityGaps: 5,
    /** Gaps that the fleet's variation counts for. */
    fleetVariationWeight: 8,
  },
  base: {
    /** Guests that a comparison needs; with fewer, the venue type's prior. */
    minimumGuests: 20,
    /**
     * Guests of whom the facts of a week are made; of a larger base these, by the hash of their ids. With n of them current, a quantile is
     * then off by less than 100/√n points of 100 (two standard errors), and neither time nor memory grows with the base (decision 0056).
     */
    mostGuests: 50_000,
    /**
     * A guest who was silent for this many horizons has left the current base, within these bounds in days. † One fixed year would keep
     * four years' worth of gone guests in a café's base and call a single cup ten weeks ago a good relation (decision 0007).
     */
    horizons: 4,
    shortestDays: 120,
    longestDays: 365,
    /** Gaps below which the typical gap is the prior alone, and guests that the prior counts for beside the own ones. */
    typicalGapMinimum: 10,
    typicalGapWeight: 10,
    /** Gaps below which the horizon is not learned but `defaultHorizonDays`. */
    horizonGaps: 30,
    defaultHorizonDays: 90,
    /** The horizon is this many typical gaps, in whole weeks, within these bounds in days. */
    horizonGapFactor: 2,
    shortestHorizonDays: 30,
    longestHorizonDays: 180,
    /** First visits that the prior return share counts for. */
    returnShareWeight: 20,
    /** Days before the week whose sales make the venue's shares of items and categories. † */
    salesDays: 365,
  },
  spending: {
    /** Visits that the venue's mean spend counts for beside the own ones. */
    venueSpendWeight: 3,
    /** Days of each of the two windows of a trend. */
    trendWindowDays: 90,
    /** Probability beyond which a change is called a direction. */
    trendProbability: 0.9,
    /** Days of "the last 12 months". */
    yearDays: 365,
  },
  loyalty: {
    /** Shares of the component: earning regularity, points redeemed of points earned (main part), tier movement. */
    earningShare: 0.4,
    redeemingShare: 0.4,
    tierShare: 0.2,
    /** Earnings that the base's redeemed share counts for. */
    redeemedWeight: 3,
    /** Share of earned points that is redeemed, assumed until anybody has earned any. † */
    priorRedeemedShare: 0.5,
    /** Days in which a tier may have moved, and what a move is worth, points of 100. */
    tierDays: 365,
    tierPoints: { UP: 100, FLAT: 50, DOWN: 0 },
    /** Names of tiers, lowest first, in capitals; a move between two names that are not here says nothing. † */
    tierOrder: 'BASIC BRONZE SILVER GOLD PLATINUM DIAMOND',
  },
  feedback: {
    /** Days after which a feedback weighs half. */
    halfLifeDays: 180,
    /** Weight of a mood judged by the source beside an answer in numbers. */
    sentimentWeight: 0.5,
    /** Feedbacks that the venue's mean counts for. */
    venueWeight: 1,
    /** Points assumed until anybody has said anything: four stars of five. † */
    priorPoints: 75,
  },
  communication: {
    /** Days that campaigns look back: with nothing delivered in them there is nothing to answer. */
    windowDays: 180,
    /** Weight of a message that was only opened: mail programs open by themselves. */
    openWeight: 0.2,
    /** Deliveries that the channel's mean counts for. */
    channelWeight: 10,
    /** Response assumed of a channel nobody used yet, the deliveries it counts for, and the spread of its logarithm. † */
    priorResponse: 0.1,
    priorWeight: 20,
    priorLogSpread: 0.6,
  },
  engagement: {
    /** Percentiles where MEDIUM, HIGH and EXCEPTIONAL begin. † */
    mediumFrom: 25,
    highFrom: 60,
    exceptionalFrom: 90,
  },
  benchmark: {
    /** Share of the guests that are the top performers. */
    topShare: 0.1,
  },
  relationship: {
    /** Points of 100. † */
    weights: { tenure: 15, expectedVisits: 30, regularity: 10, reachability: 10, loyalty: 15, feedback: 20 },
    /** Where DEVELOPING, STRONG and EXCEPTIONAL begin. † */
    developingFrom: 40,
    strongFrom: 60,
    exceptionalFrom: 80,
    /** Tenure counts in the logarithm of this many days, and is full after five years. † */
    tenureUnitDays: 30,
    fullTenureDays: 1_825,
    /** What each further channel is worth of the one before. † */
    furtherChannel: 0.5,
  },
  milestones: {
    /** Visit days that are one. † */
    visitDays: [1, 10, 25, 50, 100, 250],
    /** Gaps of the guest's own, and days, that a silence must exceed for a visit after it to be a comeback, and own gaps that it needs. † */
    comebackGaps: 3,
    comebackDays: 60,
    comebackGapsNeeded: 2,
    /** Days before and from a milestone on that are compared. † */
    impactDays: 90,
    /** Days before an anniversary in which a guest must have come: nobody gone is "a year a guest". † */
    anniversaryDays: 90,
    /** Bills that a highest one needs. † */
    billsNeeded: 3,
  },
  price: {
    /** Visits that the venue's discount share counts for. */
    venueWeight: 5,
    /** z of the bounds: an 80 % interval. † */
    intervalZ: 1.2816,
    /** Paid visits that a level needs. */
    visitsNeeded: 3,
  },
  ...habitRules,
  rfm: {
    /** Days that RFM looks back. † */
    lookBackDays: 365,
    /** Guests that RFM groups need. */
    minimumGuests: 30,
  },
  completeness: {
    /** Weights of the four measures in the overall score, points of 100. † */
    measures: { completeness: 40, accuracy: 25, consistency: 15, freshness: 20 },
    /** Importance of the fields, points. † Contact 30, consent 15, preferences 15, birth date 10, language and city 10, life stage 10. */
    importance: {
      email: 15,
      phone: 15,
      consentEmail: 7.5,
      consentSms: 7.5,
      preferredChannel: 15,
      birthDate: 10,
      language: 5,
      city: 5,
      lifeStage: 10,
    },
    /** Where GOOD, EXCELLENT and COMPLETE begin. † */
    goodFrom: 40,
    excellentFrom: 70,
    completeFrom: 90,
  },
  consistency: {
    /** Share of the cases of a rule that may break it before the rule counts as broken: tills round. † */
    tolerated: 0.05,
    /** Difference between items and total that counts as rounding, share of the total. † */
    roundingShare: 0.01,
  },
  risk: {
    /** Probability below which a risk is LOW, and from which on it is HIGH: thirds. † */
    lowBelow: 1 / 3,
    highFrom: 2 / 3,
    /** Days whose campaign and loyalty actions make the guest's rate of actions. † */
    actionWindowDays: 365,
    /** Actions that the prior counts for; weak, so that a few own ones already show. † */
    priorActions: 1,
    /** Actions of a guest of whom nothing is known, per typical gap between visits. † */
    priorActionsPerGap: 0.3,
    /** Value risk: spend below this share of the last horizon's. */
    valueShare: 0.75,
    /** Standard deviation of the spend of a visit over its mean, and the visits that it counts for beside the own ones. † */
    spendVariation: 0.4,
    spendVariationWeight: 3,
    /** Variation assumed at least: bills that are all the same say little of the next. † */
    leastVariation: 0.05,
    /** Effect from which on a driver asks for a mitigation, probability. † */
    mitigatedFrom: 0.02,
  },
  forecast: {
    /** Probability with which an interval holds what will be. */
    intervalShare: 0.8,
    /** Seeded draws behind the interval of a sum of spends: its ends are within about 2 percentiles. † */
    draws: 200,
    /** Days that a projected lifetime value covers, its discount per year, and the share of the spend that counts (1: revenue). */
    lifetimeDays: 365,
    discountPerYear: 0.1,
    margin: 1,
    /** Days beyond which no date is told: later means never. † */
    longestDays: 730,
  },
  scoreBackTest: {
    /** Days before the week whose scores are judged by who came back since. † */
    horizonDays: 90,
    /** Guests that are judged: those of the lowest hashes. † */
    mostGuests: 5_000,
  },
  ...adviceRules,
  ...changeRules,
  ...interventionRules,
  ...recommendationRules,
} as const;

/** The same shape with any value in it. */
type Any<Value> = Value extends boolean
  ? boolean
  : Value extends number
    ? number
    : Value extends VenueType
      ? VenueType
      : Value extends string
        ? string
        : { readonly [Key in keyof Value]: Any<Value[Key]> };

export type ScoringConfig = Any<typeof defaultScoring>;
