import { describe, expect, test } from 'vitest';
import { testDatabaseUrl } from '../support/database.ts';
import { hasRedis, startRedis } from '../support/redis.ts';
import { adminToken, bearer, codeOf, read, testServer } from './serving.ts';

describe.skipIf(!hasRedis())('two servers with one Redis', () => {
  test('have one budget for each caller, and go on counting alone without it', async () => {
    const redis = await startRedis();
    const environment = {
      DATABASE_URL: await testDatabaseUrl(),
      REDIS_URL: redis.url,
      RATE_LIMIT_POINTS_PER_MINUTE: '40',
      ECX_WORKER: 'off',
    };
    const [here, there] = [await testServer(environment), await testServer(environment)];
    const codes = async (turns: number) => {
      const found: unknown[] = [];
      for (let turn = 0; turn < turns; turn += 1) {
        const server = turn % 2 === 0 ? here : there;
        found.push(codeOf(await read(server.ask('{ customers(first: 7) { nodes { id } } }', bearer(adminToken)))));
      }
      return found.filter((code) => code === 'RATE_LIMITED').length;
    };
    expect(await codes(1)).toBe(0);
    await expect.poll(() => codes(2), { timeout: 60_000, interval: 10 }).toBe(2);
    await redis.stop();
    expect(await codes(2)).toBeLessThanOrEqual(2);
    expect([...here.lines, ...there.lines].join('\n')).toContain('each server counts points alone until it is back');
  });
});
