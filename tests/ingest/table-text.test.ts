import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tableLine } from '../../server/ingest/table-text.ts';
import { tableOf } from '../http/table.ts';

test('a cell is quoted where it must be, and empty where nothing is known', () => {
  expect(tableLine(['a', null, undefined, '', 'b,c', 'say "x"', ' d', 'e\r\nf', true, 1.5])).toBe(
    'a,,,,"b,c","say ""x"""," d","e\r\nf",true,1.5\r\n',
  );
});

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+49 30 555', "'+49 30 555"],
  ['+4930555', "'+4930555"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['＝1+1', "'＝1+1"],
  ['-', "'-"],
  ['-12.50', '-12.50'],
  [-3e-7, '-3e-7'],
  ["it's", "it's"],
  ['a=b', 'a=b'],
])('%j is written as %s', (value, written) => {
  expect(tableLine([value])).toBe(`${written}\r\n`);
});

test('every cell is read again as it was, and none begins a formula', () => {
  const texts = fc.array(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n",; \'1é') })), { minLength: 2 });
  fc.assert(
    fc.property(texts, (cells) => {
      const [read = []] = tableOf(tableLine(cells));
      expect(read.map((cell, index) => (cell === cells[index] ? cell : cell.replace(/^'/, '')))).toEqual(cells);
      for (const cell of read) expect(cell).toMatch(/^($|[^=+\-@\t\r\n＝＋－＠]|-\d+(\.\d+)?(e[+-]?\d+)?$)/i);
    }),
  );
});
