import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openRunOptions } from '../../server/jobs/run-options.ts';
import { weeksOf } from '../../server/jobs/score.ts';
import { readSettings } from '../../server/settings.ts';
import { type Run, readRun, requestRun } from '../../server/store/runs.ts';
import type { Base } from './base.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = 'dist/server/cli/ecx.js';
/** Linux counts processor time in these. */
const ticksPerSecond = 100;

export interface Measured {
  readonly run: Run;
  /** Of the run itself, without the start of the worker. */
  readonly wallMs: number;
  /** All workers', in the run; null: the operating system does not say, as the two below. */
  readonly workerCpuMs: number | null;
  readonly databaseCpuMs: number | null;
  /** The highest of any worker. */
  readonly peakMegabytes: number | null;
}

type Features = Readonly<Record<string, string>>;

export interface Weeks {
  readonly wallMs: number;
  /** Null: the operating system does not say. */
  readonly peakMegabytes: number | null;
}

/** Makes the facts of the weeks that a run as of now needs. @throws Error with what the command said when it failed. */
export async function computeWeeks(base: Base, features: Features): Promise<Weeks> {
  const since = performance.now();
  const env = { ...base.environment, ...features };
  const child = spawn(process.execPath, [program, 'score', '--full', '--customers', 'C1'], { cwd: root, env, stdio: 'pipe' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece));
  let peakMegabytes: number | null = null;
  const look = setInterval(() => {
    peakMegabytes = peakOf([child.pid ?? 0]) ?? peakMegabytes;
  }, 50);
  const code = await new Promise((resolve) => child.once('exit', resolve)).finally(() => clearInterval(look));
  if (code !== 0) throw new Error(`expected the facts of the weeks, got exit code ${code}: ${said}`);
  return { wallMs: performance.now() - since, peakMegabytes };
}

/** Makes the facts of the weeks that a run so far ahead needs: by the calendar a day later they may be others, which a worker has by then. */
export async function computeWeeksAhead(base: Base, features: Features, ahead: number): Promise<void> {
  const asOf = Date.now() + ahead;
  const settings = readSettings({ ...base.environment, ...features });
  const options = await openRunOptions(base.db, settings, () => asOf)();
  await options.weeks.read(weeksOf(asOf, options));
}

/** Workers that live on between the runs, as those of a restaurant do. */
export interface Workers {
  /** A run of everybody. @param ahead how far after now it stands, milliseconds. */
  run(ahead?: number): Promise<Measured>;
  stop(): Promise<void>;
}

/** So many workers, processes of their own. */
export async function openWorkers(base: Base, features: Features, count = 1): Promise<Workers> {
  const env = { ...base.environment, ...features };
  const children = Array.from({ length: count }, () => startWorker(env));
  const stop = async (): Promise<void> => {
    for (const { child } of children) await stopped(child);
  };
  try {
    await Promise.all(children.map(({ ready }) => ready));
  } catch (error) {
    await stop();
    throw error;
  }
  await sleep(1_500); // until what comes with a start is over
  const pids = children.map(({ child }) => child.pid ?? 0);
  return {
    stop,
    async run(ahead = 0) {
      const before = { workers: cpuOf(pids), database: databaseCpu(base) };
      const now = Date.now();
      const id = await requestRun(base.db, { kind: 'REQUESTED', asOf: now + ahead, configVersion: 1, now });
      const run = await finished(base, id);
      return {
        run,
        wallMs: (run.finishedAt ?? 0) - (run.startedAt ?? 0),
        workerCpuMs: difference(before.workers, cpuOf(pids)),
        databaseCpuMs: difference(before.database, databaseCpu(base)),
        peakMegabytes: peakOf(pids),
      };
    },
  };
}

/** Those of Node.js that "npm run worker" starts it with. */
function workerFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: { worker: string } };
  return scripts.worker.split(' ').filter((word) => word.startsWith('--'));
}

function startWorker(env: NodeJS.ProcessEnv): { readonly child: ChildProcess; readonly ready: Promise<void> } {
  const child = spawn(process.execPath, [...workerFlags(), program, 'worker'], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ready = new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (piece) => {
      said += piece;
      if (said.includes('Working:')) resolve();
      if (said.includes('failed')) process.stderr.write(`${piece}`);
    });
    child.once('exit', (code) => reject(new Error(`expected the worker to work, got its end with ${code}: ${said}`)));
  });
  return { child, ready };
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await over;
}

async function finished(base: Base, id: string): Promise<Run> {
  for (;;) {
    const run = await readRun(base.db, id);
    if (run?.finishedAt != null) return run;
    await sleep(100);
  }
}

const difference = (before: number | null, after: number | null) => (before === null || after === null ? null : after - before);

/** Milliseconds of processor time so far of processes, and of their ended children where `withEnded`. */
function cpuOf(pids: readonly number[], withEnded: readonly number[] = []): number | null {
  let ticks = 0;
  for (const pid of pids) {
    const path = `/proc/${pid}/stat`;
    if (!existsSync(path)) return null;
    const fields = readFileSync(path, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
      .map(Number);
    const counted = withEnded.includes(pid) ? fields.slice(11, 15) : fields.slice(11, 13);
    ticks += counted.reduce((sum, part) => sum + part, 0);
  }
  return (1_000 * ticks) / ticksPerSecond;
}

/** Of the embedded server with all its processes. */
function databaseCpu({ serverPid }: Base): number | null {
  if (serverPid === null || !existsSync('/proc')) return null;
  const children = readdirSync('/proc').filter((name) => {
    const path = `/proc/${name}/stat`;
    if (!/^\d+$/.test(name) || !existsSync(path)) return false;
    try {
      return (
        Number(
          readFileSync(path, 'utf8')
            .replace(/^.*\) /, '')
            .split(' ')[1],
        ) === serverPid
      );
    } catch {
      return false; // it ended between the two looks
    }
  });
  return cpuOf([serverPid, ...children.map(Number)], [serverPid]);
}

/** Highest resident memory so far of any of the processes, as Linux tells it. */
function peakOf(pids: readonly number[]): number | null {
  const peaks = pids.map((pid) => {
    const path = `/proc/${pid}/status`;
    if (!existsSync(path)) return null;
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1]; // missing where the process has just ended
    return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
  });
  return peaks.includes(null) ? null : Math.max(...peaks.map(Number));
}
