import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoDay } from '../../../server/engine/calendar.ts';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { PopulationFacts, VisitHistory } from '../../../server/engine/facts.ts';
import { predictorOf } from '../../../server/engine/outlook.ts';
import {
  type Predictions,
  predictionsOf,
  predictionsWithin,
  projectedValue,
} from '../../../server/engine/predictions/guest-predictions.ts';
import { guestTiming } from '../../../server/engine/predictions/guest-timing.ts';
import type { GuestTiming } from '../../../server/engine/predictions/prediction-fit.ts';
import { costsLess, spendOutlook } from '../../../server/engine/spend-outlook.ts';
import { fittedVenueOf, fittedVenueOn } from '../fitted-venue.ts';
import { anyHistory, everyDays, historyOf, momentOn, today, venueOn } from '../histories.ts';

const config = defaultScoring;
const venue = fittedVenueOn(today);
const { horizonDays } = venue;
const someone = anyHistory.filter(({ visits }) => visits.length > 0);
const regular = historyOf(everyDays(today - 140, 14, 11));
const gone = historyOf([today - 900, today - 890, today - 880, today - 871]);

function of(history: VisitHistory, within: number | null = null, population: PopulationFacts = venue): Predictions {
  return predictionsOf(history, population, today, config, within);
}

function champion() {
  const predictor = predictorOf(venue.predictions);
  if (predictor === null) throw new Error('expected a venue with a fit');
  return predictor;
}

function timingOf(history: VisitHistory, day = today): GuestTiming {
  const timing = guestTiming([...new Set(history.visits.map((visit) => visit.day))], day);
  if (timing === null) throw new Error('expected a guest with a visit');
  return timing;
}

/** A null date is later than any. */
const later = (date: string | null): string => date ?? '9999-12-31';

describe('dates of the next visit', () => {
  test('a fortnightly regular who came today is likeliest back in about two weeks', () => {
    const { nextVisit } = of(regular);
    expect(later(nextVisit?.p10 ?? null) > isoDay(today)).toBe(true);
    expect(later(nextVisit?.p50 ?? null) > isoDay(today + 5)).toBe(true);
    expect(later(nextVisit?.p50 ?? null) < isoDay(today + 35)).toBe(true);
  });

  test('who is long gone never comes, and if at all, with dates', () => {
    const { nextVisit } = of(gone);
    expect(nextVisit).toMatchObject({ p10: null, p50: null, p90: null });
    expect(nextVisit?.givenReturn.p50).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(nextVisit?.returnProbability).toBeLessThan(0.05);
  });

  test('are the first days on which the curve reaches their probability', () => {
    for (const history of [regular, historyOf([today - 10]), historyOf(everyDays(today - 300, 30, 10))]) {
      const { nextVisit } = of(history);
      const timing = timingOf(history);
      const ever = champion().returnWithin(timing, config.forecast.longestDays);
      const first = (share: number) => {
        for (let days = 1; days <= config.forecast.longestDays; days += 1)
          if (champion().returnWithin(timing, days) >= share) return isoDay(today + days);
        return null;
      };
      expect([nextVisit?.p10, nextVisit?.p50, nextVisit?.p90]).toEqual([first(0.1), first(0.5), first(0.9)]);
      expect(nextVisit?.givenReturn.p50).toBe(first(0.5 * ever));
    }
  });

  test('are ordered, in the future, and given a return never later than without', () => {
    fc.assert(
      fc.property(someone, (history) => {
        const { nextVisit } = of(history);
        if (nextVisit === null) return false;
        for (const dates of [nextVisit, nextVisit.givenReturn]) {
          const order = [isoDay(today), later(dates.p10), later(dates.p50), later(dates.p90)];
          expect(order).toEqual(order.toSorted());
          expect(order[1]).not.toBe(order[0]);
        }
        const { givenReturn } = nextVisit;
        for (const key of ['p10', 'p50', 'p90'] as const) {
          expect(givenReturn[key]).not.toBeNull();
          expect(later(givenReturn[key]) <= later(nextVisit[key])).toBe(true);
        }
        return true;
      }),
      { numRuns: 60 },
    );
  });
});

