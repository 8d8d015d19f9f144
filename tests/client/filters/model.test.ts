import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FieldName, fields, groups, kindOf } from '../../../client/filters/fields.ts';
import {
  advancedOf,
  bothOf,
  conditionsOf,
  type Filter,
  isEmpty,
  readFilter,
  readFilterText,
  withField,
  withoutAdvanced,
} from '../../../client/filters/model.ts';

const number = fc.double({ min: 0, max: 100, noNaN: true, noDefaultInfinity: true });
const text = fc.string({ minLength: 1, maxLength: 12 }).filter((given) => given.trim() !== '');

/** Anything that may be asked of a field. */
function wantedOf(field: FieldName): fc.Arbitrary<unknown> {
  const kind = kindOf(field);
  switch (kind.kind) {
    case 'choice':
      return fc.subarray([...kind.options], { minLength: 1 });
    case 'number':
      return fc.oneof(fc.record({ min: number }), fc.record({ max: number }), fc.record({ min: number, max: number }));
    case 'money':
      return fc.record({ min: fc.nat(9999).map(String) });
    case 'flag':
      return fc.boolean();
    case 'consents':
      return fc.constant([{ channel: 'EMAIL', given: null }]);
    case 'time':
      return fc.constant('2026-01-01T00:00:00.000Z');
    case 'text':
      return text;
    default:
      return fc.array(text, { minLength: 1, maxLength: 4 });
  }
}

const condition = fc
  .constantFrom(...(Object.keys(fields) as FieldName[]))
  .chain((field) => wantedOf(field).map((wanted): Filter => ({ [field]: wanted })));
const plain = fc.array(condition, { maxLength: 6 }).map((parts): Filter => Object.assign({}, ...parts));
const nested = fc
  .tuple(plain, fc.option(plain.filter((part) => !isEmpty(part))), fc.option(fc.array(condition, { minLength: 1, maxLength: 3 })))
  .map(([own, not, or]): Filter => ({ ...own, ...(not !== null && { not }), ...(or !== null && { or }) }));

test('what may be asked is read as it was written', () => {
  fc.assert(
    fc.property(nested, (filter) => {
      const { filter: read, ignored } = readFilterText(JSON.stringify(filter));
      expect(ignored).toEqual([]);
      expect(read).toEqual(JSON.parse(JSON.stringify(filter)));
    }),
  );
});

test('reading again changes nothing, whatever stands in the address', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        nested.map((filter) => JSON.stringify(filter)),
      ),
      (address) => {
        const { filter } = readFilterText(address);
        expect(readFilter(filter)).toEqual({ filter, ignored: [] });
      },
    ),
  );
});

test('each chip is taken away alone, and all of them together leave everybody', () => {
  fc.assert(
    fc.property(nested, (filter) => {
      let left = filter;
      for (const { field } of conditionsOf(filter)) {
        left = withField(left, field, null);
        expect(left[field]).toBeUndefined();
      }
      for (const part of advancedOf(filter)) left = withoutAdvanced(left, part);
      expect(isEmpty(left)).toBe(true);
    }),
  );
});

test('unknown and broken parts are left out and named', () => {
  const { filter, ignored } = readFilter({
    healthLevels: ['POOR'],
    visitDays: { min: 'five' },
    rfmGroups: ['ROYAL'],
    colour: 'red',
    contact: 'a@b.example',
    not: { hasScore: true, size: 3 },
  });
  expect(filter).toEqual({ healthLevels: ['POOR'], not: { hasScore: true } });
  expect(ignored).toEqual(['visitDays', 'rfmGroups', 'colour', 'contact', 'not.size']);
  expect(readFilterText('{oops')).toEqual({ filter: {}, ignored: ['f'] });
});

test('conditions on other fields within one "and" become plain, those on the same field stay', () => {
  expect(readFilter({ and: [{ cities: ['Bonn'] }, { hasScore: true }] }).filter).toEqual({ cities: ['Bonn'], hasScore: true });
  expect(readFilter({ cities: ['Bonn'], and: [{ cities: ['Ulm'] }] }).filter).toEqual({
    cities: ['Bonn'],
    and: [{ cities: ['Ulm'] }],
  });
  expect(bothOf({ cities: ['Bonn'] }, { hasScore: true })).toEqual({ cities: ['Bonn'], hasScore: true });
  expect(readFilter({ minHealthScore: 40, maxHealthScore: 59 }).filter).toEqual({ healthScore: { min: 40, max: 59 } });
});

test('the menu holds every field once, but guests, who are chosen in a list', () => {
  expect([...Object.values(groups).flat(), 'ids'].toSorted()).toEqual(Object.keys(fields).toSorted());
});
