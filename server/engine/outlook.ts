/**
 * What to expect of a guest: by the venue's fitted models, the champion, where there are any; by the method RHYTHM until then. Every
 * number that looks ahead (scores, risks, suggestions, predictions) asks here, so that they all say the same.
 */

import type { BareHistory } from './bare-visits.ts';
import type { ScoringConfig } from './config.ts';
import type { PopulationFacts } from './facts.ts';
import { clamp } from './maths/statistics.ts';
import { openMemory } from './memory.ts';
import { knownTiming, timingOn } from './predictions/guest-timing.ts';
import type { ChampionPredictor, PredictionFit } from './predictions/prediction-fit.ts';
import { openPredictor } from './predictions/predictor.ts';
import { returnWithin, rhythm, spanOf, visitDays } from './rhythm.ts';

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
  /** P(at least one visit within the days), 0 to 1. */
  readonly returnWithin: (days: number) => number;
  /** P(return within H) against the most that the same guest reaches up to one gap after a visit, 0 to 100. */
  readonly recency: number;
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

function byChampion(champion: ChampionPredictor, days: readonly number[], day: number, venue: OutlookVenue, gapDays: number) {
  const { horizonDays } = venue;
  const timing = knownTiming(days, day);
  const lastDay = days.at(-1) ?? day;
  if (timing === null) throw new RangeError(`expected a visit up to day ${day}, got none`);
  let most = 0;
  for (const gaps of afterVisit) {
    const fresh = timingOn(lastDay + Math.round(gaps * gapDays), timing, days);
    most = Math.max(most, champion.returnWithin(fresh, horizonDays));
  }
  const returns = champion.returnWithin(timing, horizonDays);
  return {
    method: 'CHAMPION',
    active: champion.stillCustomer(timing),
    visitsPer30Days: (30 * champion.expectedVisits(timing, horizonDays)) / horizonDays,
    returnWithin: (within: number) => champion.returnWithin(timing, within),
    recency: most > 0 ? 100 * clamp(returns / most, 0, 1) : 0,
  } as const;
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
  const span = spanOf(days);
  if (span === null) return null;
  const own = rhythm(span, day, venue, config);
  const champion = predictorOf(venue.predictions);
  const { silentDays, expectedGapDays } = own;
  const expected =
    champion === null
      ? ({
          method: 'RHYTHM',
          active: own.active,
          visitsPer30Days: own.visitsPer30Days,
          returnWithin: (within: number) => returnWithin(within, own),
          recency: 100 * own.active,
        } as const)
      : byChampion(champion, days, day, venue, expectedGapDays);
  const { method, active, visitsPer30Days, returnWithin: within, recency } = expected;
  const outlook: Outlook = { method, silentDays, expectedGapDays, active, visitsPer30Days, returnWithin: within, recency };
  if (known === undefined) latest.set(days, [{ day, venue, config, outlook }]);
  else {
    if (known.length === remembered) known.shift();
    known.push({ day, venue, config, outlook });
  }
  return outlook;
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
