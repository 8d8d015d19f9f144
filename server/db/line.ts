import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { reasonOf } from './errors.ts';

/** How to reach a database of one's own. */
export interface Line {
  /** The address without what it says of TLS. */
  readonly address: string;
  /** False: in clear; undefined: as pg decides, which is in clear unless PGSSLMODE is set. */
  readonly ssl: false | ConnectionOptions | undefined;
}

const modes = ['disable', 'require', 'verify-ca', 'verify-full'];

/** As PostgreSQL's own programs read them; these two may go on in clear without a word, so that nobody could rely on them. */
const unsure = ['allow', 'prefer'];

/**
 * What DATABASE_URL and DATABASE_CA_FILE say of TLS, as libpq means it: `require` encrypts, and checks the server only if there is
 * an authority to check it against; `verify-ca` checks who signed; `verify-full` also the name. An authority alone means verify-full.
 *
 * @throws Error with one line when the mode is unknown or a file cannot be read.
 */
export async function lineOf(databaseUrl: string, caFile: string | undefined): Promise<Line> {
  const url = new URL(databaseUrl);
  const take = (name: string): string | undefined => {
    const value = url.searchParams.get(name) ?? undefined;
    url.searchParams.delete(name);
    return value;
  };
  const given = take('sslmode');
  const authority = caFile ?? take('sslrootcert');
  const [certFile, keyFile] = [take('sslcert'), take('sslkey')];
  take('sslrootcert');
  if (given === undefined && authority === undefined && certFile === undefined) return { address: databaseUrl, ssl: undefined };
  const mode = given ?? 'verify-full';
  if (!modes.includes(mode)) {
    const why = unsure.includes(mode) ? ', which may go on unencrypted without a word' : '';
    throw new Error(`expected sslmode in DATABASE_URL to be one of ${modes.join(', ')}, got ${mode}${why}; choose one of them`);
  }
  const address = url.toString();
  if (mode === 'disable') return { address, ssl: false };
  const ca =
    authority === undefined ? undefined : await textOf(authority, caFile === undefined ? 'sslrootcert' : 'DATABASE_CA_FILE');
  if (mode === 'verify-ca' && ca === undefined)
    throw new Error('expected DATABASE_CA_FILE with sslmode=verify-ca, got nothing; name the authority, or use verify-full');
  const own = {
    ...(certFile === undefined ? {} : { cert: await textOf(certFile, 'sslcert') }),
    ...(keyFile === undefined ? {} : { key: await textOf(keyFile, 'sslkey') }),
  };
  if (ca === undefined) return { address, ssl: { ...own, rejectUnauthorized: mode !== 'require' } };
  return { address, ssl: { ...own, ca, ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }) } };
}

async function textOf(path: string, setting: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`expected to read the file of ${setting}, got "${reasonOf(error)}"; name a file that this user may read`, {
      cause: error,
    });
  }
}

/** What to do about a failure of TLS; null: it is another failure. */
export function remedyOfTls(error: Error): string | null {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/does not support SSL/i.test(error.message))
    return 'switch TLS on there (ssl = on), or set sslmode=disable on a line you trust';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'use a name of its certificate in DATABASE_URL';
  if (/^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(GET|VERIFY))/.test(code))
    return 'name in DATABASE_CA_FILE the authority that signed its certificate, and see that it is valid';
  if (/no encryption|SSL off/i.test(error.message))
    return 'it wants TLS: add sslmode=verify-full to DATABASE_URL, and set DATABASE_CA_FILE';
  return null;
}
