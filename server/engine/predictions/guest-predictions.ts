/** What the fitted models say of one guest: when she comes back and how surely, how often, and what it is worth. */

import { isoDay } from '../calendar.ts';
import type { ScoringConfig } from '../config.ts';
import { type Derivation, derivation } from '../derivation.ts';
import { type Evidence, evidence } from '../evidence.ts';
import type { PopulationFacts, VisitHistory } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { gamma, randomStream } from '../maths/random.ts';
import { openMemory } from '../memory.ts';
import { predictorOf, type ScoringMethod } from '../outlook.ts';
import { visitDays } from '../rhythm.ts';
import { type SpendOutlook, spendOutlook } from '../spend-outlook.ts';
import { churnDays } from './churn-days.ts';
import { knownTiming } from './guest-timing.ts';
import type { ChampionPredictor, GuestTiming } from './prediction-fit.ts';

/** An estimate with the interval that holds it with a probability of 80 %. */
export interface Forecast {
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
}

/** ISO dates; null: so surely she does not come back. */
export interface VisitDates {
  readonly p10: string | null;
  readonly p50: string | null;
  readonly p90: string | null;
}

export interface NextVisit extends VisitDates {
  readonly returnProbability: number;
  readonly givenReturn: VisitDates;
}

export interface LifetimeForecast extends Forecast {
  readonly horizonDays: number;
}

export interface Predictions {
  readonly horizonDays: number;
  readonly method: ScoringMethod;
  readonly week: string;
  /** FITTED, or PRIOR: mostly what is usual of such a venue. Null: nothing is predicted. */
  readonly tier: 'FITTED' | 'PRIOR' | null;
  readonly priorWeight: number | null;
  readonly stillCustomer: number | null;
  readonly nextVisit: NextVisit | null;
  readonly visits: Forecast | null;
  /** Minor units, as the next two. */
  readonly spendPerVisit: number | null;
  readonly spending: Forecast | null;
  readonly lifetimeValue: LifetimeForecast | null;
  readonly churnReaches50On: string | null;
  readonly churnReaches80On: string | null;
  /** The day before the latter, if it lies ahead. */
  readonly doBefore: string | null;
  readonly returnCurve: readonly { readonly days: number; readonly returnProbability: number }[];
  readonly dataPoints: number;
  readonly evidence: readonly Evidence[];
  readonly insufficientData: InsufficientData | null;
}

/** A guest to whom a fit can answer. */
export interface Guest {
  readonly days: readonly number[];
  readonly day: number;
  readonly timing: GuestTiming;
  readonly champion: ChampionPredictor;
}

/** The first day by whose end she is back with this probability. The search ends a hair late, which must not cost a day. */
function returnDate({ champion, timing, day }: Guest, share: number, longestDays: number): string | null {
  const days = champion.daysUntilReturn(timing, share, longestDays);
  if (days === null) return null;
  const whole = Math.max(1, Math.ceil(days));
  return isoDay(day + (whole > 1 && champion.returnWithin(timing, whole - 1) >= share ? whole - 1 : whole));
}

function nextVisit(guest: Guest, horizonDays: number, { forecast }: ScoringConfig): NextVisit {
  const { longestDays } = forecast;
  const { champion, timing } = guest;
  const ever = champion.returnWithin(timing, longestDays);
  const after = (share: number) => returnDate(guest, share, longestDays);
  return {
    returnProbability: champion.returnWithin(timing, horizonDays),
    p10: after(0.1),
    p50: after(0.5),
    p90: after(0.9),
    givenReturn: { p10: after(0.1 * ever), p50: after(0.5 * ever), p90: after(0.9 * ever) },
  };
}

function visitForecast({ champion, timing }: Guest, horizonDays: number, { forecast }: ScoringConfig): Forecast {
  const { low, high } = champion.visitInterval(timing, horizonDays, forecast.intervalShare);
  return { expected: champion.expectedVisits(timing, horizonDays), lower: low, upper: high };
}

