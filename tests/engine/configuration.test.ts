import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { changedSettings, configuredScoring, settingProblems, settingValue } from '../../server/engine/configuration.ts';
import { scoringSettings } from '../../server/engine/configuration-settings.ts';

describe('the settings', () => {
  test('are numbers of the configuration, whose defaults lie within their own bounds', () => {
    const defaults = Object.fromEntries(scoringSettings.map(({ name }) => [name, settingValue(defaultScoring, name)]));
    for (const [name, value] of Object.entries(defaults)) expect(typeof value, name).toBe('number');
    expect(settingProblems(defaultScoring, defaults)).toEqual([]);
    expect(new Set(Object.keys(defaults)).size).toBe(scoringSettings.length);
  });

  test('without a change they are the defaults', () => {
    expect(configuredScoring(defaultScoring, {}, 1)).toEqual(defaultScoring);
    const same = Object.fromEntries(scoringSettings.map(({ name }) => [name, settingValue(defaultScoring, name)]));
    expect(configuredScoring(defaultScoring, same, 4)).toEqual({ ...defaultScoring, version: 3_000 + defaultScoring.version });
  });

  test('stand over the defaults, and leave everything else and the defaults themselves alone', () => {
    const before = structuredClone(defaultScoring);
    const config = configuredScoring(defaultScoring, { 'alerts.scoreBelow': 55, trendDays: 14, 'from.tomorrow': 1 }, 2);
    expect(config).toEqual({
      ...defaultScoring,
      version: 1_000 + defaultScoring.version,
      trendDays: 14,
      alerts: { ...defaultScoring.alerts, scoreBelow: 55 },
    });
    expect(defaultScoring).toEqual(before);
  });
});

describe('a change', () => {
  test('keeps what it does not name; null takes back to the default', () => {
    const present = { trendDays: 14, 'alerts.scoreBelow': 55 };
    const changes = [
      { name: 'trendDays', value: null },
      { name: 'change.points', value: 12 },
    ];
    expect(changedSettings(present, changes)).toEqual({ 'alerts.scoreBelow': 55, 'change.points': 12 });
  });
});

describe('what is refused', () => {
  test('is told in one message each: expected, got, and what to do', () => {
    expect(settingProblems(defaultScoring, { 'weights.recencyfactor': 10 })).toEqual([
      'expected the name of a setting, got "weights.recencyfactor"; scoringConfig lists them all',
    ]);
    expect(settingProblems(defaultScoring, { trendDays: 1.5, 'alerts.scoreBelow': 101 })).toEqual([
      'trendDays: expected a whole number from 1 to 365 (days), got 1.5; choose one within',
      'alerts.scoreBelow: expected a number from 0 to 100 (points), got 101; choose one within',
    ]);
    expect(settingProblems(defaultScoring, { 'weights.recencyFactor': 20 })).toEqual([
      'weights.*: expected weights that add up to 100, got 110; change them together',
    ]);
    expect(settingProblems(defaultScoring, { 'risk.lowBelow': 0.7 })[0]).toMatch(
      /^risk.lowBelow < risk.highFrom: .* got 0.7, 0.66/,
    );
    expect(settingProblems(defaultScoring, { trendDays: Number.NaN })).toHaveLength(1);
    expect(settingProblems(defaultScoring, { toString: 1, __proto__: 1 } as never)).toHaveLength(1);
  });

  test('property: weights pass exactly when they add up to 100', () => {
    const names = scoringSettings.filter(({ name }) => name.startsWith('weights.')).map(({ name }) => name);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 6, maxLength: 6 }), (weights) => {
        const settings = Object.fromEntries(names.map((name, index) => [name, weights[index] ?? 0]));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        expect(settingProblems(defaultScoring, settings).length === 0).toBe(total === 100);
      }),
    );
  });
});
