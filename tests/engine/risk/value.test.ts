import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { sum } from '../../../server/engine/maths/statistics.ts';
import { valueRisk } from '../../../server/engine/risk/value.ts';
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

test('drawn from a fixed seed: the same every time, in range, and the effects add up', () => {
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
