import { expect, test } from 'vitest';
import { expireKeys, KeyReused, once, requestHash } from '../../server/store/idempotency.ts';
import { testDatabase } from '../support/database.ts';

const db = await testDatabase();
const now = Date.parse('2026-03-01T12:00:00Z');
const hourMs = 3_600_000;
const request = (key: string, at = now, parameters: unknown = 'p') => ({
  principal: 'key:1',
  key,
  hash: requestHash('do', parameters),
  now: at,
});

test('two at once do the work once and answer the same', async () => {
  let done = 0;
  const work = async () => {
    done += 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { number: done };
  };
  const answers = await Promise.all([once(db, request('a'), work), once(db, request('a'), work), once(db, request('a'), work)]);
  expect(done).toBe(1);
  expect(answers.map(({ answer }) => answer)).toEqual([{ number: 1 }, { number: 1 }, { number: 1 }]);
  expect(answers.filter(({ repeated }) => repeated)).toHaveLength(2);
});

test('work that fails leaves the key free', async () => {
  await expect(once(db, request('b'), async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await once(db, request('b'), async () => 'yes')).toEqual({ answer: 'yes', repeated: false });
});

test('other parameters under the same key are refused, in whatever order the same ones are named', async () => {
  await once(db, request('c', now, { a: 1, b: [{ x: 1, y: null }] }), async () => 1);
  expect(await once(db, request('c', now, { b: [{ y: null, x: 1 }], a: 1 }), async () => 2)).toEqual({
    answer: 1,
    repeated: true,
  });
  await expect(once(db, request('c', now, { a: 2 }), async () => 3)).rejects.toThrow(KeyReused);
});

test('after 24 hours a key is new', async () => {
  await once(db, request('d'), async () => 1);
  expect((await once(db, request('d', now + 24 * hourMs - 1), async () => 2)).answer).toBe(1);
  expect((await once(db, request('d', now + 24 * hourMs), async () => 2)).answer).toBe(2);
  expect(await expireKeys(db, now + 40 * hourMs)).toBeGreaterThan(0);
  expect(await expireKeys(db, now + 40 * hourMs)).toBe(0);
});
