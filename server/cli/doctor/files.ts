import { readFile, stat, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readCertificate } from '../../http/tls.ts';
import type { Settings } from '../../settings.ts';
import { dayMs, type Finding, fault, fine, gigabytes, note, span, warning } from './finding.ts';

const soonMs = 21 * dayMs;
/** Less free space than this is short, or so short that the next run or import may not end. */
const short = { bytes: 5e9, share: 0.1 };
const tooShortBytes = 1e9;

/** What lies on the disk: keys, certificates, space. @param now milliseconds since 1970. */
export async function fileFindings(settings: Settings, now: number): Promise<Finding[]> {
  return [
    ...(await masterKey(settings)),
    ...(await secretFiles(settings)),
    ...(await certificate(settings, now)),
    await space(settings),
  ];
}

/** Whether the embedded database of the data folder was ever made. */
export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

async function masterKey({ ECX_ENCRYPTION_KEY, ECX_DATA_DIR, DATABASE_URL }: Settings): Promise<Finding[]> {
  const path = join(resolve(ECX_DATA_DIR), 'encryption.key');
  if (ECX_ENCRYPTION_KEY !== undefined) {
    if (!(await isThere(path))) return [fine('master key', 'in ECX_ENCRYPTION_KEY')];
    const todo = `keep a copy of ECX_ENCRYPTION_KEY apart, then remove ${path} if it is the same`;
    return [note('master key', `in ECX_ENCRYPTION_KEY, and ${path} is there, too, without being used`, todo)];
  }
  if (!(await isThere(path))) return [fine('master key', 'none yet: the first start makes one')];
  if (DATABASE_URL !== undefined)
    return [
      warning(
        'master key',
        `only in ${path}, on this machine`,
        'keep a copy elsewhere, or set ECX_ENCRYPTION_KEY from your secret store',
      ),
    ];
  return [
    warning(
      'master key',
      `in the data folder beside the database (${path}): who copies the folder can read contact data, who loses it cannot any more`,
      'keep a copy elsewhere, or set ECX_ENCRYPTION_KEY from your secret store and remove the file',
    ),
  ];
}

async function secretFiles({ ECX_DATA_DIR }: Settings): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const name of ['encryption.key', 'admin-token', 'postgres.password']) {
    const path = join(resolve(ECX_DATA_DIR), name);
    const mode = (await stat(path).catch(() => null))?.mode ?? 0;
    if ((mode & 0o077) !== 0 && process.platform !== 'win32')
      found.push(fault('secret files', `others on this machine may read ${path}`, `chmod 600 ${path}`));
  }
  return found;
}

async function certificate({ TLS_CERT_FILE, TLS_KEY_FILE }: Settings, now: number): Promise<Finding[]> {
  if (TLS_CERT_FILE === undefined || TLS_KEY_FILE === undefined) return [];
  try {
    const { endsAt, names } = await readCertificate({ certFile: TLS_CERT_FILE, keyFile: TLS_KEY_FILE });
    const renew = 'renew it; a running server takes the new files by itself';
    const day = new Date(endsAt).toISOString().slice(0, 10);
    if (endsAt <= now) return [fault('certificate', `ended on ${day}: clients refuse it`, renew)];
    if (endsAt - now < soonMs) return [warning('certificate', `ends on ${day}, in ${span(endsAt - now)}`, renew)];
    if (names === null)
      return [warning('certificate', 'names no host: browsers refuse it', 'have one issued with subject alternative names')];
    return [fine('certificate', `until ${day}, for ${names}`)];
  } catch (error) {
    return [fault('certificate', 'cannot be used', error instanceof Error ? error.message : String(error))];
  }
}

/** Where the embedded database lies, else the data folder. */
async function space({ ECX_DATA_DIR, DATABASE_URL }: Settings): Promise<Finding> {
  const dataDir = resolve(ECX_DATA_DIR);
  const moved = DATABASE_URL === undefined ? await readFile(join(dataDir, 'postgres.location'), 'utf8').catch(() => '') : '';
  const folder = moved.trim() || dataDir;
  const found = await statfs(folder).catch(() => null);
  if (found === null) return note('disk', `${folder} is not there yet`, 'the first start makes it');
  return spaceFinding(folder, found.bavail * found.bsize, found.blocks * found.bsize);
}

/** @param free bytes that this user may still write. */
export function spaceFinding(folder: string, free: number, total: number): Finding {
  const what = `${gigabytes(free)} of ${gigabytes(total)} are free at ${folder}`;
  const todo = 'free space or move the folder; "ecx retention --dry-run" says what could go';
  if (free < tooShortBytes) return fault('disk', what, todo);
  return free < Math.min(short.bytes, short.share * total) ? warning('disk', what, todo) : fine('disk', what);
}
