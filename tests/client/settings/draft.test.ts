import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Draft,
  differences,
  outOfBounds,
  type Setting,
  settingInput,
  touchesWeights,
  weightSums,
  withValue,
} from '../../../client/settings/draft.ts';

const setting = (name: string, value: number, more: Partial<Setting> = {}): Setting => ({
  name,
  group: 'HEALTH_SCORE',
  meaning: name,
  value,
  default: value,
  minimum: 0,
  maximum: 100,
  whole: false,
  unit: 'points of 100',
  ...more,
});
const first = setting('weights.a', 60);
const second = setting('weights.b', 40, { default: 45 });
const days = setting('days', 30, { unit: 'days', minimum: 1, maximum: 365, whole: true });
const all = [first, second, days];
const none: Draft = new Map();

test('weights are summed by family, and a draft changes the sum', () => {
  expect(weightSums(all, none)).toEqual([{ beginning: 'weights', total: 100, isRight: true }]);
  expect(weightSums(all, withValue(none, first, 50))).toEqual([{ beginning: 'weights', total: 90, isRight: false }]);
});

test('thirds add up to 100 though their decimals do not', () => {
  const thirds = ['x.a', 'x.b', 'x.c'].map((name) => setting(name, 33.3333));
  expect(weightSums(thirds, none)).toEqual([{ beginning: 'x', total: 100, isRight: true }]);
});

test('a change back is no change', () => {
  expect(withValue(withValue(none, first, 50), first, 60).size).toBe(0);
});

test('what is no number or beyond its bounds is wrong', () => {
  expect(outOfBounds(all, withValue(none, days, Number.NaN))).toEqual(['days']);
  expect(outOfBounds(all, withValue(none, days, 366))).toEqual(['days']);
  expect(outOfBounds(all, withValue(none, days, 365))).toEqual([]);
});

test('only a change of weights has to be confirmed in writing', () => {
  expect(touchesWeights(all, withValue(none, days, 20))).toBe(false);
  expect(touchesWeights(all, withValue(none, second, 20))).toBe(true);
});

test('only changes are sent, the default as null', () => {
  expect(settingInput(all, withValue(withValue(none, second, 45), days, 20))).toEqual([
    { name: 'weights.b', value: null },
    { name: 'days', value: 20 },
  ]);
});

test('two versions differ where a value does', () => {
  expect(
    differences(all, [
      { name: 'weights.a', value: 60 },
      { name: 'days', value: 20 },
    ]),
  ).toEqual([{ setting: days, was: 20 }]);
});

test('a draft is what its changes say, whatever their order', () => {
  const change = fc.tuple(fc.constantFrom(...all), fc.integer({ min: 0, max: 100 }));
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const draft = changes.reduce<Draft>((now, [which, value]) => withValue(now, which, value), none);
      for (const which of all) {
        const wanted = changes.findLast(([one]) => one === which)?.[1] ?? which.value;
        expect(draft.get(which.name) ?? which.value).toBe(wanted);
        expect(draft.has(which.name)).toBe(wanted !== which.value);
      }
    }),
  );
});
