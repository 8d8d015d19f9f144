import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanOf } from '../../../client/ui/charts/EffectLanes.tsx';

const lane = (value: number | null, low: number | null, high: number | null) => ({
  key: 'a',
  name: 'a',
  value,
  low,
  high,
  text: '',
});
const end = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }));

test('the scale holds every end and the line of no effect', () => {
  const lanes = fc.array(fc.tuple(end, end, end).map((ends) => lane(...ends)));
  fc.assert(
    fc.property(lanes, (all) => {
      const [from, to] = spanOf(all);
      const ends = all.flatMap(({ value, low, high }) => [value, low, high]).filter((one) => one !== null);
      return from < 0 && to > 0 && ends.every((one) => from <= one && one <= to);
    }),
  );
});

test('an effect that is surely a gain leaves a little room on the side of loss', () => {
  expect(spanOf([lane(1, 0.5, 2)])).toEqual([-0.12, 2.12]);
});
