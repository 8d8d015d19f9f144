import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf, openLink, read } from '../http/serving.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const entry = join(root, 'bin/ecx.js');
const children: ChildProcess[] = [];
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ecx-start-'));
  await ecx(['--version']).exit; // builds what is out of date, so that it costs no test its time
});

afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly errors: () => string;
  readonly exit: Promise<number | null>;
}

/** Runs the real program in a fresh folder of its own, with nothing of this machine's settings. */
function ecx(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  const env = { PATH: process.env.PATH ?? '', HOME: dataDir, ECX_DATA_DIR: join(dataDir, 'data'), PORT: '0', ...environment };
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const text = { out: '', errors: '' };
  child.stdout?.on('data', (chunk) => {
    text.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    text.errors += chunk;
  });
  // What the tree says while it builds itself is not the command's.
  const errors = () => text.errors.replaceAll(/^Built the .*\n/gm, '');
  return { child, out: () => text.out, errors, exit: once(child, 'close').then(([code]) => code) };
}

/** The first text that fits, as soon as it was printed. */
async function printed(run: Run, pattern: RegExp): Promise<string> {
  for (;;) {
    const found = pattern.exec(run.out())?.[1];
    if (found !== undefined) return found;
    if (run.child.exitCode !== null) throw new Error(`expected ${pattern}, got ${run.out()}${run.errors()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

const link = /(http:\/\/localhost:\d+\/sign-in\?token=[\w-]+)/;

test('a restaurant is loaded, served, asked about as of today and of the past, and the program stops when it is told to', async () => {
  const demo = ecx(['demo', '--customers', '60', '--json']);
  expect(await demo.exit, demo.errors()).toBe(0);

  const serve = ecx(['serve']);
  const signInUrl = await printed(serve, link);
  const url = new URL(signInUrl).origin;
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const headers = { ...cookieOf(await openLink(signInUrl)), 'content-type': 'application/json' };
  const ask = async (query: string) =>
    read(fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) }));
  const listed = await ask(
    '{ customers(first: 5, orderBy: { field: LIFETIME_VALUE, direction: DESC }) { totalCount nodes { id } } }',
  );
  expect(listed.errors).toBeUndefined();
  const customers = listed.data?.customers as { totalCount: number; nodes: { id: string }[] } | undefined;
  expect(customers?.totalCount).toBe(60);
  const id = customers?.nodes[0]?.id;
  const past = new Date(Date.now() - 200 * 86_400_000).toISOString();
  const score = '{ healthScore dataPoints insufficientData { reason } }';
  const answer = await ask(`{
    now: customerHealthScore(customerId: "${id}") ${score}
    then: customerHealthScore(customerId: "${id}", asOf: "${past}") ${score}
    enhancedCustomerProfile(customerId: "${id}") { purchaseHistoryAnalysis { lifetimeValue { total { amount currency } } } }
  }`);
  expect(answer.errors).toBeUndefined();
  expect(answer.data?.now).toMatchObject({ healthScore: expect.any(Number), insufficientData: null });
  expect(JSON.stringify(answer.data?.enhancedCustomerProfile)).toMatch(/"amount":"\d+\.\d\d","currency":"EUR"/);

  // Beside the running server, with the port it really has.
  const another = ecx(['sign-in', '--role', 'analyst', '--json'], { PORT: '4000' });
  expect(await another.exit, another.errors()).toBe(0);
  const made = JSON.parse(another.out().trim().split('\n').at(-1) ?? '');
  expect(new URL(made.url).origin).toBe(url);
  expect((await openLink(made.url)).status).toBe(303);

  const stoppedAt = performance.now();
  serve.child.kill('SIGTERM');
  expect(await serve.exit, serve.errors()).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(15_000);
});

test('the token for programs is made once, printed once and kept in a file of mode 600', async () => {
  const first = ecx(['serve'], { ECX_DEMO: 'off', ECX_DATA_DIR: join(dataDir, 'token') });
  const token = await printed(first, /^ {2}([\w-]{43})$/m);
  const url = new URL(await printed(first, link)).origin;
  const asked = await fetch(`${url}/graphql?query={viewer{role}}`, { headers: { authorization: `Bearer ${token}` } });
  expect(await read(asked)).toMatchObject({ data: { viewer: { role: 'ADMIN' } } });
  expect((await stat(join(dataDir, 'token/admin-token'))).mode & 0o777).toBe(0o600);
  first.child.kill('SIGINT');
  expect(await first.exit).toBe(0);
  const second = ecx(['serve'], { ECX_DEMO: 'off', ECX_DATA_DIR: join(dataDir, 'token') });
  await printed(second, link);
  expect(second.out()).not.toContain(token);
  second.child.kill('SIGINT');
  expect(await second.exit).toBe(0);
});

test('keys are made, listed and revoked from the command line', async () => {
  const data = { ECX_DATA_DIR: join(dataDir, 'token') };
  // Beside a server, as most are: commands alone begin and end the database each time.
  const serve = ecx(['serve'], { ECX_DEMO: 'off', ...data });
  await printed(serve, link);
  const create = ecx(
    ['key', 'create', '--role', 'partner', '--name', 'Courier', '--customers', 'C1,C2', '--expires', '90d', '--json'],
    data,
  );
  expect(await create.exit, create.errors()).toBe(0);
  const made = JSON.parse(create.out());
  expect(made).toMatchObject({
    key: expect.stringMatching(/^ecx_\w+\.[\w-]+$/),
    role: 'PARTNER',
    name: 'Courier',
    customers: ['C1', 'C2'],
  });
  expect(Date.parse(made.expiresAt) - Date.now()).toBeGreaterThan(89 * 86_400_000);
  const revoke = ecx(['key', 'revoke', made.id], data);
  expect(await revoke.exit).toBe(0);
  const list = ecx(['key', 'list', '--json'], data);
  expect(await list.exit).toBe(0);
  expect(JSON.parse(list.out()).keys).toMatchObject([{ id: made.id, role: 'PARTNER', revokedAt: expect.any(String) }]);
  const mistyped = ecx(['key', 'create', '--role', 'PARTNER', '--segments', 'vipp'], data);
  expect([await mistyped.exit, mistyped.errors()]).toEqual([1, expect.stringContaining('expected ids of segments, got "vipp"')]);
  const twice = ecx(['key', 'create', '--role', 'PARTNER', '--segments', 'vip', '--locations', 'NORTH'], data);
  expect([await twice.exit, twice.errors()]).toEqual([2, expect.stringContaining('expected one of --customers')]);
  const unknown = ecx(['key', 'revoke', 'nobody'], data);
  expect([await unknown.exit, unknown.errors()]).toEqual([1, expect.stringContaining('"ecx key list" shows them')]);
  serve.child.kill('SIGINT');
  expect(await serve.exit).toBe(0);
});

test('a wrong setting stops the start with a line that names it', async () => {
  const run = ecx(['serve'], { PORT: 'four', HEALTH_SCORE_ALERT_THRESHOLD: 'forty' });
  expect(await run.exit).toBe(1);
  expect(run.errors()).toContain('PORT must be a whole number from 0 to 65535, got "four"');
  expect(run.errors()).toContain('HEALTH_SCORE_ALERT_THRESHOLD must be a number from 0 to 100, got "forty"');
  expect(run.errors()).not.toContain('    at ');
});

test('a database that is away at the start is told in one line, without the password', async () => {
  const run = ecx(['serve'], { DATABASE_URL: 'postgres://somebody:planted-password@127.0.0.1:9/crm' });
  expect(await run.exit).toBe(1);
  const lines = run.errors().trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('expected PostgreSQL at 127.0.0.1:9/crm');
  expect(run.errors()).not.toContain('planted-password');
});

test('a port that is taken is told in one line before anything is loaded', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const run = ecx(['serve'], { PORT: String(port), ECX_DATA_DIR: join(dataDir, 'never') });
  expect(await run.exit).toBe(1);
  expect(run.errors()).toBe(
    `ecx: expected port ${port} to be free, another program is using it; stop that program, or set PORT to another one, for example PORT=${port + 1}\n`,
  );
  other.close();
});

test.each([
  [['unknown']],
  [['serve', '--unknown']],
  [['sign-in', '--role', 'OWNER']],
  [['sign-in', '--role', 'PARTNER']],
  [['key', 'create']],
  [['key', 'create', '--role', 'ADMIN', '--expires', '1999-01-01']],
])(
  'ecx %j is bad usage: exit code 2 and a hint at the help',
  async (args) => {
    const run = ecx(args);
    expect([await run.exit, run.out()]).toEqual([2, '']);
    expect(run.errors()).toMatch(/--help|ecx key create/);
  },
  30_000,
);

test.each([[['--help']], [['serve', '--help']], [['help', 'sign-in']], [['key', 'create', '--help']]])(
  'ecx %j explains itself with examples',
  async (args) => {
    const run = ecx(args);
    expect(await run.exit, run.errors()).toBe(0);
    expect(run.out()).toContain('Examples:');
  },
  30_000,
);
