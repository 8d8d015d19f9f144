/**
 * What to expect of a guest: by the venue's fitted models, the champion, where there are any; by the method RHYTHM until then. Every
 * number that looks ahead (scores, risks, suggestions, predictions) asks here, so that they all say the same.
 */

import type { BareHistory } from './bare-visits.ts';
import type { ScoringConfig } from './config.ts';
import type { PopulationFacts } from './facts.ts';
import { clamp } from './maths/statistics.ts';
import { openMemory } from './memory.ts';
import { guestTiming, knownTiming, timingOn } from './predictions/guest-timing.ts';
import type { ChampionPredictor, GuestForecast, GuestTiming, PredictionFit } from './predictions/prediction-fit.ts';
import { openPredictor } from './predictions/predictor.ts';
import { type Rhythm, returnWithin, rhythm, spanOf, visitDays } from './rhythm.ts';
import { RandomVisits, type VisitShares } from './visit-shares.ts';

/** CHAMPION: fitted models, blended and corrected by their back-test. RHYTHM: own gaps shrunk to the venue's. */
export type ScoringMethod = 'CHAMPION' | 'RHYTHM';

export interface Outlook {
  readonly method: ScoringMethod;
  /** Days since the last visit. */
  readonly silentDays: number;
  /** Expected days between visits: the own mean gap shrunk to the venue's typical gap (weight 3). */
  readonly expectedGapDays: number;
  /** CHAMPION: P(still a customer). RHYTHM: 1 until a visit is overdue, then halved with every two expected gaps. 0 to 1. */
  readonly active: number;
  /** Expected visits over the next H per 30 days, leaving included. */
  readonly visitsPer30Days: number;
  /** P(still a customer), 0 to 1. RHYTHM: `active` × the chance that a visit is followed by another. */
  readonly stays: number;
  /** P(return within H) against the most that the same guest reaches up to one gap after a visit, 0 to 100. */
  readonly recency: number;
  /** P(at least one visit within the days), 0 to 1. */
  returnWithin(days: number): number;
  /** P(0), P(1), … visit days within the days. */
  visitShares(days: number): VisitShares;
}

/** What of the venue an outlook rests on. */
export type OutlookVenue = Pick<PopulationFacts, 'typicalGapDays' | 'returnShare' | 'horizonDays' | 'predictions'>;

const opened = new WeakMap<PredictionFit, ChampionPredictor>();

/** @returns null: too few guests to fit anything. */
export function predictorOf(fit: PredictionFit): ChampionPredictor | null {
  if (fit.tier === 'INSUFFICIENT') return null;
  const predictor = opened.get(fit) ?? openPredictor(fit);
  opened.set(fit, predictor);
  return predictor;
}

/** Where between a visit and one gap after it the chance of a return is looked at for the most that it reaches. */
const afterVisit = [0, 0.5, 1] as const;

/** The most that the chance of a return within H reaches up to one gap after the last visit. */
function freshReturn(
  champion: ChampionPredictor,
  timing: GuestTiming,
  days: readonly number[],
  gapDays: number,
  horizonDays: number,
): number {
  const lastDay = days.at(-1) ?? 0;
  let most = 0;
  for (const gaps of afterVisit) {
    const fresh = timingOn(lastDay + Math.round(gaps * gapDays), timing, days);
    most = Math.max(most, champion.about(fresh).returnWithin(horizonDays));
  }
  return most;
}

class ByChampion implements Outlook {
  readonly method = 'CHAMPION';
  readonly silentDays: number;
  readonly expectedGapDays: number;
  readonly active: number;
  readonly visitsPer30Days: number;
  readonly stays: number;
  readonly recency: number;
  readonly #forecast: GuestForecast;

  /** @param most P(return within H) of the same guest just after a visit. */
  constructor(forecast: GuestForecast, most: number, own: Rhythm, horizonDays: number) {
    this.#forecast = forecast;
    const returns = forecast.returnWithin(horizonDays);
    this.silentDays = own.silentDays;
    this.expectedGapDays = own.expectedGapDays;
    this.active = forecast.stillCustomer();
    this.visitsPer30Days = (30 * forecast.expectedVisits(horizonDays)) / horizonDays;
    this.stays = this.active;
    this.recency = most > 0 ? 100 * clamp(returns / most, 0, 1) : 0;
  }

