import { expect, test } from 'vitest';
import { mayReload } from '../../../client/app/reloads.ts';

test('a page loads itself anew at most once a minute, and never where nothing can be kept', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  expect([100_000, 159_999, 160_000, 161_000].map((now) => mayReload(now, storage))).toEqual([true, false, true, false]);
  expect(mayReload(100_000, null)).toBe(false);
});
