import { expect, test } from 'vitest';
import { settled } from '../../../../client/customer/profile/settled.ts';

test('a move of ten points is one, a smaller one is steady, and nothing to compare with stays nothing', () => {
  expect(settled({ change: 10, direction: 'UP' })).toBe('UP');
  expect(settled({ change: -12, direction: 'DOWN' })).toBe('DOWN');
  expect(settled({ change: 9.9, direction: 'UP' })).toBe('STEADY');
  expect(settled(null)).toBeNull();
});
