import type { Settings } from '../settings.ts';

const defaultPort = 4000;

/** Hosts that mean this machine, or every address of it. */
const local = new Set(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::']);

/** Where a browser finds a server that listens on this host and port. */
export function urlOf(host: string, port: number, isTls = false): string {
  const scheme = isTls ? 'https' : 'http';
  if (local.has(host)) return `${scheme}://localhost:${port}`;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Where to send a browser: a port that was set on purpose, else where a server of this database answered last, else the default.
 * @param last null: no server was started yet.
 */
export function addressOf(
  { HOST, PORT, TLS_CERT_FILE }: Pick<Settings, 'HOST' | 'PORT' | 'TLS_CERT_FILE'>,
  last: string | null,
): string {
  const isTls = TLS_CERT_FILE !== undefined;
  if (PORT !== defaultPort && PORT !== 0) return urlOf(HOST, PORT, isTls);
  return last ?? urlOf(HOST, defaultPort, isTls);
}
