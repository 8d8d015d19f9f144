/**
 * The model card: what a venue's predictions rest on and how good they were on its own past, for everybody to read. Made from a fit and
 * its back-tests; nothing is computed anew but means over origins.
 */
import { isoDay } from '../calendar.ts';
import type { InsufficientData } from '../insufficient.ts';
import type { ScoreBackTest } from '../score-back-test.ts';
import { scoreVerdict, verdictOf } from './card-verdict.ts';
import { trustIn } from './fit-model.ts';
import type { SpendModel } from './gamma-gamma.ts';
import type { FittedModel, Trust } from './model.ts';
import type { BackTest, HorizonSummary, OriginScore, PredictionFit, ReliabilityBin } from './prediction-fit.ts';

/** The model of spend per visit day (Gamma-Gamma). */
export interface PublishedSpend {
  /** SHRUNKEN_MEANS: spends hardly vary, own means are shrunk to the venue's. */
  readonly method: SpendModel['method'];
  readonly p: number;
  readonly q: number;
  /** Minor units. */
  readonly vMinor: number;
  /** Guests with a paid visit day after the first. */
  readonly customers: number;
  /** Of how often and how much, −1 to 1. */
  readonly correlation: number;
  /** Own parameters by thirds of frequency; null: frequency and spend do not go together. */
  readonly terciles:
    | readonly {
        readonly p: number;
        readonly q: number;
        readonly vMinor: number;
        /** Largest number of paid repeat days of the third. */
        readonly upTo: number;
        readonly customers: number;
      }[]
    | null;
  readonly logLikelihood: number;
  readonly converged: boolean;
}

/** What answers at a horizon. */
export interface ChosenMethod {
  readonly horizonDays: number;
  /** The blend of all base models alone, or with the correction that was learned from its past errors. */
  readonly method: HorizonSummary['chosen'];
  /** Share of the learned shift, and of the learned slopes, that is used, 0 to 1. */
  readonly shiftShare: number;
  readonly slopeShare: number;
  /** Guests × past days that it was learned from. */
  readonly examples: number;
}

/** The back-test of a horizon over all past days, weighted by guests. */
export interface PublishedHorizon extends HorizonSummary {
  /** Log loss over the past days at which recency alone could be judged, too: to be held against `recencyLogLoss`. Null: there were none. */
  readonly logLossBesideRecency: number | null;
  /** Share of guests whose visits fell into the 50 % and the 80 % interval, 0 to 1. */
  readonly coverage50: number;
  readonly coverage80: number;
  /** (expected − real) / real of all visits, and of their value; null: there were none, or no known spend. */
  readonly visitBias: number | null;
  readonly valueBias: number | null;
  /** Mean absolute error of a guest's value, minor units. */
  readonly valueMaeMinor: number | null;
  /** Guests by predicted chance, in groups of about the same size, ascending. */
  readonly bins: readonly ReliabilityBin[];
}

export interface PublishedOrigin extends Omit<OriginScore, 'originDay'> {
  /** ISO date of the last business day that was known. */
  readonly originDate: string;
}

export interface PublishedScoreBackTest extends Omit<ScoreBackTest, 'originDay'> {
  /** ISO date of the last business day that the scores knew. */
  readonly originDate: string;
  /** One sentence for people. */
  readonly verdict: string;
}

export interface PublishedModelCard {
  /** ISO date of the last business day that was known. */
  readonly knownUntil: string;
  /** Of the method. */
  readonly version: number;
  /** FITTED: by the venue's own guests. PRIOR: with what is usual of such a venue. INSUFFICIENT: nothing is predicted. */
  readonly tier: PredictionFit['tier'];
  /** How much of the answers is the prior's, 0 to 1; null when nothing is predicted. */
  readonly priorWeight: number | null;
  /** Why it is not FITTED, and when it will be more; null when FITTED. */
  readonly insufficientData: InsufficientData | null;
  /** The horizon that answers use unless asked otherwise, days. */
  readonly horizonDays: number;
  /** Guests with a visit, and of them those with a second visit day. */
  readonly customers: number;
  readonly repeaters: number;
  /** LOW below 100 repeaters or with a prior, MEDIUM below 200, else HIGH. */
  readonly trust: Trust;
  /** Fitted models of repeat visits, parameters by their usual names, time unit week. Empty when nothing is predicted. */
  readonly base: readonly FittedModel[];
  /** Null beside `insufficientSpendData`. */
  readonly spend: PublishedSpend | null;
  /** Null when nothing is predicted at all: `insufficientData` says why. */
  readonly insufficientSpendData: InsufficientData | null;
  /** Mean known spend of a paid visit, minor units; null: none known. */
  readonly meanSpendMinor: number | null;
  /** By horizon, ascending. */
  readonly chosen: readonly ChosenMethod[];
  readonly backTest: {
    /** Guests that it was run on. */
    readonly sampledGuests: number;
    /** Ascending; empty: no past day had enough guests and a full horizon after it. */
    readonly horizons: readonly PublishedHorizon[];
    /** By horizon, then by date. */
    readonly origins: readonly PublishedOrigin[];
  };
  /** How well the health score told who would come back, beside plain recency; null: too few guests that long ago, or not asked for. */
  readonly healthScore: PublishedScoreBackTest | null;
  /** One to four sentences for people. */
  readonly verdict: readonly string[];
}

