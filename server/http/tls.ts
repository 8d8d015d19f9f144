import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Server as HttpsServer } from 'node:https';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../settings.ts';

/** How often the two files are looked at: whoever renews a certificate need not tell us. Milliseconds. */
const lookEveryMs = 10_000;
const dayMs = 86_400_000;
/** From so few days before its end on, each start and each renewal says when a certificate ends. */
const soonDays = 21;

/** A certificate with its key, both checked, in PEM form. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  /** The names and addresses that it is for, as it writes them; null: none. */
  readonly names: string | null;
}

/** What a server over TLS needs. */
export interface Tls {
  readonly certificate: Certificate;
  /** New connections of this server take the newest certificate of the files. */
  follow(app: FastifyInstance): void;
  stop(): void;
}

interface Files {
  readonly certFile: string;
  readonly keyFile: string;
}

/** @throws Error with one line that says which of the two files is wrong, and what belongs there. */
export async function readCertificate({ certFile, keyFile }: Files): Promise<Certificate> {
  const cert = await textOf('TLS_CERT_FILE', certFile);
  const key = await textOf('TLS_KEY_FILE', keyFile);
  const own = parsed(
    () => new X509Certificate(cert),
    `expected a certificate in PEM form in TLS_CERT_FILE (${certFile}), got something else; give the chain, the server's own certificate first`,
  );
  const secret: KeyObject = parsed(
    () => createPrivateKey(key),
    `expected a private key in PEM form without a passphrase in TLS_KEY_FILE (${keyFile}), got something else; make one with: openssl pkey -in old.pem -out key.pem`,
  );
  if (!own.checkPrivateKey(secret))
    throw new Error(
      `expected in TLS_KEY_FILE (${keyFile}) the key of the certificate in TLS_CERT_FILE (${certFile}), got another one; give the two that belong together`,
    );
  return { cert, key, endsAt: Date.parse(own.validTo), names: own.subjectAltName ?? null };
}

function parsed<Result>(parse: () => Result, expected: string): Result {
  try {
    return parse();
  } catch (error) {
    throw new Error(expected, { cause: error });
  }
}

async function textOf(setting: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`expected to read the file of ${setting}, got "${reason}"; name a file that this user may read`, {
      cause: error,
    });
  }
}

interface Following {
  readonly tell: (line: string) => void;
  readonly clock: () => number;
}

/**
 * The certificate of the settings, if there is one.
 * @returns null: this server speaks HTTP.
 * @throws Error as `readCertificate`.
 */
export async function openTls(
  { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }: Pick<Settings, 'TLS_CERT_FILE' | 'TLS_KEY_FILE'>,
  following: Following,
): Promise<Tls | null> {
  if (certFile === undefined || keyFile === undefined) return null;
  const files = { certFile, keyFile };
  return follow(files, await readCertificate(files), following);
}

/** Follows the two files: on SIGHUP, and by itself. What cannot be used is told once and not taken. */
function follow(files: Files, first: Certificate, { tell, clock }: Following): Tls {
  let current = first;
  const sayEnd = (): void => {
    const days = Math.floor((current.endsAt - clock()) / dayMs);
    const on = new Date(current.endsAt).toISOString().slice(0, 10);
    if (days < 0) tell(`the certificate in ${files.certFile} ended on ${on}: renew it, clients refuse it`);
    else if (days < soonDays) tell(`the certificate in ${files.certFile} ends on ${on}, in ${days} days: renew it`);
  };
  sayEnd();
  const servers: HttpsServer[] = [];
  let told: string | null = null;
  const look = async (): Promise<void> => {
    try {
      const found = await readCertificate(files);
      told = null;
      if (found.cert === current.cert && found.key === current.key) return;
      for (const server of servers) server.setSecureContext({ cert: found.cert, key: found.key });
      current = found;
      tell(`took the new certificate of ${files.certFile}`);
      sayEnd();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== told) tell(`the certificate was not renewed, the former one stays: ${reason}`);
      told = reason;
    }
  };
  const timer = setInterval(() => void look(), lookEveryMs).unref();
  const onSignal = (): void => void look();
  process.on('SIGHUP', onSignal);
  return {
    get certificate() {
      return current;
    },
    follow: (app) => void servers.push(app.server as unknown as HttpsServer),
    stop: () => {
      clearInterval(timer);
      process.off('SIGHUP', onSignal);
    },
  };
}
