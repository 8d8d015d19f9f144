import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { startEmbedded } from '../server/db/embedded.ts';

export const title = 'Serving beside others: stored scores of the demo restaurant, by ours and by its peers, interleaved';

type Print = (figure: { figure: string; value: number; unit: string }) => void;

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'bench/peers');
const token = 'a-token-of-the-benchmark-of-peers-0123456789';
const rounds = 5;
/** A compiler at work is no part of what a request costs: all are asked so often before. */
const warming = { single: 3_000, list: 1_500 } as const;
const inRound = { single: 500, list: 250 } as const;
type Question = keyof typeof inRound;

const parts = `healthScore { healthScore healthLevel components { visitFrequency { score } spendingBehavior { score } loyaltyEngagement { score }
  feedbackSentiment { score } communicationResponse { score } recencyFactor { score } }
  riskAssessment { churnRisk { probability riskLevel } engagementRisk { probability riskLevel } valueRisk { probability riskLevel } } }`;
const nested = {
  single: `query Guest($id: ID!) { customer(id: $id) { id name ${parts} } }`,
  list: `query Guests { customers(first: 50) { nodes { id name ${parts} } } }`,
};
const flat = `customerId name currentScore: currentScoreByCustomerId { healthScore healthLevel visitFrequency spendingBehavior loyaltyEngagement feedbackSentiment
  communicationResponse recencyFactor churnProbability churnRisk engagementRiskProbability engagementRisk valueRiskProbability valueRisk }`;
const flatQuestions = {
  single: `query Guest($id: String!) { customer: customerByCustomerId(customerId: $id) { ${flat} } }`,
  list: `query Guests { customers: guestsInOrder(first: 50) { nodes { ${flat} } } }`,
};

interface Contender {
  readonly name: string;
  readonly program: readonly string[];
  readonly questions: Readonly<Record<Question, string>>;
  readonly node?: string;
}

const peer = (name: string, file: string, more: Partial<Contender> = {}): Contender => ({
  name,
  program: [join(folder, `${file}.mjs`)],
  questions: nested,
  ...more,
});
const node24 = ['x64', 'arm64'].map((kind) => join(folder, `node_modules/node-linux-${kind}/bin/node`)).find(existsSync);
const peers: readonly Contender[] = [
  peer('physical limit', 'limit'),
  peer('Apollo as usually written', 'apollo'),
  peer('graphql-yoga with dataloader', 'yoga'),
  peer('mercurius with jit and loaders', 'mercurius'),
  ...(node24 === undefined ? [] : [peer('PostGraphile 5 (Node 24)', 'postgraphile', { node: node24, questions: flatQuestions })]),
];
const ours: Contender = {
  name: 'ours',
  program: [join(root, 'dist/server/cli/ecx.js'), 'serve'],
  questions: nested,
};

interface Running extends Contender {
  readonly child: ChildProcess;
  readonly port: number;
  readonly agent: Agent;
}

export async function run(print: Print): Promise<void> {
  await install();
  if (node24 === undefined) process.stderr.write('PostGraphile 5 is left out: no binary of Node 24 could be installed here\n');
  const dataDir = await mkdtemp(join(tmpdir(), 'ecx-bench-peers-'));
  const running: Running[] = [];
  try {
    running.push(await start(ours, dataDir, ''));
    const hold = await startEmbedded({ dataDir, log: () => undefined });
    try {
      const { host, port, user, password, database } = hold.address;
      const url = `postgres://${user}:${password}@${host}:${port}/${database}`;
      const ids = await prepare(url);
      for (const contender of peers) running.push(await start(contender, dataDir, url));
      await compare(running, ids);
      await measure(print, running, ids);
    } finally {
      await Promise.all(running.splice(1).map(stop));
      await hold.release();
    }
  } finally {
    await Promise.all(running.map(stop));
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function install(): Promise<void> {
  if (existsSync(join(folder, 'node_modules'))) return;
  const child = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: ['ignore', 2, 2] });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`expected the peers to be installed in ${folder}, got npm's exit code ${code}; see above`);
}

/** The list's order for PostGraphile, statistics for everybody, and some ids. */
async function prepare(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create function guests_in_order() returns setof customers language sql stable
    as $$ select * from customers order by lower(name) collate "C", customer_id $$; analyze`);
  const { rows } = await client.query('select customer_id from current_scores order by customer_id limit 200');
  await client.end();
  return rows.map((row: { customer_id: string }) => row.customer_id);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function start(contender: Contender, dataDir: string, url: string): Promise<Running> {
  const port = await freePort();
  const settings =
    contender === ours
      ? { ECX_DATA_DIR: dataDir, ECX_ADMIN_TOKEN: token, ECX_WORKER: 'off', DEBUG_INCLUDE_API_CALLS: 'true' }
      : { DATABASE_URL: url, NODE_ENV: 'production' };
  const bucket = contender === ours ? { RATE_LIMIT_POINTS_PER_MINUTE: '1000000000' } : {};
  const child = spawn(contender.node ?? process.execPath, contender.program, {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), ...settings, ...bucket },
    stdio: 'ignore',
  });
  const running = { ...contender, child, port, agent: new Agent({ keepAlive: true, maxSockets: 4 }) };
  for (let tries = 0; ; tries += 1) {
    const answer = await ask(running, '{ __typename }').catch(() => null);
    if (answer !== null) return running;
    if (child.exitCode !== null || tries > 1200) throw new Error(`expected ${contender.name} to answer, got nothing`);
    await sleep(100);
  }
}

async function stop({ child, agent }: Running): Promise<void> {
  agent.destroy();
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.on('exit', done));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(late);
}

/** The text of the answer. */
function ask({ port, agent }: Running, query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const body = JSON.stringify({ query, variables });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Bearer ${token}`,
  };
  return new Promise((done, failed) => {
    const asked = request({ port, agent, host: '127.0.0.1', path: '/graphql', method: 'POST', headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => done(Buffer.concat(pieces).toString()));
    });
    asked.on('error', failed);
    asked.end(body);
  });
}

