import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import type { PopulationFacts } from '../../server/engine/facts.ts';
import { activeEvidence, methodOf, outlookOf, outlookOn, predictorOf } from '../../server/engine/outlook.ts';
import { guestTiming } from '../../server/engine/predictions/guest-timing.ts';
import { activity, returnWithin, rhythm, spanOf, visitDays } from '../../server/engine/rhythm.ts';
import { churnRisk } from '../../server/engine/risk/churn.ts';
import { fadingGuests, fittedVenueOn } from './fitted-venue.ts';
import { anyHistory, anyVenue, everyDays, historyOf, today, unfitted, venueOn } from './histories.ts';

const config = defaultScoring;
const fitted = fittedVenueOn(today);
const [fittedGuest] = fadingGuests(today).filter(({ visits }) => visits.length > 5);

function seen(days: readonly number[], day: number, venue: PopulationFacts) {
  const outlook = outlookOn(days, day, venue, config);
  if (outlook === null) throw new Error('a guest with a visit has an outlook');
  return outlook;
}

test('without a visit there is no outlook by either method', () => {
  for (const venue of [venueOn(today), fitted]) expect(outlookOf(historyOf([]), today, venue, config)).toBeNull();
});

describe('without fitted models', () => {
  const venue = { predictions: unfitted, typicalGapDays: 20, returnShare: 0.4, horizonDays: 42 };

  test('worked by hand: four visits every 10 days, the last 40 days ago', () => {
    // ĝ = (30 + 3·20)/(3 + 3) = 15; ρ = (3 + 2·0.4)/(3 + 2) = 0.76; active = 2^(−25/30).
    const outlook = outlookOn(everyDays(today - 70, 10, 4), today, venue, config);
    const active = 2 ** (-25 / 30);
    expect(outlook).toMatchObject({ method: 'RHYTHM', silentDays: 40, expectedGapDays: 15 });
    expect(outlook?.active).toBeCloseTo(active, 12);
    expect(outlook?.recency).toBeCloseTo(100 * active, 12);
    expect(outlook?.visitsPer30Days).toBeCloseTo(2 * 0.76 * active, 12);
    expect(outlook?.returnWithin(42)).toBeCloseTo(0.76 * active * (1 - Math.exp(-42 / 15)), 12);
    expect(outlook?.returnWithin(7)).toBeCloseTo(0.76 * active * (1 - Math.exp(-7 / 15)), 12);
  });

  test('every number is that of the rhythm', () => {
    fc.assert(
      fc.property(anyHistory, anyVenue, (history, population) => {
        const days = visitDays(history);
        const span = spanOf(days);
        const outlook = outlookOf(history, today, population, config);
        if (span === null || outlook === null) return span === null && outlook === null;
        const own = rhythm(span, today, population, config);
        expect(methodOf(population)).toBe('RHYTHM');
        expect(outlook).toMatchObject({
          silentDays: own.silentDays,
          expectedGapDays: own.expectedGapDays,
          active: own.active,
          visitsPer30Days: own.visitsPer30Days,
          recency: 100 * activity(own.silentDays, own.expectedGapDays),
        });
        return outlook.returnWithin(30) === returnWithin(30, own);
      }),
      { numRuns: 60 },
    );
  });

  test('evidence says that the guest is within the rhythm', () => {
    const outlook = seen([today - 3], today, venueOn(today));
    expect(activeEvidence(outlook)).toEqual(['still within the rhythm', 1, 'share']);
  });
});

