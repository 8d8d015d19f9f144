import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Account, plainEnvironment } from './embedded-account.ts';
import type { Binaries } from './embedded-binaries.ts';
import { isAlive, tellingLine } from './embedded-cluster.ts';
import { errnoOf, readIfThere } from './files.ts';

/** A running server, as `postmaster.pid` tells it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/**
 * An eighth of the memory of the machine, or of the container, 128 to 2,048 MB, of which only what the data fill is ever taken: a page that
 * PostgreSQL holds itself is read without asking the system for it, which is a third of what a run over 100,000 guests costs it.
 */
const bufferMegabytes = Math.min(2_048, Math.max(128, Math.floor(memoryBytes() / 8 / 2 ** 20)));

function memoryBytes(): number {
  const limit = process.constrainedMemory(); // 0, or more than there is: no limit
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** For a small machine; every value can still be changed per session or role. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: `${bufferMegabytes}MB`,
  max_wal_size: '1GB',
  jit: 'off',
  log_checkpoints: 'off',
  log_min_messages: 'warning',
};

const pollMs = 20;

/** @returns null when no server runs on this folder, whatever a left-over postmaster.pid says. */
export async function runningPostmaster(clusterDir: string): Promise<Postmaster | null> {
  const lines = ((await readIfThere(join(clusterDir, 'postmaster.pid'))) ?? '').split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !(await servesFolder(pid, clusterDir))) return null;
  return { pid, port: Number(lines[3] ?? 0), ready: (lines[7] ?? '').trim() === 'ready' };
}

/** Numbers of processes are used again: only a process with the folder in its command line is its server. */
async function servesFolder(pid: number, clusterDir: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : await promisify(execFile)('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
          ({ stdout }) => stdout,
          () => '',
        );
  return command.includes(clusterDir);
}

export type StartResult = { readonly started: Postmaster } | { readonly lost: 'OTHER_SERVER' | 'PORT_TAKEN' | 'OLD_PROCESSES' };

/**
 * Starts a server on the folder, free of this program: it survives its end and Ctrl+C in its terminal.
 *
 * @returns why not, when trying again (or attaching) is the answer.
 * @throws Error with one line when the server does not start.
 */
export async function startPostmaster(options: {
  clusterDir: string;
  logPath: string;
  binaries: Binaries;
  account: Account | null;
  port: number;
  extra: Readonly<Record<string, string>>;
}): Promise<StartResult> {
  const { clusterDir, logPath, binaries, account, port } = options;
  await removeStalePid(clusterDir);
  const logStart = await rotate(logPath);
  const log = openSync(logPath, 'a', 0o600);
  const flags = Object.entries({ ...settings, ...options.extra }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const identity = account === null ? {} : { uid: account.uid, gid: account.gid };
  const child = spawn(binaries.postgres, ['-D', clusterDir, '-p', String(port), ...flags], {
    ...identity,
    cwd: '/',
    env: plainEnvironment,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let ended: string | null = null;
  child.on('error', (error) => {
    ended = error.message;
  });
  child.on('exit', (code, signal) => {
    ended ??= `it ended with ${code ?? signal}`;
  });
  child.unref();
  for (;;) {
    const running = await runningPostmaster(clusterDir);
    if (running !== null && running.pid === child.pid && running.ready) return { started: running };
    if (ended !== null) return lostOrBroken(await readFrom(logPath, logStart), ended, clusterDir, logPath);
    await sleep(pollMs);
  }
}

function lostOrBroken(output: string, ended: string, clusterDir: string, logPath: string): StartResult {
  if (/lock file "postmaster.pid" already exists|is empty/.test(output)) return { lost: 'OTHER_SERVER' };
  if (/could not bind|Address already in use|could not create any TCP/.test(output)) return { lost: 'PORT_TAKEN' };
  if (/pre-existing shared memory block/.test(output)) return { lost: 'OLD_PROCESSES' };
  const reason = tellingLine(output) ?? ended;
  const remedy = /No space left/.test(reason)
    ? 'free some space'
    : 'restore the folder from your backup, or move it away to begin with an empty database';
  throw new Error(`expected the embedded database in ${clusterDir} to start, got "${reason}"; ${remedy} (its log: ${logPath})`);
}

/** A postmaster.pid whose number now belongs to another program keeps PostgreSQL from starting. */
async function removeStalePid(clusterDir: string): Promise<void> {
  const path = join(clusterDir, 'postmaster.pid');
  const before = await readIfThere(path);
  const pid = Number(before?.split('\n')[0]);
  if (before === null || !isAlive(pid) || (await servesFolder(pid, clusterDir))) return;
  if ((await readIfThere(path)) === before) await rm(path, { force: true });
}

/** Asks the server to end: sessions are cut off, everything committed is kept. @returns false when it still runs after 15 seconds. */
export async function stopPostmaster(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error;
  }
  for (let waitedMs = 0; waitedMs < 15_000; waitedMs += pollMs) {
    if (!isAlive(pid)) return true;
    await sleep(pollMs);
  }
  return false;
}

/** A port that is free now: the wanted one if possible. */
export async function freePort(wanted: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort(0))));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : wanted));
    });
  });
}

const longestLogBytes = 5_000_000;

/** Keeps one former log. @returns where the new lines begin. */
async function rotate(logPath: string): Promise<number> {
  const size = (await stat(logPath).catch(() => null))?.size ?? 0;
  if (size <= longestLogBytes) return size;
  await rename(logPath, `${logPath}.old`);
  return 0;
}

async function readFrom(path: string, start: number): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(Math.max(size - start, 0)), 0, null, start);
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}
