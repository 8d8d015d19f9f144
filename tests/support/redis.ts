import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { openRedis } from '../../server/db/redis.ts';

/** Whether this machine has a Redis to test with; if not, that is said, so that nobody takes silence for a proof. */
export function hasRedis(): boolean {
  const has = spawnSync('redis-server', ['--version']).status === 0;
  if (!has)
    process.stderr.write('\nNO redis-server HERE: the tests with a real Redis are skipped (apt-get install redis-server)\n\n');
  return has;
}

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** A Redis of one's own that keeps nothing on disk. */
export async function startRedis(
  options: { readonly port?: number; readonly password?: string } = {},
): Promise<{ readonly url: string; readonly port: number; readonly stop: () => Promise<void> }> {
  const port = options.port ?? (await freePort());
  const { password } = options;
  const secret = password === undefined ? [] : ['--requirepass', password];
  const flags = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', inject('runFolder')];
  const child: ChildProcess = spawn('redis-server', [...flags, ...secret], { stdio: 'ignore' });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const url = `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    const redis = openRedis(url);
    const answer = await redis.ask('PING').catch(() => null);
    redis.close();
    if (answer === 'PONG') break;
    if (tries > 300) throw new Error('the Redis of the tests does not start');
    await sleep(50);
  }
  return {
    url,
    port,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
