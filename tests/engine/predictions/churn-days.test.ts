import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoDay } from '../../../server/engine/calendar.ts';
import { defaultScoring } from '../../../server/engine/config.ts';
import { predictorOf } from '../../../server/engine/outlook.ts';
import { churnDays } from '../../../server/engine/predictions/churn-days.ts';
import { predictionsOf } from '../../../server/engine/predictions/guest-predictions.ts';
import { guestTiming } from '../../../server/engine/predictions/guest-timing.ts';
import type { ChampionPredictor } from '../../../server/engine/predictions/prediction-fit.ts';
import { visitDays } from '../../../server/engine/rhythm.ts';
import { fittedVenueOn } from '../fitted-venue.ts';
import { anyHistory, everyDays, historyOf, today } from '../histories.ts';

const config = defaultScoring;
const { longestDays } = config.forecast;
const venue = fittedVenueOn(today);
const { horizonDays } = venue;
const champion = predictorOf(venue.predictions) ?? never();
const someone = anyHistory.filter(({ visits }) => visits.length > 0);

function never(): never {
  throw new Error('expected a venue with a fit');
}

/** A predictor whose risk of no return depends on the silence alone. */
function riskOfSilence(risk: (silentDays: number) => number): ChampionPredictor {
  return { ...champion, returnWithin: ({ T, tx }) => 1 - risk(Math.round(7 * (T - tx))) };
}

test('worked by hand: a risk that grows by 1 % a day from 20 % reaches 50 % after 30 days, 80 % after 60, 99 % after 79', () => {
  const rising = riskOfSilence((silent) => Math.min(1, (20 + silent) / 100));
  const guest = { days: [today - 10], day: today, champion: rising };
  expect(churnDays(guest, [0.5, 0.8, 0.99], 60, longestDays)).toEqual([today + 20, today + 50, today + 69]);
});

test('a bound that is reached from the start is reached on the day of the last visit', () => {
  const lost = { days: [today - 40, today - 10], day: today, champion: riskOfSilence(() => 0.6) };
  expect(churnDays(lost, [0.5, 0.8], 60, longestDays)).toEqual([today - 10, null]);
});

test('a bound beyond the farthest day is never reached', () => {
  const slow = riskOfSilence((silent) => silent / 1_000);
  const guest = { days: [today], day: today, champion: slow };
  expect(churnDays(guest, [0.5, 0.8], 60, 500)).toEqual([today + 500, null]);
  expect(churnDays(guest, [0.5, 0.8], 60, 499)).toEqual([null, null]);
});

test('the days are those found by looking at every day', () => {
  fc.assert(
    fc.property(someone, (history) => {
      const days = visitDays(history);
      const scan = (bound: number) => {
        for (let day = days.at(-1) ?? today; day <= today + longestDays; day += 1) {
          const timing = guestTiming(days, day);
          if (timing !== null && 1 - champion.returnWithin(timing, horizonDays) >= bound) return day;
        }
        return null;
      };
      expect(churnDays({ days, day: today, champion }, [0.5, 0.8], horizonDays, longestDays)).toEqual([scan(0.5), scan(0.8)]);
    }),
    { numRuns: 30 },
  );
});

test('50 % come before 80 %, and a day to act is left while the latter lies ahead', () => {
  const later = (date: string | null) => date ?? '9999-12-31';
  fc.assert(
    fc.property(someone, (history) => {
      const { churnReaches50On, churnReaches80On, doBefore } = predictionsOf(history, venue, today, config, null);
      expect(later(churnReaches50On) <= later(churnReaches80On)).toBe(true);
      if (churnReaches80On === null || churnReaches80On <= isoDay(today)) return doBefore === null;
      return doBefore !== null && doBefore < churnReaches80On && doBefore >= isoDay(today);
    }),
    { numRuns: 60 },
  );
});

test('who is gone has crossed both bounds, and a regular who came today has not', () => {
  const of = (days: readonly number[]) => predictionsOf(historyOf(days), venue, today, config, null);
  const gone = of([today - 900, today - 890, today - 880, today - 871]);
  expect((gone.churnReaches80On ?? '9999') < isoDay(today)).toBe(true);
  expect(gone.doBefore).toBeNull();
  const regular = of(everyDays(today - 140, 14, 11));
  expect((regular.churnReaches50On ?? '') > isoDay(today)).toBe(true);
});
