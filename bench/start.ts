import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { Figure } from './run.ts';

export const title = 'start-up of an installed tree until the first answer';

const root = fileURLToPath(new URL('..', import.meta.url));
const repetitions = 5;
const patienceMs = 120_000;
const token = 'a-token-for-measuring-only';

/** The first start makes the database and loads the demo; the others find both there. */
export async function run(print: (figure: Figure) => void): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ecx-start-'));
  // So that the account of the embedded database can enter when root runs this.
  chmodSync(dataDir, 0o755);
  try {
    print({ figure: 'first start, with the demo restaurant', value: await startOnce(dataDir), unit: 'ms' });
    const later: number[] = [];
    for (let round = 0; round < repetitions; round += 1) later.push(await startOnce(dataDir));
    later.sort((a, b) => a - b);
    print({ figure: 'later start, median', value: later[Math.floor(repetitions / 2)] ?? Number.NaN, unit: 'ms' });
    print({ figure: 'later start, slowest', value: later.at(-1) ?? Number.NaN, unit: 'ms' });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Milliseconds from the command to the first answered query; the server has ended when it returns. */
async function startOnce(dataDir: string): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  const env = { ...process.env, PORT: String(port), ECX_DATA_DIR: dataDir, ECX_ADMIN_TOKEN: token, LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, ['bin/ecx.js', 'serve'], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  try {
    while (!(await answers(port))) {
      if (child.exitCode !== null)
        throw new Error(`expected the server to start, got exit code ${child.exitCode}: see its messages above`);
      if (performance.now() - startedAt > patienceMs)
        throw new Error(`expected an answer within ${patienceMs / 1000} s, got none`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return performance.now() - startedAt;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ customers(first: 1) { nodes { id name healthScore { healthScore } } } }' }),
    });
    const body = (await response.json()) as { data?: { customers?: { nodes?: unknown[] } } | null };
    return response.ok && (body.data?.customers?.nodes?.length ?? 0) > 0;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('expected a port')),
      );
    });
  });
}