/** Quantiles of what the visits within the days cost, by seeded draws: visits, the guest's own level, and the spends. */
function spendForecast({ champion, timing }: Guest, days: number, spend: SpendOutlook, { forecast }: ScoringConfig): Forecast {
  const random = randomStream('spend forecast');
  const counts = champion.drawVisits(timing, days, random, forecast.draws);
  const sums = new Float64Array(counts.length);
  for (let draw = 0; draw < counts.length; draw += 1) {
    const count = counts[draw] ?? 0;
    if (count === 0) continue;
    const rate = Math.max(gamma(random, spend.q) / spend.v, Number.MIN_VALUE);
    sums[draw] = gamma(random, spend.p * count) / rate;
  }
  sums.sort();
  const at = (share: number) => Math.round(sums[Math.min(sums.length - 1, Math.floor(share * sums.length))] ?? 0);
  const outside = (1 - forecast.intervalShare) / 2;
  const expected = Math.round(champion.expectedVisits(timing, days) * spend.perVisitMinor);
  return { expected, lower: at(outside), upper: at(1 - outside) };
}

const monthDays = 28;

/** Profile and predictions ask for the same. */
const lifetimes = openMemory<
  readonly number[],
  { readonly guest: Guest; readonly config: ScoringConfig; readonly forecast: LifetimeForecast }
>();

function lifetimeForecast(guest: Guest, spend: SpendOutlook, config: ScoringConfig): LifetimeForecast {
  const known = lifetimes.get(guest.days);
  const { champion, day } = guest;
  if (known?.guest.champion === champion && known.guest.day === day && known.config === config) return known.forecast;
  const forecast = lifetimeOf(guest, spend, config);
  lifetimes.set(guest.days, { guest, config, forecast });
  return forecast;
}

/** Expected visits of each four weeks, worth less the later they come. */
function lifetimeOf(guest: Guest, spend: SpendOutlook, config: ScoringConfig): LifetimeForecast {
  const { lifetimeDays, discountPerYear, margin } = config.forecast;
  const plain = spendForecast(guest, lifetimeDays, spend, config);
  let [before, discounted] = [0, 0];
  for (let from = 0; from < lifetimeDays; from += monthDays) {
    const until = Math.min(lifetimeDays, from + monthDays);
    const visits = guest.champion.expectedVisits(guest.timing, until);
    discounted += (visits - before) * (1 + discountPerYear) ** (-(from + until) / 2 / config.spending.yearDays);
    before = visits;
  }
  const worth = before > 0 ? (margin * discounted) / before : margin;
  return {
    horizonDays: lifetimeDays,
    expected: Math.round(worth * plain.expected),
    lower: Math.round(worth * plain.lower),
    upper: Math.round(worth * plain.upper),
  };
}

function dayText(day: number | null): string | null {
  return day === null ? null : isoDay(day);
}

/** Days at which the curve of the return is drawn, as shares of the horizon. */
const curveShares = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

function curve({ champion, timing }: Guest, horizonDays: number): Predictions['returnCurve'] {
  const days = [...new Set(curveShares.map((share) => Math.max(1, Math.round(share * horizonDays))))];
  return days.map((within) => ({ days: within, returnProbability: champion.returnWithin(timing, within) }));
}

function nothing(horizonDays: number, population: PopulationFacts, visits: number, lack: InsufficientData): Predictions {
  return {
    horizonDays,
    method: population.predictions.tier === 'INSUFFICIENT' ? 'RHYTHM' : 'CHAMPION',
    week: population.week,
    tier: null,
    priorWeight: null,
    stillCustomer: null,
    nextVisit: null,
    visits: null,
    spendPerVisit: null,
    spending: null,
    lifetimeValue: null,
    churnReaches50On: null,
    churnReaches80On: null,
    doBefore: null,
    returnCurve: [],
    dataPoints: visits,
    evidence: [],
    insufficientData: lack,
  };
}

