import { expect, test } from 'vitest';
import { openBudgets } from '../../server/graphql/budgets.ts';

test('each account has points of its own', async () => {
  let now = 0;
  const budgets = openBudgets(600, () => now);
  expect(await budgets.take('key:a', 500)).toEqual({ budget: { limit: 600, remaining: 100, resetSeconds: 50 }, waitSeconds: 0 });
  expect(await budgets.take('key:a', 200)).toMatchObject({ budget: { remaining: 100 }, waitSeconds: 10 });
  expect(await budgets.take('key:b', 600)).toMatchObject({ budget: { remaining: 0 }, waitSeconds: 0 });
  now += 10_000;
  expect(await budgets.look('key:a')).toEqual({ limit: 600, remaining: 200, resetSeconds: 40 });
  expect(await budgets.take('key:a', 200)).toMatchObject({ waitSeconds: 0 });
});

test('more than a minute has takes all of it, so that nothing is out of reach for ever', async () => {
  const budgets = openBudgets(10, () => 0);
  expect(await budgets.take('a', 100)).toMatchObject({ budget: { remaining: 0 }, waitSeconds: 0 });
  expect(await budgets.take('a', 100)).toMatchObject({ waitSeconds: 60 });
});
