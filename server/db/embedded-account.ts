import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createOnce, readIfThere } from './files.ts';

/** The user that the database server runs as when this program runs as root: PostgreSQL refuses root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Environment of every program that we start: messages in English, nothing of the user's PG… variables. */
export const plainEnvironment = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' };

/**
 * @returns null when this program does not run as root: then the server runs as the same user.
 * @throws Error when neither `postgres` nor `nobody` exists.
 */
export async function serverAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const user = users.find((fields) => fields[0] === name);
    if (user !== undefined) return { name, uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error(
    'expected a user postgres or nobody to run the embedded database as (it refuses root), got neither; make one, run as another user, or set DATABASE_URL',
  );
}

/** Runs a program to its end as the account (null: as ourselves). @returns its output, and null when it went well, else why not. */
export function tryAs(
  account: Account | null,
  program: string,
  args: readonly string[],
): { output: string; fault: string | null } {
  const identity = account === null ? {} : { uid: account.uid, gid: account.gid };
  const done = spawnSync(program, args, { ...identity, cwd: '/', env: plainEnvironment, encoding: 'utf8' });
  if (done.error !== undefined) return { output: '', fault: done.error.message };
  const said = `${done.stderr}`.trim().split('\n').at(-1) ?? '';
  return { output: done.stdout, fault: done.status === 0 ? null : said || `exit code ${done.status ?? done.signal}` };
}

/** Where things go that the account cannot reach otherwise. */
export const sharedRoot = '/var/lib/ecx';

/** @returns null when the account can enter the folder, else why not. */
function barrier(account: Account, folder: string): string | null {
  return tryAs(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', folder]).fault;
}

/**
 * The folder that holds the database's own folder: the data folder, or, when the account cannot get there (a root home of mode
 * 700), one under `root`. The choice is kept in `postgres.location`, so that it holds although rights change later. A data folder
 * that alone is closed is opened for passing through: its secrets have mode 600.
 */
export async function chooseHome(options: {
  dataDir: string;
  account: Account | null;
  root: string;
  log: (line: string) => void;
}): Promise<string> {
  const { dataDir, account, root, log } = options;
  const pointer = join(dataDir, 'postgres.location');
  const kept = (await readIfThere(pointer))?.trim();
  if (kept !== undefined) return kept;
  if (account === null || barrier(account, dataDir) === null) return dataDir;
  if (barrier(account, dirname(dataDir)) === null) {
    await chmod(dataDir, 0o711);
    log(`the user ${account.name}, who runs the embedded database, may now pass through ${dataDir}, but not list it`);
    return dataDir;
  }
  const home = join(root, createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
  await mkdir(home, { recursive: true, mode: 0o711 });
  await Promise.all([chmod(root, 0o711), chmod(home, 0o711)]); // whatever the umask says, the account must pass
  const fault = barrier(account, home);
  if (fault !== null)
    throw new Error(
      `expected a folder that the user ${account.name}, who runs the embedded database, can enter, got neither ${dataDir} nor ${home} (${fault}); set ECX_DATA_DIR to one such as /srv/ecx, or set DATABASE_URL`,
    );
  log(`the user ${account.name}, who runs the embedded database, cannot enter ${dataDir}: the database is kept in ${home}`);
  return (await createOnce(pointer, `${home}\n`)).trim();
}