describe('numbers', () => {
  test('agree with each other for any guest and horizon', () => {
    fc.assert(
      fc.property(someone, fc.integer({ min: 1, max: 730 }), (history, within) => {
        const { nextVisit, visits, spending, spendPerVisit, returnCurve, stillCustomer, lifetimeValue } = of(history, within);
        const returns = nextVisit?.returnProbability ?? -1;
        expect(returns).toBeGreaterThanOrEqual(0);
        expect(returns).toBeLessThanOrEqual(1);
        expect(stillCustomer).toBeLessThanOrEqual(1);
        expect(returnCurve.at(-1)).toEqual({ days: within, returnProbability: returns });
        for (const [place, { days, returnProbability }] of returnCurve.entries()) {
          expect(days).toBeGreaterThan(returnCurve[place - 1]?.days ?? 0);
          expect(returnProbability).toBeGreaterThanOrEqual((returnCurve[place - 1]?.returnProbability ?? 0) - 1e-12);
        }
        expect(visits?.expected).toBeGreaterThanOrEqual(returns - 1e-12);
        expect(visits?.lower).toBeLessThanOrEqual(visits?.upper ?? -1);
        // The interval holds no visit at its lower end exactly when 10 % of futures bring none.
        expect(visits?.lower === 0).toBe(1 - returns >= 0.1 - 1e-9);
        expect(visits?.upper === 0).toBe(1 - returns >= 0.9 - 1e-9);
        for (const money of [spending, lifetimeValue]) {
          expect(money?.lower).toBeLessThanOrEqual(money?.upper ?? -1);
          expect(money?.expected).toBeGreaterThanOrEqual(0);
        }
        if (spendPerVisit !== null && visits !== null)
          expect(Math.abs((spending?.expected ?? -1) - visits.expected * spendPerVisit)).toBeLessThanOrEqual(
            0.5 + 0.5 * visits.expected,
          );
      }),
      { numRuns: 60 },
    );
  });

  test('the chance of a return is that of the models, never the chance to be still a customer', () => {
    const pause = historyOf(everyDays(today - 200, 20, 9));
    const timing = timingOf(pause);
    const { nextVisit, stillCustomer, returnCurve } = of(pause, 10);
    expect(stillCustomer).toBe(champion().stillCustomer(timing));
    expect(nextVisit?.returnProbability).toBe(champion().returnWithin(timing, 10));
    expect(stillCustomer).toBeGreaterThan((nextVisit?.returnProbability ?? 1) + 0.2);
    for (const { returnProbability } of returnCurve) expect(returnProbability).not.toBe(stillCustomer);
  });

  test('the interval of the spending holds 80 % of all futures, to 5', () => {
    for (const history of [regular, historyOf(everyDays(today - 70, 7, 11))]) {
      const { spending } = of(history, 90);
      const spend = spendOutlook(history.visits, venue, config);
      if (spending === null || spend === null) throw new Error('expected a guest with spend');
      const counts = champion().visitDistribution(timingOf(history), 90, 60);
      const below = (minor: number) =>
        counts.reduce((total, share, visits) => total + share * costsLess(visits, minor, spend), 0);
      expect(Math.abs(below(spending.lower) - 0.1)).toBeLessThan(0.05);
      expect(Math.abs(below(spending.upper) - 0.9)).toBeLessThan(0.05);
    }
  });

  test('without a horizon it is the venue’s', () => {
    expect(of(regular)).toEqual(of(regular, horizonDays));
    expect(of(regular).horizonDays).toBe(horizonDays);
  });

  test('without any known spend there are dates and visits, but no money', () => {
    const poor = { ...venue, meanSpendMinor: null, predictions: { ...venue.predictions, spend: noSpend } } as PopulationFacts;
    const history = historyOf([today - 60, today - 30, today], null);
    const answer = of(history, null, poor);
    expect(answer).toMatchObject({ spendPerVisit: null, spending: null, lifetimeValue: null });
    expect(answer.visits?.expected).toBeGreaterThan(0);
    expect(projectedValue(history, poor, today, config)).toMatchObject({
      projected: null,
      insufficientProjectionData: { reason: 'NO_SPEND' },
    });
  });
});

const noSpend = {
  method: 'INSUFFICIENT',
  insufficient: { reason: 'NO_SPEND', message: 'none', have: 0, need: 1, expectedReadyOn: null },
};

