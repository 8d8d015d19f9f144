import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellValue, minorDigitsOf, minorUnits } from '../../server/ingest/values.ts';

const fault = (value: unknown) => (typeof value === 'object' && value !== null && 'fault' in value ? value.fault : null);

test('an amount becomes exactly its minor units', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1_000_000_000_000n }), (minor) => {
      const text = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
      expect(minorUnits(text, 2)).toBe(String(minor));
    }),
  );
});
test('zeros behind the decimals of the currency do no harm, other digits do', () => {
  expect(minorUnits('12.5000', 2)).toBe('1250');
  expect(fault(minorUnits('12.505', 2))).toContain('at most 2 decimals');
  expect(minorUnits('1200', 0)).toBe('1200');
  expect(minorUnits('1.234', 3)).toBe('1234');
});
test('a negative amount names the column refund', () => {
  expect(fault(minorUnits('-5.00', 2))).toBe(
    'expected an amount of 0 or more, got "-5.00": give money back in the column refund',
  );
});
test('what could be read in two ways is not read as an amount', () => {
  for (const text of ['1,234.50', '12,50', '€12.50', '1e3', '1 000', '(5.00)', 'NaN', '+5', '.', '0x10'])
    expect(fault(minorUnits(text, 2)), text).toContain('without thousands separator or currency sign');
});
test('an absurd amount asks for the decimal point', () => {
  expect(fault(minorUnits('10000000000.01', 2))).toContain('is a decimal point missing?');
});
test('the decimals of a currency come from the currency', () => {
  expect(['EUR', 'JPY', 'KWD'].map(minorDigitsOf)).toEqual([2, 0, 3]);
});
test('numbers keep one text per value', () => {
  const column = { name: 'item_count', kind: 'decimal', min: 0, max: 1000, decimals: 3 } as const;
  expect(['2', '2.0', '2.00', '-0', '.5'].map((text) => cellValue(text, column, 2))).toEqual(['2', '2', '2', '0', '0.5']);
  expect(fault(cellValue('1.2345', column, 2))).toContain('at most 3 decimals');
  expect(fault(cellValue('-1', column, 2))).toContain('from 0 to 1000');
  expect(fault(cellValue('two', column, 2))).toContain('got "two"');
});
test('flags are read in the usual spellings', () => {
  const column = { name: 'consent_email', kind: 'flag' } as const;
  expect(['TRUE', 'yes', 'Y', '1'].map((text) => cellValue(text, column, 2))).toEqual(['t', 't', 't', 't']);
  expect(['False', 'no', 'N', '0'].map((text) => cellValue(text, column, 2))).toEqual(['f', 'f', 'f', 'f']);
  expect(fault(cellValue('maybe', column, 2))).toContain('got "maybe"');
});
test('a code is kept in capitals and may be one of a few', () => {
  const column = { name: 'arm', kind: 'code', oneOf: ['TREATMENT', 'CONTROL'] } as const;
  expect(cellValue('control', column, 2)).toBe('CONTROL');
  expect(fault(cellValue('placebo', column, 2))).toBe('expected one of TREATMENT, CONTROL, got "placebo"');
});
test('a time zone has a name', () => {
  const column = { name: 'time_zone', kind: 'zone' } as const;
  expect(cellValue('Europe/Berlin', column, 2)).toBe('Europe/Berlin');
  for (const text of ['Mars/Olympus', '+02:00']) expect(fault(cellValue(text, column, 2)), text).toContain('IANA time zone');
});
