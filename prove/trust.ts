/**
 * What others would try on the program, in full: hostile documents, values and bodies, every role at every field, foreign ids, faults of
 * the database (the tests, each in its heavy form), then 20 connections for some time and a stop with questions in flight on the program
 * itself. SECONDS in the environment: 10 for each kind of question.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from '../bench/run.ts';

export const title =
  'Trust: attacks refused, rights and reach held, faults outlived, 20 connections served, nothing lost at a stop';

const root = fileURLToPath(new URL('..', import.meta.url));
const execute = promisify(execFile);
const attacks = [
  'tests/abuse',
  'tests/graphql/access-matrix.test.ts',
  'tests/graphql/reach.test.ts',
  'tests/graphql/concurrent.test.ts',
  'tests/http/graphql-over-http.test.ts',
  'tests/http/faults.test.ts',
  'tests/http/probes.test.ts',
  'tests/http/server.test.ts',
  'tests/http/shutdown.test.ts',
  'tests/http/tokens.test.ts',
  'tests/http/guess-limit.test.ts',
  'tests/http/erasure.test.ts',
];
const connections = 20;
const seconds = Number(process.env.SECONDS ?? 10);
const most = { cheapMs: 250, dashboardMs: 500, growthMb: 150, stopMs: 15_000 };
const adminToken = 'an-admin-token-of-the-proof';

type Print = (figure: Figure) => void;

export async function run(print: Print): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ecx-prove-trust-'));
  const missed: string[] = [];
  try {
    await attack(print, folder);
    await serveMany(print, folder, missed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (missed.length > 0) throw new Error(`expected the figures of a quiet machine, missed: ${missed.join('; ')}`);
}

interface Report {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly { readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[] }[];
}

/** The tests in their heavy form; their figures come by a file. @throws when one fails. */
async function attack(print: Print, folder: string): Promise<void> {
  const [figures, report] = [join(folder, 'figures.jsonl'), join(folder, 'report.json')];
  const env = { ...process.env, ECX_TRUST: 'whole', ECX_TRUST_FIGURES: figures };
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${report}`, '--retry=0', ...attacks];
  await execute(process.execPath, args, { cwd: root, env, maxBuffer: 2 ** 28 }).catch(() => undefined); // the report says what failed
  const { numPassedTests, numTotalTests, testResults } = JSON.parse(await readFile(report, 'utf8')) as Report;
  for (const line of (await readFile(figures, 'utf8')).trimEnd().split('\n')) print(JSON.parse(line) as Figure);
  print({ figure: 'attacks and faults that were tried', value: numTotalTests, unit: 'tests' });
  const faults = testResults.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ failureMessages }) => failureMessages),
  );
  if (faults.length > 0 || numPassedTests === 0) throw new Error(`${faults.length} of them succeeded:\n${faults.join('\n')}`);
}

interface Program {
  readonly child: ChildProcess;
  readonly url: string;
}

/** The program with its demo restaurant, as it is started by `ecx serve`. */
async function start(folder: string): Promise<Program> {
  const child = spawn(process.execPath, ['dist/server/cli/ecx.js', 'serve'], {
    cwd: root,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      ECX_DATA_DIR: join(folder, 'data'),
      ECX_ADMIN_TOKEN: adminToken,
      PORT: '0',
      RATE_LIMIT_POINTS_PER_MINUTE: '1000000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  for (;;) {
    const url = /(http:\/\/[\w.:[\]]+:\d+)/.exec(out)?.[1];
    if (url !== undefined) return { child, url };
    if (child.exitCode !== null) throw new Error(`expected a server, got ${out}`);
    await sleep(100);
  }
}

/** The data of an answer as text; what it cost differs each time. @throws when it is none. */
async function ask({ url }: Program, query: string): Promise<string> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${adminToken}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await answer.json()) as { data?: unknown; errors?: unknown };
  if (answer.status !== 200 || errors !== undefined) throw new Error(`${answer.status} ${JSON.stringify(errors).slice(0, 200)}`);
  return JSON.stringify(data);
}

const dashboard = `{ portfolio { customers healthLevels { level customers } } healthAlertCounts { open }
  customers(first: 25, orderBy: { field: HEALTH_SCORE }) { nodes { id name healthScore { healthScore healthLevel riskAssessment { churnRisk { riskLevel } } } } } }`;

async function residentMb({ child }: Program): Promise<number> {
  const { stdout } = await execute('ps', ['-o', 'rss=', '-p', String(child.pid)]);
  return Number(stdout) / 1024;
}

interface Load {
  readonly times: readonly number[];
  readonly errors: number;
  readonly wrong: number;
}

/** Each connection asks one question after the other, and every answer is held against the one that was given alone. */
async function load(program: Program, known: ReadonlyMap<string, string>): Promise<Load> {
  const queries = [...known.keys()];
  const until = performance.now() + seconds * 1000;
  const times: number[] = [];
  let errors = 0;
  let wrong = 0;
  const connection = async (index: number) => {
    for (let turn = index; performance.now() < until; turn += 1) {
      const query = queries[turn % queries.length] ?? '';
      const startedAt = performance.now();
      const answer = await ask(program, query).catch(() => null);
      times.push(performance.now() - startedAt);
      if (answer === null) errors += 1;
      else if (answer !== known.get(query)) wrong += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => connection(index)));
  return { times: times.toSorted((a, b) => a - b), errors, wrong };
}

async function serveMany(print: Print, folder: string, missed: string[]): Promise<void> {
  const program = await start(folder);
  const hold = (what: string, value: number, limit: number, unit: string) => {
    print({ figure: `${connections} connections: ${what}`, value: Math.round(value), unit });
    if (value > limit) missed.push(`${what} ${Math.round(value)} ${unit}, at most ${limit}`);
  };
  try {
    const { customers } = JSON.parse(await ask(program, '{ customers(first: 50) { nodes { id } } }')) as {
      customers: { nodes: readonly { readonly id: string }[] };
    };
    const cheap = customers.nodes.map(({ id }) => `{ customerHealthScore(customerId: "${id}") { healthScore healthLevel } }`);
    for (const [name, queries, limit] of [
      ['a score', cheap, most.cheapMs],
      ['a dashboard', [dashboard], most.dashboardMs],
    ] as const) {
      const known = new Map<string, string>();
      for (const query of queries) known.set(query, await ask(program, query));
      await load(program, known); // warm
      const before = await residentMb(program);
      const { times, errors, wrong } = await load(program, known);
      hold(`${name}, answers that are errors`, errors, 0, 'answers');
      hold(`${name}, answers that are another's`, wrong, 0, 'answers');
      hold(`${name}, p99`, times[Math.floor(times.length * 0.99)] ?? 0, limit, 'ms');
      print({ figure: `${connections} connections: ${name}, answers per second`, value: times.length / seconds, unit: '1/s' });
      hold(`${name}, growth of memory`, (await residentMb(program)) - before, most.growthMb, 'MB');
    }
    await stopInFlight(program, cheap, hold);
  } finally {
    if (program.child.exitCode === null) program.child.kill('SIGKILL');
  }
}

/** SIGTERM while questions are asked: each that was begun is answered, and the program ends well. */
async function stopInFlight(
  program: Program,
  queries: readonly string[],
  hold: (what: string, value: number, limit: number, unit: string) => void,
): Promise<void> {
  const asked = Array.from({ length: connections }, (_, index) =>
    ask(program, queries[index % queries.length] ?? '').then(() => true),
  );
  const exit = once(program.child, 'close');
  await sleep(2); // on their way
  const stoppedAt = performance.now();
  program.child.kill('SIGTERM');
  const answered = await Promise.allSettled(asked);
  hold(
    'a stop, questions in flight that were not answered',
    answered.filter(({ status }) => status === 'rejected').length,
    0,
    'questions',
  );
  const [code] = (await exit) as [number | null];
  hold('a stop, time', performance.now() - stoppedAt, most.stopMs, 'ms');
  if (code !== 0) throw new Error(`expected the program to end with 0 at SIGTERM, got ${code}`);
}
