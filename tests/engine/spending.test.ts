import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { expectedSpendMinor, spendChange } from '../../server/engine/spending.ts';
import { everyDays, historyOf, today } from './histories.ts';

test('spend per visit is shrunk to the venue with weight 3', () => {
  expect(expectedSpendMinor({ visits: 2, netMinor: 4_000 }, 1_000, defaultScoring)).toBe((4_000 + 3 * 1_000) / 5);
  expect(expectedSpendMinor({ visits: 0, netMinor: 0 }, 1_000, defaultScoring)).toBe(1_000);
});

describe('change of spending', () => {
  test('needs 180 days since the first visit', () => {
    expect(spendChange(historyOf([today - 179, today]).visits, today, defaultScoring)).toBeNull();
    expect(spendChange(historyOf([today - 180, today]).visits, today, defaultScoring)).not.toBeNull();
  });

  test('is absent when both windows are empty', () => {
    expect(spendChange(historyOf([today - 400]).visits, today, defaultScoring)).toBeNull();
  });

  test('is flat for the same spend in both windows', () => {
    const steady = historyOf(everyDays(today - 359, 10, 36));
    expect(spendChange(steady.visits, today, defaultScoring)?.probabilityUp).toBe(0.5);
  });

  test('is almost sure when 12 visits follow one', () => {
    const rising = historyOf([today - 300, today - 120, ...everyDays(today - 84, 7, 12)]);
    expect(spendChange(rising.visits, today, defaultScoring)?.probabilityUp).toBeGreaterThan(0.99);
  });
});
