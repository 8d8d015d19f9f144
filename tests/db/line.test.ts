import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../../server/db/embedded.ts';
import { serverAccount } from '../../server/db/embedded-account.ts';
import { lineOf } from '../../server/db/line.ts';
import { openDatabase } from '../../server/db/open.ts';
import { makeCertificate } from '../support/certificates.ts';
import { testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';

const authority = makeCertificate({ name: 'Authority of the database' });
const stranger = makeCertificate({ name: 'Another authority' });
const own = makeCertificate({ name: 'database', hosts: ['localhost'], by: authority });
const folder = mkdtempSync(join(tmpdir(), 'ecx-tls-'));
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  return join(folder, name);
};
const [ca, foreign] = [put('ca.pem', authority.cert), put('foreign.pem', stranger.cert)];
let server: EmbeddedServer;

/** A PostgreSQL that speaks TLS, with the name localhost alone in its certificate. */
beforeAll(async () => {
  const dataDir = await testDataDir();
  const [cert, key] = [join(dataDir, 'server.crt'), join(dataDir, 'server.key')];
  const account = await serverAccount();
  for (const [path, text] of [
    [cert, own.cert],
    [key, own.key],
  ] as const) {
    writeFileSync(path, text, { mode: 0o600 });
    if (account !== null) chownSync(path, account.uid, account.gid);
  }
  const extra = { ssl: 'on', ssl_cert_file: cert, ssl_key_file: key, fsync: 'off' };
  server = await startEmbedded({ dataDir, log: () => undefined, extra });
});

afterAll(async () => {
  await server.release();
  rmSync(folder, { recursive: true, force: true });
});

/** Whether the session is encrypted. */
async function encrypted(
  host: string,
  query: string,
  databaseCaFile?: string,
  databaseUrl?: string,
): Promise<boolean | undefined> {
  const { user, password, port, database } = server.address;
  const db = await openDatabase({
    databaseUrl: databaseUrl ?? `postgres://${user}:${password}@${host}:${port}/${database}${query}`,
    databaseCaFile,
    dataDir: await testDataDir(),
    encryptionKey: testEncryptionKey,
    statementTimeoutMs: 10_000,
    maxConnections: 1,
    log: () => undefined,
  });
  try {
    return (await db.run<{ ssl: boolean }>('ssl', 'select ssl from pg_stat_ssl where pid = pg_backend_pid()', []))[0]?.ssl;
  } finally {
    await db.close();
  }
}

describe('a line to PostgreSQL', () => {
  test('is in clear without a word on TLS, or with sslmode=disable', async () => {
    expect(await encrypted('127.0.0.1', '')).toBe(false);
    expect(await encrypted('127.0.0.1', '?sslmode=disable')).toBe(false);
  });

  test('sslmode=require encrypts, whoever signed', async () => {
    expect(await encrypted('127.0.0.1', '?sslmode=require')).toBe(true);
  });

  test('with an authority it is encrypted, and both authority and name must fit', async () => {
    expect(await encrypted('localhost', '', ca)).toBe(true);
    expect(await encrypted('localhost', `?sslmode=verify-full&sslrootcert=${encodeURIComponent(ca)}`)).toBe(true);
    expect(await encrypted('127.0.0.1', '?sslmode=verify-ca', ca)).toBe(true);
    await expect(encrypted('127.0.0.1', '', ca)).rejects.toThrow(
      /^expected PostgreSQL over TLS at 127.0.0.1.*; use a name of its certificate in DATABASE_URL$/,
    );
    await expect(encrypted('localhost', '', foreign)).rejects.toThrow(/; name in DATABASE_CA_FILE the authority that signed/);
    await expect(encrypted('localhost', '?sslmode=require', foreign)).rejects.toThrow(/; name in DATABASE_CA_FILE the authority/);
    await expect(encrypted('localhost', '?sslmode=verify-full')).rejects.toThrow(/; name in DATABASE_CA_FILE the authority/);
  });

  test('is refused when the server has no TLS, instead of going on in clear', async () => {
    await expect(encrypted('', '', undefined, `${await testDatabaseUrl()}?sslmode=require`)).rejects.toThrow(
      /; switch TLS on there/,
    );
  });
});

describe('what an address says of TLS', () => {
  const address = 'postgres://u:p%40@h:1/n';

  test('leaves an address without it as it is', async () => {
    expect(await lineOf(`${address}?options=-c%20a%3Db`, undefined)).toEqual({
      address: `${address}?options=-c%20a%3Db`,
      ssl: undefined,
    });
  });

  test.each(['prefer', 'allow'])('refuses sslmode=%s, which may go on in clear', async (mode) => {
    await expect(lineOf(`${address}?sslmode=${mode}`, undefined)).rejects.toThrow('which may go on unencrypted without a word');
  });

  test('names an unknown mode, a file that is not there, and an authority that is missing', async () => {
    await expect(lineOf(`${address}?sslmode=on`, undefined)).rejects.toThrow(
      'one of disable, require, verify-ca, verify-full, got on',
    );
    await expect(lineOf(address, '/no/such/file')).rejects.toThrow('expected to read the file of DATABASE_CA_FILE, got "ENOENT');
    await expect(lineOf(`${address}?sslmode=verify-ca`, undefined)).rejects.toThrow(
      'expected DATABASE_CA_FILE with sslmode=verify-ca',
    );
  });
});