function guestOf(
  history: VisitHistory,
  population: PopulationFacts,
  day: number,
): { readonly guest: Guest } | { readonly lack: InsufficientData } {
  const { predictions } = population;
  const days = visitDays(history);
  const timing = knownTiming(days, day);
  if (timing === null) {
    return { lack: insufficient('NO_VISITS', 'A prediction needs a visit; there is none on record.', 0, 1) };
  }
  if (predictions.tier === 'INSUFFICIENT') return { lack: predictions.insufficient };
  const champion = predictorOf(predictions);
  if (champion === null) throw new Error('expected a predictor of a usable fit');
  return { guest: { days, day, timing, champion } };
}

/** The value of the next year, for who needs nothing else. @returns minor units; null beside why. */
export function projectedValue(
  history: VisitHistory,
  population: PopulationFacts,
  day: number,
  config: ScoringConfig,
): { readonly projected: LifetimeForecast | null; readonly insufficientProjectionData: InsufficientData | null } {
  const found = guestOf(history, population, day);
  if ('lack' in found) return { projected: null, insufficientProjectionData: found.lack };
  const spend = spendOutlook(history.visits, population, config);
  if (spend === null) {
    const lack = insufficient('NO_SPEND', 'A projected value needs a visit with a known total; there is none on record.', 0, 1);
    return { projected: null, insufficientProjectionData: lack };
  }
  return { projected: lifetimeForecast(found.guest, spend, config), insufficientProjectionData: null };
}

/** @param horizonDays null: the venue's H. */
export function predictionsOf(
  history: VisitHistory,
  population: PopulationFacts,
  day: number,
  config: ScoringConfig,
  horizonDays: number | null,
): Predictions {
  const { predictions } = population;
  const within = horizonDays ?? population.horizonDays;
  const found = guestOf(history, population, day);
  if ('lack' in found) return nothing(within, population, visitDays(history).length, found.lack);
  if (predictions.tier === 'INSUFFICIENT') throw new Error('expected a usable fit');
  const { guest } = found;
  const { champion, timing, days } = guest;
  const spend = spendOutlook(history.visits, population, config);
  const { churnMedium, churnHigh } = config.alerts;
  const crossings = churnDays(guest, [churnMedium, churnHigh], within, config.forecast.longestDays);
  const [middleDay = null, lateDay = null] = crossings;
  return {
    horizonDays: within,
    method: 'CHAMPION',
    week: population.week,
    tier: predictions.tier,
    priorWeight: predictions.priorWeight,
    stillCustomer: champion.stillCustomer(timing),
    nextVisit: nextVisit(guest, within, config),
    visits: visitForecast(guest, within, config),
    spendPerVisit: spend === null ? null : Math.round(spend.perVisitMinor),
    spending: spend === null ? null : spendForecast(guest, within, spend, config),
    lifetimeValue: spend === null ? null : lifetimeForecast(guest, spend, config),
    churnReaches50On: dayText(middleDay),
    churnReaches80On: dayText(lateDay),
    doBefore: lateDay !== null && lateDay > day ? isoDay(lateDay - 1) : null,
    returnCurve: curve(guest, within),
    dataPoints: days.length,
    evidence: [
      evidence('visit days', days.length, 'days', history.visits.slice(-3)),
      evidence('days since the last visit', day - (days.at(-1) ?? day), 'days', history.visits.slice(-1)),
      evidence('weeks from the first visit to the last', timing.tx, 'weeks'),
      evidence('visit days of the last 13 weeks', timing.visits13Weeks, 'days'),
      evidence('variation of the gaps', timing.gapVariation, 'share of the mean'),
      evidence('guests that the models were fitted to', predictions.customers, 'guests'),
    ],
    insufficientData: predictions.short,
  };
}

const known = new Map<number | null, Derivation<'visits' | 'population', Predictions>>();

/** The derivation of a horizon in days, 1 to 730; null: the venue's H. */
export function predictionsWithin(horizonDays: number | null): Derivation<'visits' | 'population', Predictions> {
  const found =
    known.get(horizonDays) ??
    derivation(['visits', 'population'], ({ visits, population }, { day, config }) =>
      predictionsOf(visits, population, day, config, horizonDays),
    );
  known.set(horizonDays, found);
  return found;
}
