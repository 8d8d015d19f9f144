import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Account, plainEnvironment } from './embedded-account.ts';
import type { Binaries } from './embedded-binaries.ts';
import { errnoOf, readIfThere } from './files.ts';

/** The user of the database, who owns everything in it. */
export const databaseUser = 'ecx';

/**
 * Makes the database's folder unless it is there: beside its place and then renamed, so that it is complete or absent and of two
 * starts at once one wins.
 *
 * @throws Error with one line when the folder is there but is not a database of this PostgreSQL, or when it cannot be made.
 */
export async function ensureCluster(options: {
  clusterDir: string;
  binaries: () => Promise<Binaries>;
  account: Account | null;
  password: string;
}): Promise<void> {
  const { clusterDir, account, password } = options;
  if (await isThere(clusterDir)) return;
  const binaries = await options.binaries();
  await removeAbandoned(clusterDir);
  const draft = `${clusterDir}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${draft}.password`;
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (account !== null) await Promise.all([draft, passwordFile].map((path) => chown(path, account.uid, account.gid)));
    await initdb(binaries, account, draft, passwordFile);
    await rename(draft, clusterDir);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) throw inWords(error, clusterDir);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

/** @throws Error when the folder holds a database of another PostgreSQL. */
export async function assertMajor(clusterDir: string, major: number): Promise<void> {
  const found = (await readIfThere(join(clusterDir, 'PG_VERSION')))?.trim();
  if (found === String(major)) return;
  throw new Error(
    `expected a database of PostgreSQL ${major} in ${clusterDir}, got one of PostgreSQL ${found}; dump it with PostgreSQL ${found} and load it into a new folder, or set ECX_DATA_DIR to another one`,
  );
}

async function isThere(clusterDir: string): Promise<boolean> {
  const names = await readdir(clusterDir).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (names === null || names.length === 0) return false;
  if (names.includes('PG_VERSION')) return true;
  throw new Error(
    `expected a PostgreSQL database in ${clusterDir}, got a folder without PG_VERSION; restore it from your backup, or move it away to begin with an empty database`,
  );
}

/** Drafts of starts that were killed in the middle. */
async function removeAbandoned(clusterDir: string): Promise<void> {
  const parent = dirname(clusterDir);
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(`${basename(clusterDir)}.new-`) ? /\.new-(\d+)-/.exec(name)?.[1] : undefined;
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(parent, name), { recursive: true, force: true });
  }
}

/** Whether a process of this number exists, be it ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** Texts sort by code point and case is Unicode's, the same on every machine. */
function localeOf(major: number): string[] {
  return major >= 17 ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : ['--locale=C.UTF-8'];
}

async function initdb(binaries: Binaries, account: Account | null, folder: string, passwordFile: string): Promise<void> {
  const args = [
    '-D',
    folder,
    '-U',
    databaseUser,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-instructions',
  ];
  const identity = account === null ? {} : { uid: account.uid, gid: account.gid };
  const child = spawn(binaries.initdb, [...args, ...localeOf(binaries.major)], {
    ...identity,
    cwd: '/',
    env: plainEnvironment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(tellingLine(said) ?? `initdb ended with code ${code}`);
}

/** The line of PostgreSQL's output that says what went wrong. */
export function tellingLine(output: string): string | null {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.findLast((line) => /No space left|PANIC|FATAL|error:|could not|cannot/i.test(line));
  return telling?.replace(/^.*?(?=PANIC|FATAL|initdb: error)/, '').trim() ?? null;
}

function inWords(error: unknown, clusterDir: string): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const remedy = /ENOSPC|No space left/.test(reason)
    ? 'free some space'
    : 'check the rights of the folder above it, or set ECX_DATA_DIR or DATABASE_URL';
  return new Error(`expected to make the embedded database in ${clusterDir}, got "${reason}"; ${remedy}`, { cause: error });
}
