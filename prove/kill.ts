/**
 * Kills the worker, the API and PostgreSQL with -9 in the middle of a run, again and again, and holds the scores, the history and the
 * time to the end against a run that nobody disturbed. ROUNDS and CUSTOMERS in the environment: 5 times each, 2,000 guests.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from '../bench/run.ts';
import { startEmbedded } from '../server/db/embedded.ts';
import { type Db, openDatabase } from '../server/db/open.ts';
import { readRun, requestRun } from '../server/store/runs.ts';

export const title = 'kill -9 in the middle of a run: same scores, nothing twice, finished within 60 s';

const root = fileURLToPath(new URL('..', import.meta.url));
const execute = promisify(execFile);
const rounds = Number(process.env.ROUNDS ?? 5);
const customers = process.env.CUSTOMERS ?? '2000';
const victims = ['worker', 'api', 'postgres'] as const;
type Victim = (typeof victims)[number];
const longestMs = 60_000;

const day = 86_400_000;
const digestOf = `select md5(string_agg(md5((to_jsonb(s) - 'recorded_at' - 'version')::text), '' order by customer_id)) as digest from current_scores s`;
const historyOf = `select md5(string_agg(md5((to_jsonb(h) - 'recorded_at')::text), '' order by customer_id, scored_at)) from score_history h`;
const twice = `select count(*)::int as count from (select from score_history group by customer_id, scored_at having count(*) > 1) t`;

interface Place {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly db: Db;
}

function program(place: Place, command: 'worker' | 'serve'): ChildProcess {
  const child = spawn(process.execPath, ['dist/server/cli/ecx.js', command], {
    cwd: root,
    env: { ...place.environment, ECX_WORKER: command === 'serve' ? 'on' : 'off' },
    stdio: 'ignore',
  });
  return child;
}

async function only<Value>(db: Db, text: string): Promise<Value> {
  const [row] = await db.runOnce<Record<string, Value>>('prove_kill', text, []);
  return Object.values(row ?? {})[0] as Value;
}

/** Waits until `ready`, through faults of the database. @returns the milliseconds. */
async function until(ready: () => Promise<boolean>, limitMs: number, what: string): Promise<number> {
  const since = Date.now();
  while (!(await ready().catch(() => false))) {
    if (Date.now() - since > limitMs) throw new Error(`expected ${what} within ${limitMs / 1000} s, got more`);
    await sleep(20);
  }
  return Date.now() - since;
}

/** A run as of a fixed instant, disturbed or not, from an empty state. @returns the milliseconds from the return on. */
async function disturbed(place: Place, asOf: number, victim: Victim | null): Promise<number> {
  const { db } = place;
  await db.transaction(async (tx) => {
    for (const table of ['current_scores', 'score_history', 'scoring_ranges', 'scoring_runs', 'rescore_marks']) {
      await tx.runOnce('prove_kill', `delete from ${table}`, []);
    }
  });
  // A run as young as this keeps the schedule quiet.
  const id = await requestRun(db, { kind: 'REQUESTED', asOf, configVersion: 1, now: asOf });
  const command = victim === 'api' ? 'serve' : 'worker';
  let child = program(place, command);
  try {
    const finished = async () => (await readRun(db, id))?.finishedAt != null;
    if (victim === null) return await until(finished, 10 * longestMs, 'the undisturbed run to finish');
    const begun = async () => ((await readRun(db, id))?.customers ?? 0) > 0;
    await until(begun, 5 * longestMs, 'the run to begin');
    if ((await readRun(db, id))?.finishedAt != null)
      throw new Error('expected to kill in the middle, the run was over; use more CUSTOMERS');
    if (victim === 'postgres') {
      const backend = await only<number>(db, `select pid from pg_stat_activity where backend_type = 'checkpointer'`);
      process.kill(backend, 'SIGKILL'); // one process of the server: all its sessions break and it recovers
    } else {
      child.kill('SIGKILL');
      child = program(place, command);
    }
    return await until(finished, longestMs, 'the run to finish');
  } finally {
    child.kill('SIGKILL');
  }
}

async function open(): Promise<Place & { close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ecx-kill-'));
  const server = await startEmbedded({ dataDir: folder, log: () => undefined });
  const { user, password, host, port, database } = server.address;
  const url = `postgres://${user}:${password}@${host}:${port}/${database}`;
  const environment = {
    ...process.env,
    DATABASE_URL: url,
    ECX_DATA_DIR: folder,
    ECX_ENCRYPTION_KEY: '5e'.repeat(32),
    ECX_DEMO: 'off',
    PORT: '0',
    LOG_LEVEL: 'silent',
    HEALTH_SCORE_CALCULATION_INTERVAL: '31536000',
  };
  const ecx = (...args: string[]) =>
    execute(process.execPath, ['dist/server/cli/ecx.js', ...args], { cwd: root, env: environment });
  await ecx('demo', '--customers', customers, '--seed', '7');
  const db = await openDatabase({
    databaseUrl: url,
    dataDir: folder,
    encryptionKey: environment.ECX_ENCRYPTION_KEY,
    statementTimeoutMs: 10_000,
    maxConnections: 2,
    log: () => undefined,
  });
  return {
    folder,
    environment,
    db,
    async close() {
      await db.close();
      await server.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function run(print: (figure: Figure) => void): Promise<void> {
  const place = await open();
  try {
    const asOf = Date.now() - day / 24;
    await disturbed(place, asOf, null); // the facts of the week are there from now on
    const seconds = (await disturbed(place, asOf, null)) / 1000;
    const expected = await only<string>(place.db, digestOf);
    const history = await only<string>(place.db, historyOf);
    print({ figure: 'a run that nobody disturbs, with the start of its worker', value: seconds, unit: 's' });
    for (const victim of victims) {
      let longest = 0;
      for (let round = 0; round < rounds; round += 1) {
        longest = Math.max(longest, await disturbed(place, asOf, victim));
        const found = await only<string>(place.db, digestOf);
        if (found !== expected) throw new Error(`expected the same scores after a kill of ${victim}, got others`);
        if ((await only<string>(place.db, historyOf)) !== history) {
          throw new Error(`expected the same history after a kill of ${victim}, got another one`);
        }
        const doubled = await only<number>(place.db, twice);
        if (doubled > 0) throw new Error(`expected no instant of a guest twice, got ${doubled}`);
      }
      print({ figure: `${victim} killed ${rounds} times: longest time to the end`, value: longest / 1000, unit: 's' });
    }
  } finally {
    await place.close();
  }
}
