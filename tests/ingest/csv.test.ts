import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvReader } from '../../server/ingest/csv.ts';

function read(text: string, pieceLength: number, delimiter = ',') {
  const reader = new CsvReader(delimiter);
  const records = [];
  for (let at = 0; at < text.length; at += pieceLength) records.push(...reader.push(text.slice(at, at + pieceLength)));
  records.push(...reader.end());
  return { records, problem: reader.problem };
}
const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r\n', ' ', '=', '0'), maxLength: 6 });

test('any table reads as another CSV reader reads it, cut into pieces of any length', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      (rows, pieceLength, delimiter, lineEnd) => {
        const text = stringify(rows, { delimiter, record_delimiter: lineEnd, quoted_match: /[\r\n ]/ });
        const expected: string[][] = parse(text, { delimiter, relax_column_count: true, record_delimiter: lineEnd });
        const { records, problem } = read(text, pieceLength, delimiter);
        expect(problem).toBeNull();
        expect(records.map(({ cells }) => cells)).toEqual(expected);
      },
    ),
    { numRuns: 1000 },
  );
});
test('a record carries the line on which it begins', () => {
  const { records } = read('a,b\n\n"two\nlines",c\nd,e', 3);
  expect(records.map(({ line }) => line)).toEqual([1, 3, 5]);
});
test('a quote that never closes is reported with the line on which it opened, and the rows before are there', () => {
  for (const pieceLength of [1, 7, 1000]) {
    const { records, problem } = read('a,b\nc,"d\ne,f\ng,h\n', pieceLength);
    expect(problem?.line).toBe(2);
    expect(problem?.reason).toContain('the quote that opens in line 2');
    expect(records.map(({ cells }) => cells)).toEqual([['a', 'b'], []]);
  }
});
test('a quote that never closes before a million lines is found within 64 kB', () => {
  const reader = new CsvReader(',');
  reader.push('a,b\nc,"d\n');
  let pieces = 0;
  while (reader.problem === null && pieces < 1000) {
    reader.push('x,y\n'.repeat(2000));
    pieces += 1;
  }
  expect(reader.problem?.line).toBe(2);
  expect(pieces).toBeLessThan(12);
});
test('a line without end is refused and the next line is read', () => {
  const { records, problem } = read(`a,b\n${'x'.repeat(300_000)}\nc,d\n`, 65_536);
  expect(problem).toBeNull();
  expect(records.map(({ line, fault }) => [line, fault === undefined])).toEqual([
    [1, true],
    [2, false],
    [3, true],
  ]);
  expect(records[1]?.fault).toContain('64 kB');
});
test('a cell beyond 10 kB is refused', () => {
  expect(read(`a,${'x'.repeat(10_241)}\n`, 65_536).records[0]?.fault).toContain('10 kB');
});
test('text behind a closing quote is refused', () => {
  expect(read('a,"b"c\nd,e\n', 100).records.map(({ fault }) => fault !== undefined)).toEqual([true, false]);
});
