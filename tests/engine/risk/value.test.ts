import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { PopulationFacts, VisitHistory } from '../../../server/engine/facts.ts';
import { gamma, poisson, type Random, randomStream } from '../../../server/engine/maths/random.ts';
import { sum } from '../../../server/engine/maths/statistics.ts';
import { outlookOf, predictorOf } from '../../../server/engine/outlook.ts';
import { guestTiming } from '../../../server/engine/predictions/guest-timing.ts';
import { visitDays } from '../../../server/engine/rhythm.ts';
import { valueRisk } from '../../../server/engine/risk/value.ts';
import { spendOutlook } from '../../../server/engine/spend-outlook.ts';
import { spendBetween } from '../../../server/engine/spending.ts';
import { fittedVenueOn } from '../fitted-venue.ts';
import { anyHistory, anyVenue, everyDays, historyOf, today, visitOn } from '../histories.ts';
import { venue } from '../insights/guests.ts';

const config = defaultScoring;

test('one visit in the last H: the target is missed exactly without a visit, or with a small bill', () => {
  // ĝ = (60 + 60)/(3 + 3) = 20, ρ = 3.8/5, on time; bills hardly vary, so that one visit is enough.
  const visits = [today - 80, today - 60, today - 40, today - 20].map((day) => visitOn(day));
  const last = { visits: visits.map((visit, index) => (index === 3 ? { ...visit, netMinor: 1_000 } : visit)) };
  // Spent in the last 42 days: 2,000 + 1,000; below 2,250 is a loss: about no visit, or one.
  const { probability } = valueRisk(last, venue, today, config);
  const mean = 42 / 20;
  const none = Math.exp(-mean);
  const one = mean * Math.exp(-mean);
  expect(probability).toBeGreaterThan(1 - 0.76 * (1 - none) - 0.05);
  expect(probability).toBeLessThan(1 - 0.76 * (1 - none - one) + 0.08);
});

test('a loss is likely after an unusually good time, unlikely after a lean one', () => {
  const regular = everyDays(today - 7 * 40, 7, 41);
  const rich = {
    visits: historyOf(regular).visits.map((visit) => (visit.day > today - 42 ? { ...visit, netMinor: 9_000 } : visit)),
  };
  const lean = {
    visits: historyOf(regular).visits.map((visit) => (visit.day > today - 42 ? { ...visit, netMinor: 500 } : visit)),
  };
  const [much, little] = [rich, lean].map((history) => valueRisk(history, venue, today, config));
  expect(much?.riskLevel).toBe('HIGH');
  expect(little?.riskLevel).toBe('LOW');
  expect(much?.drivers.find(({ factor }) => factor === 'RECENT_SPEND')?.effect).toBeGreaterThan(0.2);
});

test('absent without spend in the last H, and without visits', () => {
  expect(valueRisk(historyOf([today - 43]), venue, today, config).insufficientData?.reason).toBe('NO_SPEND');
  expect(valueRisk(historyOf([today - 41]), venue, today, config).probability).not.toBeNull();
  expect(valueRisk(historyOf([today - 1], null), venue, today, config).insufficientData?.reason).toBe('NO_SPEND');
  expect(valueRisk(historyOf([]), venue, today, config).insufficientData?.reason).toBe('NO_VISITS');
});

test('the same every time, in range, and the effects add up', () => {
  fc.assert(
    fc.property(anyHistory, anyVenue, (history, population) => {
      const risk = valueRisk(history, population, today, config);
      expect(valueRisk(history, population, today, config)).toEqual(risk);
      if (risk.probability === null || risk.typicalProbability === null) return risk.insufficientData !== null;
      expect(sum(risk.drivers.map(({ effect }) => effect))).toBeCloseTo(risk.probability - risk.typicalProbability, 10);
      return risk.probability >= 0 && risk.probability <= 1;
    }),
    { numRuns: 60 },
  );
});

describe('a loss is as likely as simulated futures say', () => {
  const draws = 40_000;
  const histories: readonly (readonly [string, VisitHistory])[] = [
    ['weekly', historyOf(everyDays(today - 70, 7, 11), 1_800)],
    ['monthly, late', historyOf(everyDays(today - 240, 30, 8), 2_600)],
    ['new', historyOf([today - 25, today - 4], 3_000)],
    ['dear of late', { visits: everyDays(today - 96, 12, 9).map((day) => visitOn(day, day > today - 20 ? 6_000 : 1_200)) }],
  ];

  /** Share of futures that bring less than 75 % of the last H. */
  function simulated(history: VisitHistory, population: PopulationFacts, visitsOf: (random: Random) => number): number {
    const spend = spendOutlook(history.visits, population, config);
    const target = 0.75 * spendBetween(history.visits, today - population.horizonDays, today).netMinor;
    if (spend === null || target === 0) throw new Error('expected a guest with spend');
    const random = randomStream('futures');
    let lost = 0;
    for (let draw = 0; draw < draws; draw += 1) {
      const visits = visitsOf(random);
      const rate = gamma(random, spend.q) / spend.v;
      if (visits === 0 || gamma(random, spend.p * visits) / rate < target) lost += 1;
    }
    return lost / draws;
  }

  test.each(histories)('by RHYTHM: %s', (_, history) => {
    const outlook = outlookOf(history, today, venue, config);
    if (outlook === null) throw new Error('expected a guest with visits');
    const mean = venue.horizonDays / outlook.expectedGapDays;
    const stays = outlook.returnWithin(venue.horizonDays) / (1 - Math.exp(-mean));
    const share = simulated(history, venue, (random) => (random() < stays ? poisson(random, mean) : 0));
    expect(Math.abs((valueRisk(history, venue, today, config).probability ?? 2) - share)).toBeLessThan(0.01);
  });

  test.each(histories)('by fitted models: %s', (_, history) => {
    const fitted = fittedVenueOn(today);
    const champion = predictorOf(fitted.predictions);
    const timing = guestTiming(visitDays(history), today);
    if (champion === null || timing === null) throw new Error('expected a predictor and a guest');
    const visits = champion.drawVisits(timing, fitted.horizonDays, randomStream('visits'), draws);
    let place = 0;
    const share = simulated(history, fitted, () => visits[place++] ?? 0);
    expect(Math.abs((valueRisk(history, fitted, today, config).probability ?? 2) - share)).toBeLessThan(0.01);
  });
});