  returnWithin(days: number): number {
    return this.#forecast.returnWithin(days);
  }

  visitShares(days: number): VisitShares {
    return this.#forecast.visitShares(days);
  }
}

class ByRhythm implements Outlook {
  readonly method = 'RHYTHM';
  readonly silentDays: number;
  readonly expectedGapDays: number;
  readonly active: number;
  readonly visitsPer30Days: number;
  readonly stays: number;
  readonly recency: number;
  readonly #own: Rhythm;

  constructor(own: Rhythm) {
    this.#own = own;
    this.silentDays = own.silentDays;
    this.expectedGapDays = own.expectedGapDays;
    this.active = own.active;
    this.visitsPer30Days = own.visitsPer30Days;
    this.stays = own.returnChance * own.active;
    this.recency = 100 * own.active;
  }

  returnWithin(days: number): number {
    return returnWithin(days, this.#own);
  }

  visitShares(days: number): VisitShares {
    return new RandomVisits(days / this.expectedGapDays, this.stays);
  }
}

interface Remembered {
  readonly day: number;
  readonly venue: OutlookVenue;
  readonly config: ScoringConfig;
  readonly outlook: Outlook;
}

/** The latest outlooks of a list of days: scores, risks and suggestions of one answer ask for the same, its changes for four in turn. */
const latest = openMemory<readonly number[], Remembered[]>();
const remembered = 4;

/** What an outlook rests on is the same. */
function same(a: OutlookVenue, b: OutlookVenue): boolean {
  if (a === b) return true;
  return (
    a.predictions === b.predictions &&
    a.typicalGapDays === b.typicalGapDays &&
    a.returnShare === b.returnShare &&
    a.horizonDays === b.horizonDays
  );
}

/**
 * @param days visit days up to `day`, ascending.
 * @returns null without a visit.
 */
export function outlookOn(days: readonly number[], day: number, venue: OutlookVenue, config: ScoringConfig): Outlook | null {
  const known = latest.get(days);
  if (known !== undefined)
    for (const each of known) if (each.day === day && each.config === config && same(each.venue, venue)) return each.outlook;
  const outlook = madeOf(days, day, venue, config, knownTiming(days, day));
  if (outlook === null) return null;
  if (known === undefined) latest.set(days, [{ day, venue, config, outlook }]);
  else {
    if (known.length === remembered) known.shift();
    known.push({ day, venue, config, outlook });
  }
  return outlook;
}

/** The same, found anew: for who asks once and hands it on, as a run does. */
export function newOutlook(days: readonly number[], day: number, venue: OutlookVenue, config: ScoringConfig): Outlook | null {
  return madeOf(days, day, venue, config, null);
}

/** @param known the timing that others ask the champion about, too; null: nobody does. */
function madeOf(
  days: readonly number[],
  day: number,
  venue: OutlookVenue,
  config: ScoringConfig,
  known: GuestTiming | null,
): Outlook | null {
  const span = spanOf(days);
  if (span === null) return null;
  const own = rhythm(span, day, venue, config);
  const champion = predictorOf(venue.predictions);
  if (champion === null) return new ByRhythm(own);
  const timing = known ?? guestTiming(days, day);
  if (timing === null) throw new RangeError(`expected a visit up to day ${day}, got none`);
  const fresh = freshReturn(champion, timing, days, own.expectedGapDays, venue.horizonDays);
  return new ByChampion(known === null ? champion.about(timing) : champion.known(timing), fresh, own, venue.horizonDays);
}

/** The same from a history. */
export function outlookOf(history: BareHistory, day: number, venue: OutlookVenue, config: ScoringConfig): Outlook | null {
  return outlookOn(visitDays(history), day, venue, config);
}

/** By which method a venue's guests are seen. */
export function methodOf({ predictions }: Pick<PopulationFacts, 'predictions'>): ScoringMethod {
  return predictions.tier === 'INSUFFICIENT' ? 'RHYTHM' : 'CHAMPION';
}

/** The words for `active`, which says one thing by RHYTHM and another by fitted models. */
export function activeEvidence({ method, active }: Outlook): [name: string, value: number, unit: string] {
  return method === 'RHYTHM' ? ['still within the rhythm', active, 'share'] : ['still a customer', active, 'probability'];
}
