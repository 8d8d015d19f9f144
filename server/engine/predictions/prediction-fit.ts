/**
 * The shapes of the champion: what a fit of a venue is (plain JSON, stored per week), what its back-test found, and what a guest is to it.
 * `fitPredictions` (fit-predictions.ts) makes both, `openPredictor` (predictor.ts) answers for guests, `guestTiming` (guest-timing.ts)
 * makes a guest. Source: docs/decisions/0014-champion.md
 */
import type { VenueType } from '../config.ts';
import type { InsufficientData } from '../insufficient.ts';
import type { VisitShares } from '../visit-shares.ts';
import type { NoSpendModel, SpendModel } from './gamma-gamma.ts';
import type { FittedModel, ModelName, RepeatHistory } from './model.ts';

/** What the champion knows of a guest: plain numbers, each of which may be replaced to ask "what if". */
export interface GuestTiming extends RepeatHistory {
  /** Visit days within the last 28 and the last 91 days, the day of the question included. */
  readonly visits4Weeks: number;
  readonly visits13Weeks: number;
  /** Standard deviation of the gaps by their mean, 0 for clockwork; null below 3 gaps. */
  readonly gapVariation: number | null;
}

export interface FitOptions {
  /** The horizon that answers use unless asked otherwise, days. */
  readonly horizonDays: number;
  /** Whose prior a small base is pulled towards. */
  readonly venueType: VenueType;
  /** Typical days between visits and share of first guests who return, by the venue type's prior. */
  readonly prior: { readonly gapDays: number; readonly returnShare: number };
  /** False leaves the back-test out: `card.origins` is empty and nothing is learned but the base models. Default true. */
  readonly backTest?: boolean;
}

/**
 * One horizon at which the correction was learned. Slopes belong to the scaled `features` (features.ts) and then, in the order of `base`,
 * to each model's deviation from the blend.
 */
export interface Anchor {
  readonly days: number;
  /** Guests × origins that the correction was learned from; 0: none, the blend is plain. */
  readonly examples: number;
  readonly origins: number;
  /** Share of the learned shift and of the learned slopes that is used, 0 to 1: each by its own out-of-sample gain. */
  readonly shiftShare: number;
  readonly slopeShare: number;
  /**
   * Added to the plain mean of the models' logits of P(return), and of their logarithms of expected visits, shares already applied and the
   * weights among the slopes. Counts are first raised as P(return) is raised against the weighted blend.
   */
  readonly returnShift: number;
  readonly returnSlopes: readonly number[];
  readonly countShift: number;
  readonly countSlopes: readonly number[];
  /** Spread of the visits beyond the first of who returns (count-spread.ts). */
  readonly evenness: number;
  readonly size: number;
}

/** How a feature is prepared: held within what training saw, then (value − centre) / scale. */
export interface Scaling {
  readonly low: number;
  readonly high: number;
  readonly centre: number;
  readonly scale: number;
}

interface FitHead {
  /** Of the method; a change of it refits. */
  readonly version: number;
  /** The last business day that was known. */
  readonly day: number;
  readonly horizonDays: number;
  readonly customers: number;
  readonly repeaters: number;
}

/** A fit that answers. */
export interface UsableFit extends FitHead {
  /** FITTED: by the venue's own guests. PRIOR: penalised towards the venue type's prior. */
  readonly tier: 'FITTED' | 'PRIOR';
  /** How much of the answer is the prior's, 0 to 1; 0 when FITTED. */
  readonly priorWeight: number;
  /** Why it is only PRIOR, and when it will be more; null when FITTED. */
  readonly short: InsufficientData | null;
  readonly base: readonly FittedModel[];
  /** How much say each of them has in the blend, adding up to 1. */
  readonly weights: readonly number[];
  readonly features: readonly Scaling[];
  /** By days, ascending; at least one. */
  readonly anchors: readonly Anchor[];
  /** Of spend per visit day. */
  readonly spend: SpendModel | NoSpendModel;
  /** Mean known spend of a paid visit, minor units; null: none known. */
  readonly meanSpendMinor: number | null;
}

/** Too few guests to say anything. */
export interface NoFit extends FitHead {
  readonly tier: 'INSUFFICIENT';
  readonly insufficient: InsufficientData;
}

export type PredictionFit = UsableFit | NoFit;

/** How good probabilities of return were at one origin and horizon. */
export interface ProbabilityScore {
  /** Null for a baseline that could only rank. */
  readonly brier: number | null;
  /** 1 − Brier / Brier of the base rate; null when everybody or nobody returned. */
  readonly skill: number | null;
  /** Null for a rule that says only yes or no (one error costs infinitely much), and for a baseline that could only rank. */
  readonly logLoss: number | null;
  /** Null when everybody or nobody returned. */
  readonly auc: number | null;
}