/** @param score null: not judged. */
export function publishedModelCard(fit: PredictionFit, backTest: BackTest, score: ScoreBackTest | null): PublishedModelCard {
  const horizons = backTest.horizons.map((summary) => publishedHorizon(summary, backTest.origins));
  const usable = fit.tier !== 'INSUFFICIENT';
  return {
    knownUntil: isoDay(fit.day),
    version: fit.version,
    tier: fit.tier,
    priorWeight: usable ? fit.priorWeight : null,
    insufficientData: usable ? fit.short : fit.insufficient,
    horizonDays: fit.horizonDays,
    customers: fit.customers,
    repeaters: fit.repeaters,
    trust: fit.tier === 'FITTED' ? trustIn(fit.repeaters) : 'LOW',
    base: usable ? fit.base : [],
    spend: usable ? publishedSpend(fit.spend) : null,
    insufficientSpendData: usable && fit.spend.method === 'INSUFFICIENT' ? fit.spend.insufficient : null,
    meanSpendMinor: usable ? fit.meanSpendMinor : null,
    chosen: usable ? chosenMethods(fit.anchors, backTest) : [],
    backTest: {
      sampledGuests: backTest.sampledGuests,
      horizons,
      origins: backTest.origins.map(({ originDay, ...origin }) => ({ ...origin, originDate: isoDay(originDay) })),
    },
    healthScore: score === null ? null : publishedScore(score),
    verdict: verdictOf(fit, horizons, backTest.origins),
  };
}

function publishedScore({ originDay, ...score }: ScoreBackTest): PublishedScoreBackTest {
  return { ...score, originDate: isoDay(originDay), verdict: scoreVerdict(score) };
}

function publishedSpend(spend: Exclude<PredictionFit, { tier: 'INSUFFICIENT' }>['spend']): PublishedSpend | null {
  if (spend.method === 'INSUFFICIENT') return null;
  const { v, terciles, ...rest } = spend;
  return {
    ...rest,
    vMinor: v,
    terciles: terciles?.map(({ v: vMinor, ...tercile }) => ({ ...tercile, vMinor })) ?? null,
  };
}

function chosenMethods(
  anchors: Exclude<PredictionFit, { tier: 'INSUFFICIENT' }>['anchors'],
  { horizons }: BackTest,
): ChosenMethod[] {
  return anchors.map(({ days, shiftShare, slopeShare, examples }) => ({
    horizonDays: days,
    method:
      horizons.find(({ horizonDays }) => horizonDays === days)?.chosen ??
      (examples > 0 && shiftShare + slopeShare > 0 ? 'CORRECTED_BLEND' : 'BLEND'),
    shiftShare,
    slopeShare,
    examples,
  }));
}

function publishedHorizon(summary: HorizonSummary, all: readonly OriginScore[]): PublishedHorizon {
  const origins = all.filter(({ horizonDays }) => horizonDays === summary.horizonDays);
  const over = (value: (origin: OriginScore) => number | null) => guestMean(origins, value);
  return {
    ...summary,
    logLossBesideRecency: over(({ baselines, logLoss }) =>
      (baselines.find(({ name }) => name === 'RECENCY_ONLY')?.logLoss ?? null) === null ? null : logLoss,
    ),
    coverage50: over(({ coverage50 }) => coverage50) ?? 0,
    coverage80: over(({ coverage80 }) => coverage80) ?? 0,
    visitBias: over(({ visitBias }) => visitBias),
    valueBias: over(({ valueBias }) => valueBias),
    valueMaeMinor: over(({ valueMaeMinor }) => valueMaeMinor),
    bins: pooledBins(origins),
  };
}

/** Weighted by guests, over the origins where there is a value; null where there is none. */
function guestMean(origins: readonly OriginScore[], value: (origin: OriginScore) => number | null): number | null {
  let [total, guests] = [0, 0];
  for (const origin of origins) {
    const own = value(origin);
    if (own === null) continue;
    total += origin.guests * own;
    guests += origin.guests;
  }
  return guests === 0 ? null : total / guests;
}

/** The bins of all origins by their place: lowest with lowest. */
function pooledBins(origins: readonly OriginScore[]): ReliabilityBin[] {
  const places = Math.max(0, ...origins.map(({ bins }) => bins.length));
  return Array.from({ length: places }, (_, place) => {
    let [guests, predicted, observed] = [0, 0, 0];
    for (const { bins } of origins) {
      const bin = bins[place];
      if (bin === undefined) continue;
      guests += bin.guests;
      predicted += bin.guests * bin.predicted;
      observed += bin.guests * bin.observed;
    }
    return { guests, predicted: guests === 0 ? 0 : predicted / guests, observed: guests === 0 ? 0 : observed / guests };
  }).filter(({ guests }) => guests > 0);
}
