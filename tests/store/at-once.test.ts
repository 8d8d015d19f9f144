import { expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { gatheredById, sharedReading } from '../../server/store/at-once.ts';

const db = {} as Db;
const other = {} as Db;

test('ids that several ask for in one turn are read together, and each gets its own', async () => {
  const readings: (readonly string[])[] = [];
  const read = gatheredById(async (_db, ids) => {
    readings.push(ids);
    return new Map(ids.filter((id) => id !== 'unknown').map((id) => [id, id.toUpperCase()]));
  });
  const found = await Promise.all([read(db, ['a', 'b']), read(db, ['b', 'c', 'unknown']), read(other, ['a'])]);
  expect(found.map((map) => [...map])).toEqual([
    [
      ['a', 'A'],
      ['b', 'B'],
    ],
    [
      ['b', 'B'],
      ['c', 'C'],
    ],
    [['a', 'A']],
  ]);
  expect(readings).toEqual([['a', 'b', 'c', 'unknown'], ['a']]);
  await read(db, ['a']);
  expect(readings).toHaveLength(3);
});

test('more than 200 ids are read apart', async () => {
  const sizes: number[] = [];
  const read = gatheredById(async (_db, ids) => {
    sizes.push(ids.length);
    return new Map<string, string>();
  });
  const ids = (from: number) => Array.from({ length: 150 }, (_, index) => `${from + index}`);
  await Promise.all([read(db, ids(0)), read(db, ids(1000))]);
  expect(sizes).toEqual([150, 150]);
});

test('a reading that fails, fails for all who share it, and is tried anew by the next', async () => {
  let fails = true;
  const read = gatheredById(async () => {
    if (fails) throw new Error('away');
    return new Map([['a', 1]]);
  });
  const results = await Promise.allSettled([read(db, ['a']), read(db, ['b'])]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect((await read(db, ['a'])).get('a')).toBe(1);
});

test('the same question is asked once a turn, another one and another database apart', async () => {
  let asked = 0;
  const share = sharedReading<number>();
  const read = async () => {
    asked += 1;
    return asked;
  };
  const answers = await Promise.all([share(db, 'x', read), share(db, 'x', read), share(db, 'y', read), share(other, 'x', read)]);
  expect(answers).toEqual([1, 1, 2, 3]);
  expect(await share(db, 'x', read)).toBe(4);
});
