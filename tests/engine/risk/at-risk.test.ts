import { expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { valueAtRisk } from '../../../server/engine/risk/at-risk.ts';
import { everyDays, historyOf, today } from '../histories.ts';

const history = historyOf(everyDays(today - 400, 40, 11)); // the newest today, the oldest outside of the year
const spent = history.visits.filter(({ day }) => day > today - 365).reduce((sum, { netMinor }) => sum + (netMinor ?? 0), 0);

test('is the probability times what was spent within the last year', () => {
  expect(spent).toBeGreaterThan(0);
  expect(valueAtRisk({ probability: 0.25 }, history, today, defaultScoring)).toBeCloseTo(spent / 4, 6);
  expect(valueAtRisk({ probability: 0 }, history, today, defaultScoring)).toBe(0);
  expect(valueAtRisk({ probability: 1 }, history, today + 800, defaultScoring)).toBe(0);
});

test('is not known without a probability, or without spend on record', () => {
  expect(valueAtRisk({ probability: null }, history, today, defaultScoring)).toBeNull();
  expect(valueAtRisk({ probability: 0.5 }, { visits: [] }, today, defaultScoring)).toBeNull();
  const silent = { visits: history.visits.map((visit) => ({ ...visit, netMinor: null })) };
  expect(valueAtRisk({ probability: 0.5 }, silent, today, defaultScoring)).toBeNull();
});
