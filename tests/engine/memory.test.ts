import { expect, test } from 'vitest';
import { openMemory } from '../../server/engine/memory.ts';

test('what is remembered of an object is known as long as the object, and by no other memory', () => {
  const [mine, yours] = [openMemory<object, number>(), openMemory<object, number>()];
  const [one, other] = [{ a: 1 }, [1, 2]];
  expect(mine.get(one)).toBeUndefined();
  mine.set(one, 7);
  mine.set(other, 8);
  mine.set(one, 9);
  expect([mine.get(one), mine.get(other), yours.get(one)]).toEqual([9, 8, undefined]);
});

test('nobody sees it: it is neither copied, compared nor printed', () => {
  const memory = openMemory<object, number>();
  const guest = { a: 1 };
  memory.set(guest, 7);
  expect(guest).toStrictEqual({ a: 1 });
  expect(JSON.stringify(guest)).toBe('{"a":1}');
  expect(Object.keys(guest)).toEqual(['a']);
  expect(memory.get({ ...guest })).toBeUndefined();
});

test('a frozen object remembers nothing', () => {
  const memory = openMemory<object, number>();
  const guest = Object.freeze({ a: 1 });
  memory.set(guest, 7);
  expect(memory.get(guest)).toBeUndefined();
});
