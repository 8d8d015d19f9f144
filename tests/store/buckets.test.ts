import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bucket, perMinute, taken } from '../../server/access/bucket.ts';
import { openRedis, type Redis } from '../../server/db/redis.ts';
import { openBudgets } from '../../server/graphql/budgets.ts';
import { redisBuckets } from '../../server/store/buckets.ts';
import { hasRedis, startRedis } from '../support/redis.ts';

describe.skipIf(!hasRedis())('points in a Redis', () => {
  let server: Awaited<ReturnType<typeof startRedis>>;
  const opened: Redis[] = [];
  const open = (url = server.url): Redis => {
    const redis = openRedis(url);
    opened.push(redis);
    return redis;
  };

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    for (const redis of opened) redis.close();
    await server.stop();
  });

  test('are taken as those of one process are, whatever the clocks say', async () => {
    const buckets = redisBuckets(open());
    let account = 0;
    const step = fc.record({ later: fc.integer({ min: -5_000, max: 90_000 }), amount: fc.integer({ min: 0, max: 600 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        account += 1;
        let [known, now]: [Bucket | null, number] = [null, 1_700_000_000_000];
        for (const { later, amount } of steps) {
          now += later;
          const expected = taken(known, amount, perMinute(600), now);
          const found = await buckets.take(`a${account}`, amount, perMinute(600), now);
          expect(found.isTaken).toBe(expected.waitSeconds === 0);
          expect(found.bucket.left).toBeCloseTo(expected.bucket.left, 3);
          expect(found.bucket.at).toBe(expected.bucket.at);
          known = found.bucket;
        }
      }),
      { numRuns: 30 },
    );
  });

  test('are one budget for several processes, however many ask at once', async () => {
    const away = (error: unknown) => {
      throw error;
    };
    const each = [1, 2, 3].map(() => openBudgets(100, () => 1_000, { buckets: redisBuckets(open()), onAway: away }));
    const answers = await Promise.all(Array.from({ length: 150 }, (_, turn) => each[turn % 3]?.take('key:a', 1)));
    expect(answers.filter((answer) => answer?.waitSeconds === 0)).toHaveLength(100);
    expect(await each[0]?.take('key:b', 100)).toMatchObject({ waitSeconds: 0 });
    expect(await each[1]?.take('key:b', 1)).toMatchObject({ budget: { remaining: 0 }, waitSeconds: 1 });
  });

  test('are counted by each process alone while the Redis is away, and together again when it is back', async () => {
    let now = 5_000;
    const told: unknown[] = [];
    const own = await startRedis();
    const budgets = openBudgets(10, () => now, { buckets: redisBuckets(open(own.url)), onAway: (error) => told.push(error) });
    expect(await budgets.take('a', 4)).toMatchObject({ budget: { remaining: 6 }, waitSeconds: 0 });
    await own.stop();
    expect(await budgets.take('a', 4)).toMatchObject({ budget: { remaining: 2 }, waitSeconds: 0 });
    expect(await budgets.take('a', 4)).toMatchObject({ waitSeconds: 12 });
    expect(told).toHaveLength(1);
    const back = await startRedis({ port: own.port });
    now += 2_000;
    expect(await budgets.take('a', 4)).toMatchObject({ budget: { remaining: 6 }, waitSeconds: 0 });
    expect(told).toEqual([expect.any(Error), null]);
    await back.stop();
  });

  test('a password is said, a wrong one is an error', async () => {
    const own = await startRedis({ password: 'secret' });
    expect(await open(own.url).ask('PING')).toBe('PONG');
    await expect(open(own.url.replace('secret', 'wrong')).ask('PING')).rejects.toThrow(/WRONGPASS/);
    await own.stop();
  });
});