describe('with fitted models', () => {
  test('numbers are the predictor’s', () => {
    const days = visitDays(fittedGuest ?? historyOf([today]));
    const outlook = seen(days, today, fitted);
    const champion = predictorOf(fitted.predictions);
    const timing = guestTiming(days, today);
    if (champion === null || timing === null) throw new Error('expected a predictor and a guest');
    const { horizonDays } = fitted;
    expect(outlook.method).toBe('CHAMPION');
    expect(outlook.active).toBe(champion.stillCustomer(timing));
    expect(outlook.returnWithin(horizonDays)).toBe(champion.returnWithin(timing, horizonDays));
    expect(outlook.visitsPer30Days).toBe((30 * champion.expectedVisits(timing, horizonDays)) / horizonDays);
    expect(activeEvidence(outlook)).toEqual(['still a customer', outlook.active, 'probability']);
  });

  test('the churn risk is the chance of no return within H', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const outlook = outlookOf(history, today, fitted, config);
        const { probability } = churnRisk(history, fitted, today, config);
        if (outlook === null) return probability === null;
        return probability === 1 - outlook.returnWithin(fitted.horizonDays);
      }),
      { numRuns: 60 },
    );
  });

  test('recency is 100 within one expected gap after a visit, whatever the rhythm', () => {
    for (const gap of [3, 7, 30, 90]) {
      const days = everyDays(today - 6 * gap, gap, 7);
      const { expectedGapDays } = seen(days, today, fitted);
      const soon = [0, 0.5, 1].map((gaps) => seen(days, today + Math.round(gaps * expectedGapDays), fitted).recency);
      expect(Math.max(...soon)).toBe(100);
      expect(Math.min(...soon)).toBeGreaterThan(15);
    }
  });

  test('recency falls with silence, sooner for who comes often', () => {
    const weekly = everyDays(today - 20 * 7, 7, 21);
    const monthly = everyDays(today - 6 * 30, 30, 7);
    const fadingOf = (days: readonly number[]) => [30, 60, 120, 240].map((silent) => seen(days, today + silent, fitted).recency);
    for (const falling of [fadingOf(weekly), fadingOf(monthly)]) expect(falling).toEqual(falling.toSorted((a, b) => b - a));
    expect(seen(weekly, today + 30, fitted).recency).toBeLessThan(seen(monthly, today + 30, fitted).recency);
    expect(seen(monthly, today + 600, fitted).recency).toBeLessThan(1);
  });

  test('nothing is ever NaN or out of range', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(4_000), (history, later) => {
        const outlook = outlookOf(history, today + later, fitted, config);
        if (outlook === null) return;
        const returns = [0, 1, 30, fitted.horizonDays, 730].map((days) => outlook.returnWithin(days));
        expect(returns[0]).toBe(0);
        for (const [place, share] of returns.entries()) expect(share).toBeGreaterThanOrEqual((returns[place - 1] ?? 0) - 1e-12);
        for (const share of [...returns, outlook.active, outlook.recency / 100]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
        expect(outlook.visitsPer30Days).toBeGreaterThanOrEqual(0);
        expect(outlook.visitsPer30Days).toBeLessThanOrEqual(60);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what is remembered', () => {
  const venues = [venueOn(today), fitted, { ...fitted, horizonDays: 90 }, { ...venueOn(today), typicalGapDays: 50 }];
  const numbers = (days: readonly number[], day: number, venue: PopulationFacts) => {
    const outlook = seen(days, day, venue);
    return { ...outlook, returns: outlook.returnWithin(30) };
  };

  test('never leaks from one day or venue to another', () => {
    fc.assert(
      fc.property(
        anyHistory.filter(({ visits }) => visits.length > 0),
        fc.array(fc.record({ day: fc.nat(60), place: fc.nat(3) }), { minLength: 2, maxLength: 8 }),
        (history, questions) => {
          const days = visitDays(history);
          for (const { day, place } of questions) {
            const venue = venues[place] ?? fitted;
            expect(numbers(days, today + day, venue)).toEqual(numbers([...days], today + day, venue));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('never leaks from one configuration to another', () => {
    const days = everyDays(today - 90, 10, 4);
    const trusting = { ...config, rhythm: { ...config.rhythm, venueGapWeight: 0 } };
    expect(outlookOn(days, today, venueOn(today), config)?.expectedGapDays).not.toBe(10);
    expect(outlookOn(days, today, venueOn(today), trusting)?.expectedGapDays).toBe(10);
  });
});
