import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { shapeOf } from '../../server/ingest/columns.ts';
import { openSource } from '../../server/ingest/source.ts';

const visits = shapeOf('visits');
const header = 'customer_id,visited_at,seating\n';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function read(content: Buffer | string, { map = {}, size = 5 }: { map?: Record<string, string>; size?: number } = {}) {
  const source = await openSource(pieces(Buffer.from(content), size), visits, new Map(Object.entries(map)));
  const records = [];
  for await (const batch of source.records) records.push(...batch);
  return {
    records,
    rows: records.filter(({ fault }) => fault === undefined).map(({ values }) => values),
    warnings: source.warnings,
    problem: source.problem(),
  };
}

test('gzip, byte order mark, semicolons, sep= and carriage returns are all read', async () => {
  const expected = [{ customer_id: 'A', visited_at: '2026-01-01', seating: 'bar' }];
  const plain = `${header}A,2026-01-01,bar\n`;
  for (const content of [
    plain,
    gzipSync(plain),
    `\ufeff${plain}`,
    plain.replaceAll(',', ';'),
    plain.replaceAll('\n', '\r\n'),
    `sep=;\n${plain.replaceAll(',', ';')}`,
    Buffer.from(`\ufeff${plain}`, 'utf16le'),
    plain.trimEnd(),
  ])
    expect((await read(content)).rows).toEqual(expected);
});
test('UTF-8 is read strictly; a file of another encoding is read as Windows-1252 once, and says so', async () => {
  expect((await read(`${header}A,2026-01-01,Café €\n`)).rows[0]?.seating).toBe('Café €');
  const old = await read(
    Buffer.concat([Buffer.from(`${header}B,2026-01-01,bar\n`), Buffer.from('A,2026-01-01,Caf\xe9 \x80\n', 'latin1')]),
  );
  expect(old.rows.map(({ seating }) => seating)).toEqual(['bar', 'Café €']);
  expect(old.warnings.join()).toContain('line 3 is not UTF-8: the file is read as Windows-1252');
});
test('damage in a file that is UTF-8 costs the damaged rows only', async () => {
  const mixed = await read(
    Buffer.concat([
      Buffer.from(`${header}A,2026-01-01,é\n`),
      Buffer.from('B,2026-01-01,\xff\n', 'latin1'),
      Buffer.from('C,2026-01-01,é\n'),
    ]),
  );
  expect(mixed.rows.map(({ customer_id }) => customer_id)).toEqual(['A', 'C']);
  expect(mixed.records.find(({ fault }) => fault !== undefined)).toMatchObject({
    line: 3,
    fault: expect.stringContaining('expected UTF-8'),
  });
});
test('an empty file says which columns are expected', async () => {
  for (const content of ['', '\n\n', gzipSync('')])
    await expect(read(content)).rejects.toThrow(
      'expected a header row with the columns of visits (customer_id, visit_id, visited_at',
    );
});
test('a spreadsheet file says what to save instead', async () => {
  await expect(read(Buffer.from('PK\x03\x04....'))).rejects.toThrow('save it as "CSV UTF-8"');
});
test('a missing required column stops before the first row and says how to name it', async () => {
  await expect(read('customer_id,date\nA,2026-01-01\n')).rejects.toThrow(
    'expected a column visited_at, got customer_id, date: name it with --map visited_at=',
  );
  await expect(read('customer_id,date\nA,2026-01-01\n', { map: { visited_at: 'day' } })).rejects.toThrow(
    'expected a column "day" for visited_at',
  );
});
test('an unknown column is ignored and named once with the nearest canonical name', async () => {
  const { rows, warnings } = await read('customer_id,visited_at,totl\nA,2026-01-01,5\nB,2026-01-01,5\n');
  expect(rows[0]).toEqual({ customer_id: 'A', visited_at: '2026-01-01' });
  expect(warnings).toEqual(['unknown column "totl" is ignored; the nearest canonical name is total: --map total=totl']);
});
test('foreign headers are mapped, in any case', async () => {
  const { rows } = await read('Customer_ID,Datum,total,amount\nA,2026-01-01,1,5\n', {
    map: { visited_at: 'datum', total: 'amount' },
  });
  expect(rows).toEqual([{ customer_id: 'A', visited_at: '2026-01-01', total: '5' }]);
});
test('a mapped name that is not there gives way to the own one, and says so', async () => {
  const { rows, warnings } = await read('customer_id,visited_at\nA,2026-01-01\n', { map: { visited_at: 'datum' } });
  expect(rows).toEqual([{ customer_id: 'A', visited_at: '2026-01-01' }]);
  expect(warnings).toEqual(['there is no column "datum" to read visited_at from; the column visited_at is read']);
});
test('a column that stands twice is refused', async () => {
  await expect(read('customer_id,visited_at,visited_at\n')).rejects.toThrow(
    'expected one column visited_at, got 2 (columns 2 and 3)',
  );
});
test('a file that ends in the middle keeps the rows before and says so', async () => {
  const cut = await read(`${header}A,2026-01-01,bar\nB,2026-0`);
  expect(cut.rows).toHaveLength(1);
  expect(cut.records[1]).toMatchObject({
    line: 3,
    fault: 'expected 3 cells as in the header, got 2: does the file end in the middle?',
  });
  const lines = Array.from({ length: 5000 }, (_, index) => `C${(index * 7919) % 4999},2026-01-01,table ${index}\n`).join('');
  const whole = gzipSync(header + lines);
  const half = await read(whole.subarray(0, whole.length / 2), { size: 1000 });
  expect(half.rows.length).toBeGreaterThan(1500);
  expect(half.problem).toContain('ends in the middle');
  expect(half.records.at(-1)?.fault).toContain('whole gzip file');
});
test('ids that a spreadsheet turned into numbers stop the file', async () => {
  const { rows, problem } = await read('customer_id,visited_at\nA,2026-01-01\n4.0E+17,2026-01-01\nB,2026-01-01\n');
  expect(rows).toHaveLength(1);
  expect(problem).toContain('got "4.0E+17" in line 3');
});
