import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cell, csvOf, isTime, numericColumns, tableOf } from '../../../client/explorer/rows.ts';

const answer = (data: unknown) => JSON.stringify({ data });

describe('the table of an answer', () => {
  test('is its first list with a column for each leaf', () => {
    const nodes = [
      { id: 'G1', healthScore: { healthScore: 72, trend: null }, tags: ['a'] },
      { id: 'G2', healthScore: null, city: 'Bonn' },
    ];
    expect(tableOf(answer({ customers: { totalCount: 2, nodes } }))).toEqual({
      path: 'customers.nodes',
      columns: ['id', 'healthScore.healthScore', 'healthScore.trend', 'tags', 'healthScore', 'city'],
      rows: [
        ['G1', 72, null, '["a"]', null, null],
        ['G2', null, null, null, null, 'Bonn'],
      ],
    });
  });

  test('takes the list nearest to the root, plain values, and an answer without a list as one row', () => {
    expect(tableOf(answer({ a: { deep: [1] }, b: [3, null] }))).toEqual({ path: 'b', columns: ['value'], rows: [[3], [null]] });
    expect(tableOf(answer({ viewer: { role: 'ADMIN' } }))).toEqual({ path: '', columns: ['viewer.role'], rows: [['ADMIN']] });
  });

  test('is not there without data', () => {
    for (const none of [null, '', 'nonsense', '[]', '{"errors":[]}', '{"data":null}']) expect(tableOf(none)).toBeNull();
  });

  test('knows numbers, amounts as text, and days', () => {
    const table = tableOf(
      answer({
        list: [
          { day: '2026-01-05', n: 1, sum: '12.50', name: '7 up' },
          { day: '2026-01-06', n: null, sum: '-3', name: null },
        ],
      }),
    );
    expect(table && numericColumns(table).map((index) => table.columns[index])).toEqual(['n', 'sum']);
    expect(table && [isTime(table, 0), isTime(table, 3)]).toEqual([true, false]);
  });
});

const cell = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => !/\p{Surrogate}|\0/u.test(text)),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

test('the file is read back as it was, but for formulas, which begin with an apostrophe', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows: (readonly Cell[])[]) => {
      const read = parse(csvOf({ path: '', columns: ['a', 'b'], rows }), { bom: true, record_delimiter: '\r\n' }) as string[][];
      expect(read.slice(1).map((row) => row.map((text) => text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')))).toEqual(
        rows.map((row) => row.map((value) => (value === null ? '' : String(value).replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')))),
      );
      for (const text of read.flat()) if (!/^-?\d+(\.\d+)?$/.test(text)) expect(text).not.toMatch(/^[=+\-@\t\r\n]/);
    }),
  );
});
