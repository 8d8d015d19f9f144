import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFilterText } from '../../../client/filters/model.ts';
import { asksFor, asksForBin, pressed, pressedBin } from '../../../client/portfolio/press.ts';
import { goneAfterDays, roughly, slippingWithin } from '../../../client/portfolio/slipping.ts';

describe('a press on a mark', () => {
  test('asks for it alone, with Shift for it too, again takes it away', () => {
    const poor = pressed({ hasScore: true }, 'healthLevels', 'POOR', false);
    expect(poor).toEqual({ hasScore: true, healthLevels: ['POOR'] });
    const both = pressed(poor, 'healthLevels', 'FAIR', true);
    expect(both.healthLevels).toEqual(['POOR', 'FAIR']);
    expect(pressed(both, 'healthLevels', 'POOR', true).healthLevels).toEqual(['FAIR']);
    expect(pressed(both, 'healthLevels', 'POOR', false).healthLevels).toEqual(['POOR']);
    expect(pressed(poor, 'healthLevels', 'POOR', false)).toEqual({ hasScore: true });
  });

  test('of a bin asks for its range, with Shift for all between', () => {
    const low = { min: 0, max: 0.1 };
    const high = { min: 0.3, max: 0.4 };
    const one = pressedBin({}, 'churnProbability', high, false);
    const all = pressedBin(one, 'churnProbability', low, true);
    expect(all).toEqual({ churnProbability: { min: 0, max: 0.4 } });
    expect(asksForBin(all, 'churnProbability', { min: 0.1, max: 0.2 })).toBe(true);
    expect(asksForBin(one, 'churnProbability', low)).toBe(false);
    expect(pressedBin(one, 'churnProbability', high, false)).toEqual({});
  });

  test('two presses with Shift change nothing that was not asked for', () => {
    const value = fc.constantFrom('POOR', 'FAIR', 'GOOD', 'EXCELLENT');
    fc.assert(
      fc.property(fc.uniqueArray(value), value, (levels, one) => {
        const before = levels.length === 0 ? {} : { healthLevels: levels };
        const after = pressed(pressed(before, 'healthLevels', one, true), 'healthLevels', one, true);
        const others = (filter: object) => new Set(Object.values(filter).flat());
        expect(asksFor(after, 'healthLevels', one)).toBe(levels.includes(one));
        expect(others(after)).toEqual(others(before));
      }),
    );
  });
});

describe('slipping regulars', () => {
  test('are frequent, at high risk, and not yet gone for three horizons', () => {
    expect(slippingWithin({}, 30)).toEqual({ churnRisks: ['HIGH'], visitDays: { min: 5 }, daysSinceLastVisit: { max: 90 } });
    expect([goneAfterDays(180), goneAfterDays(null)]).toEqual([365, 180]);
  });

  test('within a filter both hold, and the address can carry it', () => {
    const filter = slippingWithin({ churnRisks: ['LOW'], cities: ['Ulm'] }, 30);
    expect(readFilterText(JSON.stringify(filter))).toEqual({ filter, ignored: [] });
    expect(JSON.stringify(filter)).toContain('LOW');
    expect(JSON.stringify(filter)).toContain('HIGH');
  });

  test('an amount that is said with "about" keeps two digits', () => {
    expect([33_412, 3_949, 84, 0, 0.517].map(roughly)).toEqual([33_000, 3_900, 84, 0, 0.52]);
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e9, noNaN: true }), (amount) => {
        expect(Math.abs(roughly(amount) - amount)).toBeLessThanOrEqual(amount * 0.0501);
      }),
    );
  });
});
