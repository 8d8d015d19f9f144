import { createConnection, createServer, type Socket } from 'node:net';
import { urlOf } from '../../server/cli/address.ts';
import { type Start, startServing } from '../../server/main.ts';
import { readSettings } from '../../server/settings.ts';
import { testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';
import { atEndOfFile, atEndOfTest } from '../support/endings.ts';

export const adminToken = 'an-admin-token-of-the-tests';

/** The whole program, composed as `ecx serve` does it, on a real database and a free port. */
export interface TestServer {
  readonly url: string;
  readonly databaseUrl: string;
  readonly signInUrl: string;
  readonly start: Start;
  /** Everything that was told to people. */
  readonly lines: readonly string[];
  /** Moves the program's clock on. */
  readonly wait: (ms: number) => void;
  /** Lets the program's clock stand still until the end of the test, apart from `wait`. */
  readonly standStill: () => void;
  /** Asks GraphQL with these headers. */
  readonly ask: (query: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
}

/** Starts the program; it is stopped at the end of the test file. */
export async function testServer(environment: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const databaseUrl = environment.DATABASE_URL ?? (await testDatabaseUrl());
  const settings = readSettings({
    DATABASE_URL: databaseUrl,
    ECX_DATA_DIR: await testDataDir(),
    ECX_ENCRYPTION_KEY: testEncryptionKey,
    ECX_ADMIN_TOKEN: adminToken,
    ECX_DEMO: 'off',
    PORT: '0',
    LOG_LEVEL: 'silent',
    RATE_LIMIT_POINTS_PER_MINUTE: '1000000000', // tests ask faster than people
    ...environment,
  });
  const lines: string[] = [];
  let moved = 0;
  let stoodAt: number | null = null;
  const start = startServing({
    settings,
    clock: () => (stoodAt ?? Date.now()) + moved,
    tell: (line) => lines.push(line),
    progress: () => ({ update: () => undefined, stop: () => undefined }),
    urlOf,
  });
  atEndOfFile(() => start.stop());
  const { url, signInUrl } = await start.started;
  return {
    url,
    databaseUrl,
    signInUrl,
    start,
    lines,
    wait: (ms) => {
      moved += ms;
    },
    standStill: () => {
      stoodAt = Date.now();
      atEndOfTest(() => {
        stoodAt = null;
      });
    },
    ask: (query, headers = {}) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      }),
  };
}

export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** What GraphQL and problem documents hold, as far as tests read it. */
export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
  readonly code?: unknown;
}

/** The JSON of an answer. */
export async function read(answer: Response | Promise<Response>): Promise<Answer> {
  return (await (await answer).json()) as Answer;
}

/** The code of the first error; undefined: there is none. */
export function codeOf(answer: Answer): unknown {
  return answer.errors?.[0]?.extensions.code;
}

/** The cookie that an answer sets, as a request sends it back. */
export function cookieOf(answer: Response): { readonly cookie: string } {
  return { cookie: (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' };
}

/** Opens a link as a browser would, without following where it leads. */
export function openLink(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, { redirect: 'manual', headers: { accept: 'text/html,application/xhtml+xml', ...headers } });
}

/** How a line to the database behaves. */
export type LineState = 'good' | 'refused' | 'hanging';

/** A line to the real database that can be cut or held. */
export interface Line {
  readonly databaseUrl: string;
  /** Milliseconds that every answer of the database is held back. */
  delayMs: number;
  become(state: LineState): Promise<void>;
}

/** Puts a line between the program and its database. */
export async function testLine(databaseUrl: string): Promise<Line> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let state: LineState = 'good';
  const line = { delayMs: 0 };
  const server = createServer((near) => {
    const far = createConnection({ host: target.hostname, port: Number(target.port || 5432) });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => {
        const pass = () => state === 'good' && to.write(bytes);
        if (from === far && line.delayMs > 0) setTimeout(pass, line.delayMs);
        else pass();
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  await listen(0);
  atEndOfFile(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const own = new URL(databaseUrl);
  own.host = `127.0.0.1:${port}`;
  return Object.assign(line, {
    databaseUrl: own.href,
    async become(next: LineState) {
      state = next;
      if (next === 'hanging') return;
      for (const socket of sockets) socket.destroy();
      if (next === 'refused') await new Promise((done) => server.close(done));
      else if (!server.listening) await listen(port);
    },
  });
}
