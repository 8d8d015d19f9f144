import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  doubtfulColumns,
  type FileColumn,
  ignoredColumns,
  type Mapping,
  mappingInput,
  missingColumns,
  startingMapping,
  withColumn,
} from '../../../client/data/mapping.ts';

const columns: readonly FileColumn[] = [
  { name: 'Guest', samples: ['G1'], guess: 'customer_id', sureness: 'SYNONYM' },
  { name: 'Birthdy', samples: [], guess: 'birth_date', sureness: 'SIMILAR' },
  { name: 'note', samples: ['x'], guess: null, sureness: null },
];
const ours = [
  { name: 'customer_id', required: true, meaning: '' },
  { name: 'birth_date', required: false, meaning: '' },
  { name: 'name', required: false, meaning: '' },
];

test('guesses are where it begins, unless something was chosen before', () => {
  expect([...startingMapping(columns, [])]).toEqual([
    ['Guest', 'customer_id'],
    ['Birthdy', 'birth_date'],
  ]);
  expect([...startingMapping(columns, [{ canonical: 'name', foreign: 'note' }])]).toEqual([['note', 'name']]);
});

test('what is doubtful, ignored and missing is named', () => {
  const mapping = startingMapping(columns, []);
  expect(doubtfulColumns(columns, mapping)).toEqual(['Birthdy']);
  expect(doubtfulColumns(columns, withColumn(mapping, 'Birthdy', 'name'))).toEqual([]);
  expect(ignoredColumns(columns, mapping)).toEqual(['note']);
  expect(missingColumns(ours, mapping)).toEqual([]);
  expect(missingColumns(ours, withColumn(mapping, 'Guest', null))).toEqual(['customer_id']);
});

test('a column of ours that is taken by another is given up by the one that had it', () => {
  const mapping = withColumn(startingMapping(columns, []), 'note', 'customer_id');
  expect(mappingInput(columns, mapping)).toEqual([
    { canonical: 'birth_date', foreign: 'Birthdy' },
    { canonical: 'customer_id', foreign: 'note' },
  ]);
});

test('whatever is chosen in whatever order, no column of ours is read twice', () => {
  const change = fc.tuple(
    fc.constantFrom(...columns.map(({ name }) => name)),
    fc.constantFrom(null, ...ours.map(({ name }) => name)),
  );
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const mapping = changes.reduce<Mapping>((now, [name, canonical]) => withColumn(now, name, canonical), new Map());
      const read = mappingInput(columns, mapping).map(({ canonical }) => canonical);
      expect(new Set(read).size).toBe(read.length);
      const [last] = changes.slice(-1);
      if (last !== undefined) expect(mapping.get(last[0]) ?? null).toBe(last[1]);
    }),
  );
});
