import { writeFileSync } from 'node:fs';
import { Agent, get, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { makeCertificate } from '../support/certificates.ts';
import { testDataDir } from '../support/database.ts';
import { adminToken, type TestServer, testServer } from './serving.ts';

const authority = makeCertificate({ name: 'Authority of the tests' });
const first = makeCertificate({ name: 'first', hosts: ['localhost', '127.0.0.1'], by: authority });
const files = { cert: '', key: '' };
let server: TestServer;

function put({ cert, key }: { readonly cert: string; readonly key: string }): void {
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
}

beforeAll(async () => {
  const folder = await testDataDir();
  Object.assign(files, { cert: join(folder, 'server.crt'), key: join(folder, 'server.key') });
  put(first);
  server = await testServer({ TLS_CERT_FILE: files.cert, TLS_KEY_FILE: files.key });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

function fetchOver(path: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((done, failed) => {
    get(`${server.url}${path}`, { ca: authority.cert, agent: new Agent({ keepAlive: false }), ...options }, (answer) => {
      answer.resume();
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers }));
    }).on('error', failed);
  });
}

/** Whose certificate a new connection is shown. */
function shown(): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect({ host: 'localhost', port: Number(new URL(server.url).port), ca: authority.cert }, () => {
      const { subject } = socket.getPeerCertificate();
      done([subject.CN].flat().join());
      socket.end();
    });
    socket.on('error', failed);
  });
}

describe('a server with a certificate', () => {
  test('serves over TLS, says so for a year, and prints such an address', async () => {
    expect(server.url).toMatch(/^https:\/\/localhost:\d+$/);
    const { status, headers } = await fetchOver('/healthz');
    expect([status, headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
  });

  test('keeps sessions to encrypted lines', async () => {
    const { pathname, search } = new URL(server.signInUrl);
    const { status, headers } = await fetchOver(`${pathname}${search}`, { headers: { accept: 'text/html' } });
    expect(status).toBe(303);
    expect(String(headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Lax; .*; Secure$/);
  });

  test('answers nobody in clear', async () => {
    await expect(fetch(`${server.url.replace('https', 'http')}/healthz`)).rejects.toThrow('fetch failed');
  });

  test('speaks TLS 1.2 at least', async () => {
    await expect(fetchOver('/healthz', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow();
    expect((await fetchOver('/healthz', { maxVersion: 'TLSv1.2' })).status).toBe(200);
  });

  test('tells what happens over WebSockets, too', async () => {
    const socket = new WebSocket(`${server.url.replace('https', 'wss')}/graphql`, 'graphql-transport-ws', { ca: authority.cert });
    const said = new Promise((done, failed) => {
      socket.on('message', (data) => done(JSON.parse(String(data))));
      socket.on('error', failed);
    });
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${adminToken}` } })),
    );
    expect(await said).toMatchObject({ type: 'connection_ack' });
    socket.close();
  });

  test('takes a renewed certificate without a restart, and keeps the former one when the new one is no good', async () => {
    const second = makeCertificate({ name: 'second', hosts: ['localhost'], by: authority, days: 5 });
    put({ cert: second.cert, key: first.key });
    process.emit('SIGHUP');
    await expect
      .poll(() => server.lines.join('\n'), { timeout: 60_000 })
      .toContain('the former one stays: expected in TLS_KEY_FILE');
    expect(await shown()).toBe('first');
    put(second);
    process.emit('SIGHUP');
    await expect.poll(shown, { timeout: 60_000 }).toBe('second');
    expect(server.lines.join('\n')).toMatch(/ends on \d{4}-\d{2}-\d{2}, in 4 days: renew it/);
  });
});

describe('a certificate that cannot be used stops the start with a line that says why', () => {
  const stranger = makeCertificate({ name: 'stranger' });
  test.each([
    ['no file', null, first.key, 'expected to read the file of TLS_CERT_FILE, got "ENOENT'],
    ['no certificate', 'hello', first.key, 'expected a certificate in PEM form in TLS_CERT_FILE'],
    ['no key', first.cert, first.cert, 'expected a private key in PEM form without a passphrase in TLS_KEY_FILE'],
    ['the key of another', first.cert, stranger.key, 'the key of the certificate in TLS_CERT_FILE'],
  ])('%s', async (name, cert, key, said) => {
    const path = join(await testDataDir(), `${name.replaceAll(' ', '-')}.pem`);
    if (cert !== null) writeFileSync(path, cert);
    writeFileSync(`${path}.key`, key);
    await expect(testServer({ TLS_CERT_FILE: path, TLS_KEY_FILE: `${path}.key` })).rejects.toThrow(said);
  });

  test('one without the other', async () => {
    await expect(testServer({ TLS_CERT_FILE: files.cert })).rejects.toThrow('TLS_KEY_FILE must be set, too');
  });
});