export interface ReliabilityBin {
  readonly guests: number;
  readonly predicted: number;
  readonly observed: number;
}

export type BaselineName = 'BASE_RATE' | 'RECENCY_ONLY' | 'NINETY_DAY_RULE' | 'AVERAGE_GAP_DATE';

/** The back-test at one origin and horizon: everything was learned from days up to the origin. */
export interface OriginScore extends ProbabilityScore {
  readonly originDay: number;
  readonly horizonDays: number;
  readonly guests: number;
  /** Share of guests who returned. */
  readonly baseRate: number;
  readonly ece: number;
  readonly bins: readonly ReliabilityBin[];
  /** Share of guests whose visits fell into the interval (ends counted by the part that the interval takes of them), 0 to 1. */
  readonly coverage50: number;
  readonly coverage80: number;
  /** (expected − real visits of all) / real; null when there were none. */
  readonly visitBias: number | null;
  /** The same of value (visits × spend), and its mean absolute error per guest, minor units; null without known spend. */
  readonly valueBias: number | null;
  readonly valueMaeMinor: number | null;
  /** Examples of earlier origins that the correction was learned from; 0: the plain blend is judged. */
  readonly learnedFrom: number;
  /** Baselines beside it. Where no earlier origin was over, the base rate is absent and recency only ranks. */
  readonly baselines: readonly (ProbabilityScore & { readonly name: BaselineName })[];
  readonly models: readonly (ProbabilityScore & { readonly name: ModelName; readonly visitBias: number | null })[];
}

/** Means over the origins of a horizon, weighted by guests. */
export interface HorizonSummary {
  readonly horizonDays: number;
  readonly origins: number;
  readonly guests: number;
  /** What answers: the blend alone, or with its correction. */
  readonly chosen: 'BLEND' | 'CORRECTED_BLEND';
  readonly champion: ProbabilityScore & { readonly ece: number };
  readonly recencyAuc: number | null;
  /** The base model of the lowest log loss. */
  readonly bestModel: ModelName;
  readonly bestModelLogLoss: number;
  readonly recencyLogLoss: number | null;
  /** Recency alone ranks and scores as well: AUC within .01 and log loss within 1 %. Null: not comparable. */
  readonly recencyDoesAsWell: boolean | null;
}

export interface BackTest {
  /** By horizon, then by origin. Empty when no past day had enough guests and a full horizon after it. */
  readonly origins: readonly OriginScore[];
  readonly horizons: readonly HorizonSummary[];
  /** Guests the back-test was run on: all, or those of the lowest hashes. */
  readonly sampledGuests: number;
}

export interface FittedPredictions {
  readonly fit: PredictionFit;
  readonly card: BackTest;
}

/** An interval of counts. */
export interface CountInterval {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** What a usable fit says of one guest. Days are whole or fractional, 0 or more. */
export interface GuestForecast {
  /** P(at least one visit within the days), 0 to 1, never falling with the days. */
  returnWithin(days: number): number;
  /** Expected visits within the days; never falling, never below `returnWithin`. */
  expectedVisits(days: number): number;
  /** P(still a customer), 0 to 1: shown as just that, never as a probability of return. */
  stillCustomer(): number;
  /** P(0), P(1), … visits within the days, as far as any sum asks. */
  visitShares(days: number): VisitShares;
}

/** The same of any guest. */
export interface ChampionPredictor {
  /** For who keeps it as long as there are questions: nothing is remembered of the guest. */
  readonly about: (guest: GuestTiming) => GuestForecast;
  /** The same, remembered as long as the caller keeps the guest, as for all below. */
  readonly known: (guest: GuestTiming) => GuestForecast;
  /** P(at least one visit within the days), 0 to 1, never falling with the days. */
  readonly returnWithin: (guest: GuestTiming, days: number) => number;
  /** Expected visits within the days; never falling, never below `returnWithin`. */
  readonly expectedVisits: (guest: GuestTiming, days: number) => number;
  /** P(still a customer), 0 to 1: shown as just that, never as a probability of return. */
  readonly stillCustomer: (guest: GuestTiming) => number;
  /** The central interval of visits that holds at least this share (0.8: 10 % to 90 %). */
  readonly visitInterval: (guest: GuestTiming, days: number, share: number) => CountInterval;
  /** P(exactly n visits within the days) for n = 0 … most (null: as far as it matters), the last one holding the rest. Adds up to 1. */
  readonly visitDistribution: (guest: GuestTiming, days: number, most: number | null) => readonly number[];
  /** Draws of visits within the days, by random numbers of the caller's seed. */
  readonly drawVisits: (guest: GuestTiming, days: number, random: () => number, draws: number) => readonly number[];
  /** The first day count within which the guest returns with this probability, by bisection to 0.01 days; null: not within `longest`. */
  readonly daysUntilReturn: (guest: GuestTiming, probability: number, longestDays: number) => number | null;
}
