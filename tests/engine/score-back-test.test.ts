import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { guestSummary } from '../../server/engine/population.ts';
import { type PanelGuest, scoreBackTest } from '../../server/engine/score-back-test.ts';
import { fadingGuests, fittedVenueOn, noSales } from './fitted-venue.ts';
import { everyDays, historyOf, today, unfitted } from './histories.ts';

const config = defaultScoring;
const { horizonDays } = config.scoreBackTest;
const origin = today - horizonDays;

function panelOf(histories: readonly (readonly number[])[], returned: (index: number) => boolean): PanelGuest[] {
  return histories.flatMap((days, index) => {
    const then = guestSummary(historyOf(days.filter((day) => day <= origin)), origin, config);
    return then === null ? [] : [{ then, returned: returned(index) }];
  });
}

/** Guests of different rhythms who went silent at different times. */
const histories = Array.from({ length: 120 }, (_, index) =>
  everyDays(origin - (index % 40) * 6 - 10 * (7 + (index % 5) * 6), 7 + (index % 5) * 6, 11),
);

function judge(panel: readonly PanelGuest[]) {
  const found = scoreBackTest(panel, origin, noSales, unfitted, config);
  if (found === null) throw new Error('expected enough guests to judge');
  return found;
}

describe('the back-test of the health score', () => {
  test('needs 20 guests', () => {
    const panel = panelOf(histories, (index) => index % 2 === 0);
    expect(scoreBackTest(panel.slice(0, 19), origin, noSales, unfitted, config)).toBeNull();
    expect(scoreBackTest(panel.slice(0, 20), origin, noSales, unfitted, config)).not.toBeNull();
    expect(scoreBackTest([], origin, noSales, unfitted, config)).toBeNull();
  });

  test('recency ranks without fault where only the last visit decides', () => {
    const found = judge(panelOf(histories, (index) => index % 40 < 10));
    expect(found).toMatchObject({ originDay: origin, horizonDays, guests: 120, recencyDoesAsWell: true });
    expect(found.returnShare).toBeCloseTo(0.25, 12);
    expect(found.recency.auc).toBe(1);
    expect(found.recency.brier).toBeLessThan(0.02);
  });

  test('the score ranks better where who came often returns and who came once does not', () => {
    const often = Array.from({ length: 60 }, (_, index) => everyDays(origin - 25 - (index % 10) - 10 * 21, 21, 11));
    const once = Array.from({ length: 60 }, (_, index) => [origin - 12 - (index % 20)]);
    const found = judge(panelOf([...often, ...once], (index) => index < 60));
    expect(found.recency.auc).toBeLessThan(0.3);
    expect(found.score.auc).toBeGreaterThan(0.9);
    expect(found.score.brier).toBeLessThan(found.recency.brier);
    expect(found.recencyDoesAsWell).toBe(false);
  });

  test('a score that says nothing is no better than the base rate', () => {
    // Everybody is alike: whoever returns, both rank like chance, and the Brier score is that of the share.
    const alike = Array.from({ length: 60 }, () => everyDays(origin - 60, 10, 5));
    const found = judge(panelOf(alike, (index) => index % 3 === 0));
    for (const ranking of [found.score, found.recency]) {
      expect(ranking.auc).toBe(0.5);
      expect(ranking.brier).toBeCloseTo((1 / 3) * (2 / 3), 6);
    }
    expect(found.recencyDoesAsWell).toBe(true);
    expect(found.levels).toHaveLength(1);
  });

  test('cannot rank where all or none returned, and stays finite', () => {
    for (const all of [true, false]) {
      const found = judge(panelOf(histories, () => all));
      expect(found).toMatchObject({ returnShare: all ? 1 : 0, recencyDoesAsWell: null });
      for (const { auc, brier, logLoss } of [found.score, found.recency]) {
        expect(auc).toBeNull();
        expect(brier).toBeLessThan(0.01);
        expect(Number.isFinite(logLoss)).toBe(true);
      }
    }
  });

  test('levels are in order, hold everybody once and their shares make up the whole', () => {
    const { levels, guests, returnShare } = judge(panelOf(histories, (index) => index % 40 < 15));
    const order = ['POOR', 'FAIR', 'GOOD', 'EXCELLENT'];
    expect(levels.map(({ level }) => order.indexOf(level))).toEqual(
      levels.map(({ level }) => order.indexOf(level)).toSorted((a, b) => a - b),
    );
    expect(levels.reduce((sum, level) => sum + level.guests, 0)).toBe(guests);
    const together = levels.reduce((sum, level) => sum + level.guests * level.returnShare, 0);
    expect(together / guests).toBeCloseTo(returnShare, 12);
    expect(levels.at(-1)?.returnShare).toBeGreaterThan(levels[0]?.returnShare ?? 1);
  });

  test('the order of the guests is irrelevant', () => {
    const panel = panelOf(histories, (index) => index % 40 < 15);
    const [there, back] = [judge(panel), judge([...panel].reverse())];
    expect(back.levels).toEqual(there.levels);
    for (const part of ['score', 'recency'] as const) {
      expect(back[part].auc).toBeCloseTo(there[part].auc ?? -1, 12);
      expect(back[part].brier).toBeCloseTo(there[part].brier, 9);
    }
  });

  test('scores of fitted models are judged by the same guests', () => {
    const guests = fadingGuests(today);
    const panel = guests.flatMap(({ visits }): PanelGuest[] => {
      const then = guestSummary({ visits: visits.filter(({ day }) => day <= origin) }, origin, config);
      return then === null ? [] : [{ then, returned: visits.some(({ day }) => day > origin) }];
    });
    const { predictions } = fittedVenueOn(origin);
    const found = scoreBackTest(panel, origin, noSales, predictions, config);
    expect(found?.guests).toBe(panel.length);
    expect(found?.score.auc).toBeGreaterThan(0.7);
    expect(found?.score.brier).toBeLessThan((found?.returnShare ?? 0) * (1 - (found?.returnShare ?? 1)));
  });
});
