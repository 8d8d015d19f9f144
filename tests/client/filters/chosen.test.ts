import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withGuests } from '../../../client/filters/chosen.ts';
import { type Filter, mostGuests, readFilter } from '../../../client/filters/model.ts';
import { type Filter as Checked, everybody } from '../../../server/engine/segments/filter.ts';
import { parseFilter } from '../../../server/engine/segments/parse.ts';

const name = fc.constantFrom<string[]>('A', 'B', 'C', 'D', 'E');
const ids = fc.array(name, { minLength: 1, maxLength: 4 });
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  ids.map((chosen) => ({ ids: chosen })),
  fc.constant({ nameContains: 'A' }),
  fc.constant({ nameContains: 'B', ids: ['A', 'B'] }),
  fc.constant({}),
);
const filter: fc.Arbitrary<Filter> = fc.oneof(
  leaf,
  fc.array(leaf, { minLength: 1, maxLength: 3 }).map((or) => ({ or })),
  fc.tuple(fc.array(leaf, { minLength: 1, maxLength: 2 }), ids).map(([or, own]) => ({ or, ids: own })),
);

/** Whether the guest of an id, which is also its name, meets a filter. */
function meets(asked: Checked, id: string): boolean {
  switch (asked.kind) {
    case 'and':
      return asked.of.every((part) => meets(part, id));
    case 'or':
      return asked.of.some((part) => meets(part, id));
    case 'not':
      return !meets(asked.of, id);
    case 'customers':
      return asked.ids.includes(id);
    case 'name':
      return id.includes(asked.part);
    default:
      throw new Error(`expected no ${asked.kind} here`);
  }
}

test('who met the filter meets it still, and the chosen guests do, and nobody else', () => {
  fc.assert(
    fc.property(filter, ids, (before, chosen) => {
      const after = withGuests(before, chosen);
      expect(after).not.toBeNull();
      const [was, is] = [before, after ?? {}].map((each) => parseFilter(each, 100));
      for (const id of ['A', 'B', 'C', 'D', 'E', 'F'])
        expect(meets(is ?? everybody, id)).toBe(meets(was ?? everybody, id) || chosen.includes(id));
    }),
  );
});

test('adding the same guests again changes nothing, and nests no deeper', () => {
  fc.assert(
    fc.property(filter, ids, (before, chosen) => {
      const once = withGuests(before, chosen);
      expect(withGuests(once ?? {}, chosen)).toEqual(once);
    }),
  );
});

test('a new segment names the guests, one with a rule has both, and more than a thousand are refused', () => {
  expect(withGuests({ ids: ['A'] }, ['B', 'A'])).toEqual({ ids: ['A', 'B'] });
  expect(withGuests({ cities: ['Graz'] }, ['A'])).toEqual({ or: [{ cities: ['Graz'] }, { ids: ['A'] }] });
  expect(withGuests({ or: [{ cities: ['Graz'] }, { ids: ['A'] }] }, ['B'])).toEqual({
    or: [{ cities: ['Graz'] }, { ids: ['A', 'B'] }],
  });
  expect(withGuests({}, ['A'])).toEqual({});
  const many = Array.from({ length: mostGuests }, (_, index) => `G${index}`);
  expect(withGuests({ ids: many }, ['G1'])).toEqual({ ids: many });
  expect(withGuests({ ids: many }, ['new'])).toBeNull();
  expect(withGuests({ or: [{ cities: ['Graz'] }, { ids: many }] }, ['new'])).toBeNull();
});

test('an address holds up to a thousand chosen guests', () => {
  const many = Array.from({ length: mostGuests }, (_, index) => `G${index}`);
  expect(readFilter({ ids: many })).toEqual({ filter: { ids: many }, ignored: [] });
  expect(readFilter({ ids: [...many, 'new'] })).toEqual({ filter: {}, ignored: ['ids'] });
});
