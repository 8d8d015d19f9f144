import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { sum } from '../../../server/engine/maths/statistics.ts';
import { churnRisk } from '../../../server/engine/risk/churn.ts';
import { anyHistory, anyVenue, everyDays, historyOf, today } from '../histories.ts';
import { venue } from '../insights/guests.ts';

const config = defaultScoring;

test('worked by hand: four visits every 10 days, the last 40 days ago', () => {
  // ĝ = (30 + 3·20)/(3 + 3) = 15; ρ = (3 + 2·0.4)/(3 + 2) = 0.76; active = 2^(−25/30); H = 42.
  const risk = churnRisk(historyOf(everyDays(today - 70, 10, 4)), venue, today, config);
  const soon = 1 - Math.exp(-42 / 15);
  const active = 2 ** (-25 / 30);
  expect(risk.probability).toBeCloseTo(1 - 0.76 * active * soon, 12);
  expect(risk.riskLevel).toBe('MEDIUM');
  expect(risk.typicalProbability).toBeCloseTo(1 - 0.4 * (1 - Math.exp(-42 / 20)), 12);
  const [silence, gap, returns] = risk.drivers;
  expect(silence).toMatchObject({ factor: 'SILENCE', value: 40, typicalValue: 0, unit: 'days' });
  expect(silence?.effect).toBeCloseTo(0.76 * soon * (1 - active), 12);
  expect(gap?.effect).toBeCloseTo(0.76 * (1 - Math.exp(-42 / 20)) - 0.76 * soon, 12);
  expect(returns?.effect).toBeCloseTo((0.4 - 0.76) * (1 - Math.exp(-42 / 20)), 12);
});

test('without a visit there is a reason and no number', () => {
  expect(churnRisk(historyOf([]), venue, today, config)).toMatchObject({
    probability: null,
    riskLevel: null,
    drivers: [],
    insufficientData: { reason: 'NO_VISITS' },
  });
});

test('a weekly regular is safe, and lost after a year of silence', () => {
  const regular = everyDays(today - 51 * 7, 7, 52);
  expect(churnRisk(historyOf(regular), venue, today, config).riskLevel).toBe('LOW');
  expect(churnRisk(historyOf(regular), venue, today + 365, config).riskLevel).toBe('HIGH');
});

test('the effects add up to the difference to the typical guest, and everything is in range', () => {
  fc.assert(
    fc.property(anyHistory, anyVenue, (history, population) => {
      const { probability, typicalProbability, drivers } = churnRisk(history, population, today, config);
      if (probability === null || typicalProbability === null) return history.visits.length === 0;
      expect(sum(drivers.map(({ effect }) => effect))).toBeCloseTo(probability - typicalProbability, 10);
      return probability >= 0 && probability <= 1 && typicalProbability >= 0 && typicalProbability <= 1;
    }),
  );
});

test('silence never lowers the risk', () => {
  fc.assert(
    fc.property(anyHistory, fc.nat(200), (history, days) => {
      const now = churnRisk(history, venue, today, config).probability;
      const later = churnRisk(history, venue, today + days, config).probability;
      return now === null || later === null || later >= now - 1e-12;
    }),
  );
});
