import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shapeOf } from '../../server/ingest/columns.ts';
import { RejectKinds } from '../../server/ingest/reject-kinds.ts';

const visits = shapeOf('visits');
const reject = (line: number, column: string | null, reason: string, values: Readonly<Record<string, string>> = {}) => ({
  table: 'visits',
  line,
  column,
  reason,
  values,
});

test('rows are grouped by column and by what was expected, not by what they say', () => {
  const kinds = new RejectKinds([visits]);
  kinds.add(reject(2, 'party_size', 'expected a whole number from 1 to 9, got "0"', { party_size: '0', total: '' }));
  kinds.add(reject(3, 'party_size', 'expected a whole number from 1 to 9, got "say \\"2\\""'));
  kinds.add(reject(4, 'total', 'expected an amount of 0 or more, got "-1": give money back in the column refund'));
  kinds.add(reject(5, null, 'expected 4 cells as in the header, got 3: does the file end in the middle?'));
  kinds.add(reject(6, null, 'expected 4 cells as in the header, got 2: does the file end in the middle?'));
  kinds.add(
    reject(
      7,
      'visit_id',
      'expected one row for customer_id A, visit_id 1, got another with different content in line 4: keep the right one',
    ),
  );
  kinds.add(
    reject(
      8,
      'visit_id',
      'expected one row for customer_id B, visit_id 2, got another with different content in line 5: keep the right one',
    ),
  );
  kinds.add(reject(9, 'discount', 'expected a discount up to the gross amount 10.00, got 12.00'));
  kinds.add(reject(10, 'discount', 'expected a discount up to the gross amount 11.00, got 12.50'));
  expect(kinds.all().map(({ column, count, reason }) => [column, count, reason])).toEqual([
    ['party_size', 2, 'expected a whole number from 1 to 9, got …'],
    [null, 2, 'expected 4 cells as in the header, got …: does the file end in the middle?'],
    ['visit_id', 2, 'expected one row for …, got another with different content in line …: keep the right one'],
    ['discount', 2, 'expected a discount up to the gross amount …, got …'],
    ['total', 1, 'expected an amount of 0 or more, got …: give money back in the column refund'],
  ]);
  expect(kinds.all()[0]?.first).toEqual([
    { line: 2, reason: 'expected a whole number from 1 to 9, got "0"', values: { party_size: '0' } },
    { line: 3, reason: 'expected a whole number from 1 to 9, got "say \\"2\\""', values: {} },
  ]);
});

test('no row is lost, and what is held does not grow with their number', () => {
  const reasons = fc.array(fc.tuple(fc.constantFrom('total', 'gross', null), fc.integer({ min: 0, max: 99 })), {
    maxLength: 400,
  });
  fc.assert(
    fc.property(reasons, (rows) => {
      const kinds = new RejectKinds([visits]);
      const word = (n: number) => `expected ${'abcdefghij'[n % 10]}${'abcdefghij'[Math.floor(n / 10)]}`;
      for (const [index, [column, n]] of rows.entries()) kinds.add(reject(index + 2, column, word(n)));
      const all = kinds.all();
      expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
      expect(all.length).toBeLessThanOrEqual(41);
      for (const { first, count } of all) expect(first).toHaveLength(Math.min(5, count));
    }),
  );
});
