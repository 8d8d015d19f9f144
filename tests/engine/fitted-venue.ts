import { defaultScoring } from '../../server/engine/config.ts';
import type { PopulationFacts, VisitHistory } from '../../server/engine/facts.ts';
import { hash128 } from '../../server/engine/maths/random.ts';
import { fitOptions, guestSummary, populationFacts, type VenueSales } from '../../server/engine/population.ts';
import { fitPredictions } from '../../server/engine/predictions/fit-predictions.ts';
import { guestHash, loggedDays, visitLog } from '../../server/engine/predictions/visit-log.ts';
import { noVisits } from '../../server/engine/venue-mix.ts';
import { historyOf } from './histories.ts';
import { madeDays, mbgLife } from './predictions/simulated.ts';

/** Nothing is known of what the venue sold. */
export const noSales: VenueSales = { venueType: null, itemShares: {}, categoryShares: {}, visitCounts: noVisits };

/** Guests who begin over a year and a half and are watched to `day`: rates and chances to leave differ, bills are 10.00 to 40.00. */
export function fadingGuests(day: number, guests = 300): VisitHistory[] {
  const weeks = 78;
  const life = mbgLife({ r: 1.2, alpha: 3.5, a: 0.8, b: 5 });
  return madeDays(life, { guests, beginWeeks: 70, weeks, seed: 'fitted venue' }).map((days, guest) => {
    const spend = 1_000 + (hash128(`spend/${guest}`)[0] % 3_000);
    return historyOf(
      days.map((at) => at + day - weeks * 7),
      spend,
    );
  });
}

const fitted = new Map<string, PopulationFacts>();

/** A venue of a few hundred guests whose models are fitted to their own visits, seen on a day. */
export function fittedVenueOn(day: number, guests = 300): PopulationFacts {
  const key = `${day}/${guests}`;
  const known = fitted.get(key) ?? fittedVenueOf(fadingGuests(day, guests), day);
  fitted.set(key, known);
  return known;
}

/**
 * The same of given guests.
 * @param logged what the log that is fitted holds of them, if it holds more.
 */
export function fittedVenueOf(histories: readonly VisitHistory[], day: number, logged = histories): PopulationFacts {
  const summaries = histories.flatMap((history) => guestSummary(history, day, defaultScoring) ?? []);
  const log = visitLog(logged.map(({ visits }, guest) => ({ hash: guestHash(`guest ${guest}`), days: loggedDays(visits) })));
  const { fit } = fitPredictions(log, day, fitOptions(summaries, day, noSales, defaultScoring));
  return populationFacts('2024-09-30', day, summaries, noSales, fit, defaultScoring);
}
