import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HistoryGroup, ModelName } from '../../../server/engine/predictions/model.ts';
import { modelOf } from '../../../server/engine/predictions/models.ts';

const names: readonly ModelName[] = ['BG_NBD', 'MBG_NBD', 'MBG_CNBD_2', 'MBG_CNBD_3', 'MBG_CNBD_4', 'PARETO_NBD'];
const group = fc
  .record({ x: fc.nat(120), last: fc.nat(1_000), silent: fc.nat(700), guests: fc.integer({ min: 1, max: 9 }) })
  .map(({ x, last, silent, guests }): HistoryGroup => {
    const tx = x === 0 ? 0 : (x + last) / 7;
    return { x, tx, T: tx + silent / 7, guests };
  });
const groups = fc.array(group, { minLength: 1, maxLength: 12 });
const values = (reach: number) =>
  fc.tuple(...[0, 1, 2, 3].map(() => fc.double({ min: -reach, max: reach, noNaN: true }).map(Math.exp)));

test.each(names)('%s: all guests at once are the sum of each, for any parameters of a fit', (name) => {
  const model = modelOf(name);
  fc.assert(
    fc.property(groups, values(9), (drawn, vector) => {
      const sum = drawn.reduce((total, each) => total + each.guests * model.logLikelihood(vector, each), 0);
      const all = model.likelihoodOver(drawn)(vector, new Float64Array(4));
      expect(Math.abs(all - sum)).toBeLessThan(1e-7 * Math.max(1, Math.abs(sum)));
    }),
  );
});

test.each(names)('%s: the slopes are those of the sum', (name) => {
  fc.assert(
    fc.property(groups, values(2), (drawn, vector) => {
      const likelihood = modelOf(name).likelihoodOver(drawn);
      const slopes = new Float64Array(4);
      const size = Math.max(1, Math.abs(likelihood(vector, slopes)));
      const told = slopes.slice();
      vector.forEach((value, place) => {
        const at = (by: number) => likelihood(vector.with(place, value * (1 + by)), slopes);
        const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
        expect(Math.abs((told[place] ?? 0) * value - difference)).toBeLessThan(1e-7 * size + 1e-4);
      });
    }),
  );
});

test.each(names)('%s: a base without guests says nothing', (name) => {
  const slopes = Float64Array.of(1, 1, 1, 1);
  expect(modelOf(name).likelihoodOver([])([1, 1, 1, 1], slopes)).toBe(0);
  expect([...slopes].map(Math.abs)).toEqual([0, 0, 0, 0]);
});
