import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scalars } from '../../server/graphql/scalars.ts';

function scalar(name: string) {
  const found = scalars[name];
  if (found === undefined) throw new Error(`expected a scalar ${name}`);
  return found;
}

describe('DateTime', () => {
  const { parseValue, serialize } = scalar('DateTime');

  test('takes an instant with any offset and gives it back in UTC', () => {
    const written = [
      '2026-11-22T10:15:00Z',
      '2026-11-22T11:15:00+01:00',
      '2026-11-22t05:15:00.000-05:00',
      '2026-11-22T10:15:00.000000z',
    ];
    for (const text of written) expect(serialize(parseValue(text))).toBe('2026-11-22T10:15:00.000Z');
  });

  test('gives back every instant of its years to the millisecond', () => {
    const [from, to] = [Date.UTC(1900, 0, 1), Date.UTC(9999, 11, 31)];
    fc.assert(
      fc.property(fc.integer({ min: from, max: to }), (at) => {
        expect(parseValue(serialize(at))).toBe(at);
      }),
    );
  });

  test('refuses what is no instant', () => {
    const wrong = [
      '2026-11-22',
      '2026-11-22T10:15:00',
      '2026-02-30T10:15:00Z',
      '2026-11-22T25:00:00Z',
      '1899-12-31T23:59:59Z',
      '0000-01-01T00:00:00Z',
    ];
    for (const value of [...wrong, '+010000-01-01T00:00:00Z', 'now', '', 0, 1e15, null, {}, ['2026-11-22T10:15:00Z']]) {
      expect(() => parseValue(value)).toThrow(/DateTime must be an instant with offset from 1900 to 9999/);
    }
  });
});

describe('Date', () => {
  test('takes days that exist and refuses others', () => {
    const { parseValue } = scalar('Date');
    expect(parseValue('2024-02-29')).toBe('2024-02-29');
    for (const value of ['2025-02-29', '2025-13-01', '2025-1-1', '1899-12-31', '2024-02-29T00:00:00Z', 20_240_229]) {
      expect(() => parseValue(value)).toThrow(/Date must be a day/);
    }
  });
});

describe('Decimal', () => {
  test('takes exact text and never a float', () => {
    const { parseValue } = scalar('Decimal');
    for (const text of ['12.50', '-0.01', '0', '123456789012345678901234567890.123456789']) expect(parseValue(text)).toBe(text);
    for (const value of [12.5, '12,50', '1e3', '.5', '5.', '', 'NaN', '1'.repeat(31), ' 1']) {
      expect(() => parseValue(value)).toThrow(/Decimal must be a decimal number as text/);
    }
  });
});