describe('the lifetime value', () => {
  const worth = (history: VisitHistory, forecast: Partial<typeof config.forecast>) =>
    projectedValue(history, venue, today, { ...config, forecast: { ...config.forecast, ...forecast } as typeof config.forecast })
      .projected?.expected ?? -1;

  test('undiscounted is expected visits times spend', () => {
    const { spendPerVisit, visits } = of(regular, 365);
    const plain = worth(regular, { discountPerYear: 0 as 0.1 });
    expect(Math.abs(plain - (visits?.expected ?? 0) * (spendPerVisit ?? 0))).toBeLessThan(20);
  });

  test('rises with the days and with the margin, falls with the discount', () => {
    fc.assert(
      fc.property(someone, (history) => {
        const falling = [0, 0.05, 0.1, 0.3, 1].map((discountPerYear) =>
          worth(history, { discountPerYear: discountPerYear as 0.1 }),
        );
        expect(falling).toEqual(falling.toSorted((a, b) => b - a));
        const rising = [28, 100, 365, 700].map((lifetimeDays) => worth(history, { lifetimeDays: lifetimeDays as 365 }));
        expect(rising).toEqual(rising.toSorted((a, b) => a - b));
        expect(Math.abs(worth(history, { margin: 0.5 as 1 }) - worth(history, {}) / 2)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });

  test('is what the profile projects', () => {
    expect(projectedValue(regular, venue, today, config).projected).toEqual(of(regular).lifetimeValue);
  });

  test('a year’s discount of 10 % takes about 5 % off evenly spread visits, none of it at once', () => {
    const ratio = worth(regular, {}) / worth(regular, { discountPerYear: 0 as 0.1 });
    expect(ratio).toBeGreaterThan(0.94);
    expect(ratio).toBeLessThan(0.99);
  });
});

describe('what is not known', () => {
  test('a guest without a visit has a reason and nothing else', () => {
    const answer = of(historyOf([]));
    expect(answer).toMatchObject({ tier: null, nextVisit: null, visits: null, returnCurve: [], dataPoints: 0 });
    expect(answer.insufficientData?.reason).toBe('NO_VISITS');
  });

  test('a venue without a fit predicts nothing and says what is missing', () => {
    const answer = of(regular, null, venueOn(today));
    expect(answer).toMatchObject({ method: 'RHYTHM', tier: null, priorWeight: null, nextVisit: null, lifetimeValue: null });
    expect(answer.insufficientData).toMatchObject({ reason: 'TOO_FEW_GUESTS', need: 15 });
    expect(projectedValue(regular, venueOn(today), today, config)).toMatchObject({
      projected: null,
      insufficientProjectionData: { reason: 'TOO_FEW_GUESTS' },
    });
  });

  test('a small venue predicts by its type’s prior, and says how much of it', () => {
    const guests = Array.from({ length: 40 }, (_, index) =>
      historyOf(index < 22 ? everyDays(today - 100 - index, 20 + index, 4) : [today - 3 * index]),
    );
    const answer = of(regular, null, fittedVenueOf(guests, today));
    expect(answer).toMatchObject({ method: 'CHAMPION', tier: 'PRIOR', insufficientData: { reason: 'TOO_FEW_GUESTS', need: 50 } });
    expect(answer.priorWeight).toBeCloseTo(15 / (15 + 22), 12);
    expect(answer.nextVisit?.returnProbability).toBeGreaterThan(0);
  });

  test('a fitted venue lacks nothing', () => {
    expect(of(regular)).toMatchObject({ tier: 'FITTED', priorWeight: 0, insufficientData: null });
  });
});

test('visits after the day change nothing: as of is truncation', () => {
  fc.assert(
    fc.property(someone, fc.nat(800), (history, ago) => {
      const day = today - ago;
      const known = { visits: history.visits.filter((visit) => visit.day <= day) };
      const derived = predictionsWithin(null);
      const at = (visits: VisitHistory) => derived.compute({ visits, population: venue }, momentOn(day));
      expect(at(known)).toEqual(at({ visits: [...known.visits] }));
      expect(at(known)).toEqual(predictionsOf(known, venue, day, config, null));
      expect(predictionsWithin(null)).toBe(derived);
      expect(predictionsWithin(30)).toBe(predictionsWithin(30));
    }),
    { numRuns: 30 },
  );
});

test('a fit knows nothing of later days', () => {
  const guests = Array.from({ length: 120 }, (_, index) => historyOf(everyDays(today - 180 - (index % 40), 9 + (index % 30), 9)));
  const cut = today - 60;
  const before = guests.map(({ visits }) => ({ visits: visits.filter(({ day }) => day <= cut) }));
  const known = historyOf([cut - 40, cut - 20, cut]);
  const all = fittedVenueOf(before, cut, guests);
  expect(predictionsOf(known, all, cut, config, null)).toEqual(
    predictionsOf(known, fittedVenueOf(before, cut), cut, config, null),
  );
});
