import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moneyText } from '../../server/graphql/money.ts';

test('an amount has its currency’s usual number of decimals', () => {
  expect(moneyText(1250, 'EUR')).toBe('12.50');
  expect(moneyText(5, 'EUR')).toBe('0.05');
  expect(moneyText(-5, 'EUR')).toBe('-0.05');
  expect(moneyText(1250, 'JPY')).toBe('1250');
  expect(moneyText(1250, 'KWD')).toBe('1.250');
});

test('a mean between two minor units is rounded, and nothing is minus zero', () => {
  expect(moneyText(1249.5, 'EUR')).toBe('12.50');
  expect(moneyText(-0.4, 'EUR')).toBe('0.00');
});

test('whole minor units lose nothing', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (minor) => {
      expect(Number(moneyText(minor, 'EUR').replace('.', ''))).toBe(minor);
    }),
  );
});