type Row = Readonly<Record<string, unknown>>;

/** A guest of PostGraphile's answer in the shape of the others. */
function nestedOf({ customerId, name, currentScore }: Row): unknown {
  const row = currentScore as Row;
  const component = (field: string) => ({ score: row[field] });
  const risk = (probability: string, level: string) => ({ probability: row[probability], riskLevel: row[level] });
  return {
    id: customerId,
    name,
    healthScore: {
      healthScore: row.healthScore,
      healthLevel: row.healthLevel,
      components: {
        visitFrequency: component('visitFrequency'),
        spendingBehavior: component('spendingBehavior'),
        loyaltyEngagement: component('loyaltyEngagement'),
        feedbackSentiment: component('feedbackSentiment'),
        communicationResponse: component('communicationResponse'),
        recencyFactor: component('recencyFactor'),
      },
      riskAssessment: {
        churnRisk: risk('churnProbability', 'churnRisk'),
        engagementRisk: risk('engagementRiskProbability', 'engagementRisk'),
        valueRisk: risk('valueRiskProbability', 'valueRisk'),
      },
    },
  };
}

function guestsIn({ questions }: Contender, text: string): string {
  const { data } = JSON.parse(text) as { data?: { customer?: Row; customers?: { nodes: Row[] } } };
  const guests = data?.customers?.nodes ?? [data?.customer ?? {}];
  return JSON.stringify(questions === flatQuestions ? guests.map(nestedOf) : guests);
}

/** Every contender says the same values, or there is nothing to compare. */
async function compare(running: readonly Running[], ids: readonly string[]): Promise<void> {
  for (const question of ['single', 'list'] as const) {
    let first: string | null = null;
    for (const contender of running) {
      const text = await ask(contender, contender.questions[question], question === 'single' ? { id: ids[0] } : {});
      const found = guestsIn(contender, text);
      first ??= found;
      if (found.length < 300 || found !== first)
        throw new Error(
          `expected the answer of ours from ${contender.name}, got ${text.slice(0, 600)}\nours: ${first.slice(0, 300)}`,
        );
    }
  }
}

/** CPU time of a process so far, milliseconds. Linux counts in hundredths of a second. */
function cpuOf({ child }: Running): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

function memoryOf({ child }: Running): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

/** Asks by four at a time. @returns milliseconds of each. */
async function load(contender: Running, question: Question, ids: readonly string[], count: number): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const asking = async () => {
    while (next < count) {
      next += 1;
      const variables = question === 'single' ? { id: ids[next % ids.length] } : {};
      const startedAt = performance.now();
      await ask(contender, contender.questions[question], variables);
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all([asking(), asking(), asking(), asking()]);
  return times;
}

interface Measured {
  /** µs per request, each round's. */
  readonly cpu: number[];
  readonly times: number[];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

async function measure(print: Print, running: readonly Running[], ids: readonly string[]): Promise<void> {
  for (const question of ['single', 'list'] as const) {
    const found = new Map<Running, Measured>(running.map((contender) => [contender, { cpu: [], times: [] }]));
    for (const contender of running) await load(contender, question, ids, warming[question]);
    for (let round = 0; round < rounds; round += 1) {
      for (const contender of running) {
        const before = cpuOf(contender);
        const times = await load(contender, question, ids, inRound[question]);
        found.get(contender)?.times.push(...times);
        found.get(contender)?.cpu.push((1000 * (cpuOf(contender) - before)) / inRound[question]);
      }
    }
    tell(print, question === 'single' ? 'query 1' : 'query 50', found);
  }
  for (const contender of running)
    print({ figure: `${contender.name}: memory after all of it`, value: memoryOf(contender), unit: 'MB' });
}

function tell(print: Print, query: string, found: ReadonlyMap<Running, Measured>): void {
  const cpu = new Map([...found].map(([{ name }, measured]) => [name, median(measured.cpu)]));
  const own = cpu.get(ours.name) ?? 0;
  for (const [{ name }, { times }] of found) {
    const sorted = times.toSorted((a, b) => a - b);
    print({ figure: `${query}, ${name}: CPU of the server per request`, value: Math.round(cpu.get(name) ?? 0), unit: 'µs' });
    print({ figure: `${query}, ${name}: p50`, value: sorted[Math.floor(sorted.length / 2)] ?? 0, unit: 'ms' });
    print({ figure: `${query}, ${name}: p99`, value: sorted[Math.floor(sorted.length * 0.99)] ?? 0, unit: 'ms' });
  }
  for (const [name, value] of cpu) {
    if (name === ours.name) continue;
    if (name === 'physical limit') print({ figure: `${query}: our share of the physical limit`, value: value / own, unit: '' });
    else print({ figure: `${query}: less CPU than ${name}`, value: value / own, unit: 'times' });
  }
}
