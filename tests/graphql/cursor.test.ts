import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorOf, placeOf } from '../../server/graphql/cursor.ts';

const aPlace = fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 4 });

test('a place comes back from its cursor', () => {
  fc.assert(
    fc.property(fc.string(), aPlace, (list, place) => {
      expect(placeOf(list, cursorOf(list, place))).toEqual(place);
    }),
  );
});

test('a cursor is refused by every other list and after any change', () => {
  fc.assert(
    fc.property(aPlace, fc.nat(), fc.constantFrom('A', 'b', '_', '9'), (place, position, letter) => {
      const cursor = cursorOf('visits G01', place);
      expect(() => placeOf('visits G02', cursor)).toThrow(/not one of this list/);
      const at = position % cursor.length;
      const changed = cursor.slice(0, at) + letter + cursor.slice(at + 1);
      if (changed !== cursor) expect(() => placeOf('visits G01', changed)).toThrow(/not one of this list/);
    }),
  );
});
