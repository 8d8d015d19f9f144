/**
 * The reading test: prints forty guests of the demo by archetype, and twenty of each real data set, as a manager would read them. It
 * measures nothing; somebody reads it and mends what is implausible, useless or disrespectful.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSchema } from 'graphql';
import type { Figure } from '../bench/run.ts';
import { wholeSelection } from '../bench/whole.ts';
import { openDatabase } from '../server/db/open.ts';
import { openWeeks } from '../server/facts/population.ts';
import { schemaText } from '../server/graphql/schema.ts';
import { openGraphql } from '../server/graphql/server.ts';
import { calendarOf, scoringConfigOf } from '../server/jobs/scoring.ts';
import { readSettings } from '../server/settings.ts';

export const title = 'Reading test: guests as a manager reads them';

const root = fileURLToPath(new URL('..', import.meta.url));
const shared = join(root, '..', 'shared', 'data');
const viewer = { role: 'MANAGER', name: 'reader', principal: 'reader', reach: null } as const;
const unread: ReadonlySet<string> = new Set([
  'Customer.enhancedProfile',
  'Customer.healthScore',
  'EnhancedCustomerProfile.customer',
]);

interface DataSet {
  readonly name: string;
  /** The commands that fill a new database, one list of arguments each. */
  readonly commands: (folder: string) => readonly (readonly string[])[];
  /** Groups of guests to read, by a word for what they are; null: any. */
  readonly groups: (folder: string) => Promise<ReadonlyMap<string, readonly string[]> | null>;
  readonly needs: string | null;
}

const sets: readonly DataSet[] = [
  {
    name: 'demo',
    needs: null,
    commands: (folder) => [
      ['demo', '--customers', '600', '--until', '2026-06-30', '--truth', join(folder, 'truth.jsonl')],
      ['score', '--as-of', '2026-06-30'],
    ],
    groups: async (folder) => byArchetype(await readFile(join(folder, 'truth.jsonl'), 'utf8')),
  },
  {
    name: 'CDNOW',
    needs: join(shared, 'cdnow', 'cdnow_sample.csv.gz'),
    commands: () => [
      imported(join(shared, 'cdnow', 'cdnow_sample.csv.gz'), 'visited_at=date,item_count=quantity,total=amount'),
      ['score', '--as-of', '1997-09-30'],
    ],
    groups: async () => null,
  },
  {
    name: 'coffee machine',
    needs: join(shared, 'coffee', 'coffee_sales.csv.gz'),
    commands: () => [
      imported(join(shared, 'coffee', 'coffee_sales.csv.gz'), 'visit_id=sale_id,total=amount'),
      ['score', '--as-of', '2025-03-23'],
    ],
    groups: async () => null,
  },
];

function imported(file: string, map: string): string[] {
  return ['import', '--visits', file, '--map', map, '--create-customers'];
}

/** Up to four guests of each archetype, forty in all. */
function byArchetype(truth: string): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const line of truth.split('\n').filter((text) => text !== '')) {
    const { archetype, customerId } = JSON.parse(line) as { archetype: string; customerId: string };
    const group = groups.get(archetype) ?? [];
    groups.set(archetype, group);
    if (group.length < 4) group.push(customerId);
  }
  return groups;
}

export async function run(print: (figure: Figure) => void): Promise<void> {
  for (const set of sets) {
    if (set.needs !== null && !existsSync(set.needs)) {
      process.stdout.write(`skipped: ${set.name} is not there (${set.needs})\n`);
      continue;
    }
    const folder = await mkdtemp(join(tmpdir(), 'ecx-reading-'));
    try {
      for (const command of set.commands(folder)) await ecx(folder, command);
      print({ figure: `guests of ${set.name} read`, value: await read(set, folder), unit: 'guests' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function ecx(folder: string, args: readonly string[]): Promise<void> {
  const env = { ...process.env, ECX_DATA_DIR: folder };
  await promisify(execFile)(process.execPath, [join(root, 'bin', 'ecx.js'), ...args], { env, maxBuffer: 1e8 });
}

/** @returns how many guests were printed. */
async function read(set: DataSet, folder: string): Promise<number> {
  const settings = readSettings({});
  const db = await openDatabase({ dataDir: folder, statementTimeoutMs: 60_000, maxConnections: 4, log: () => undefined });
  try {
    const scoring = { config: scoringConfigOf(settings), calendar: calendarOf(settings) };
    const weeks = openWeeks({ db, worker: db, ...scoring, clock: Date.now, patienceMs: Number.POSITIVE_INFINITY });
    const onFault = ({ error }: { error: unknown }) => {
      throw error;
    };
    const door = await openGraphql({ db, settings, ...scoring, weeks, rescore: async () => undefined, onFault });
    const schema = buildSchema(schemaText());
    const document = `query ($id: ID!) { customerHealthScore(customerId: $id) ${wholeSelection(schema, 'CustomerHealthScore', unread)}
      enhancedCustomerProfile(customerId: $id) ${wholeSelection(schema, 'EnhancedCustomerProfile', unread)} }`;
    const spread = await db.kysely
      .selectFrom('current_scores')
      .select('customer_id')
      .orderBy('exact_score')
      .orderBy('customer_id')
      .execute();
    const every = Math.max(1, Math.floor(spread.length / 20));
    const sample = spread.filter((_, place) => place % every === 0).map((row) => row.customer_id);
    const groups = (await set.groups(folder)) ?? new Map([['spread over the scores', sample.slice(0, 20)]]);
    let count = 0;
    for (const [group, ids] of groups) {
      process.stdout.write(`\n##### ${set.name}: ${group}\n`);
      for (const id of ids) {
        const answer = await door.run({ viewer, now: Date.now(), requestId: 'reading' }, { query: document, variables: { id } });
        process.stdout.write(`\n${pageOf(id, answer.data ?? { errors: answer.errors })}`);
        count += 1;
      }
    }
    await door.apollo.stop();
    return count;
  } finally {
    await db.close();
  }
}

/** A guest's answer as indented lines; what is null is left out, for a manager does not read nulls. */
function pageOf(id: string, data: unknown): string {
  return `=== ${id}\n${linesOf(data, 0).join('\n')}\n`;
}

function linesOf(value: unknown, depth: number): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) => {
    const indent = '  '.repeat(depth);
    const short = shortOf(below);
    if (short !== null) return [`${indent}${name}: ${short}`];
    const lines = linesOf(below, depth + 1);
    return lines.length === 0 ? [] : [`${indent}${name}`, ...lines];
  });
}

/** What fits on a line: plain values, money, and flat objects; null: it does not. '' is never returned. */
function shortOf(value: unknown): string | null {
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return null;
  if ('amount' in value && 'currency' in value) return `${value.amount} ${value.currency}`;
  const entries = Object.entries(value).filter(([, part]) => part !== null && !(Array.isArray(part) && part.length === 0));
  const parts = entries.map(([name, part]) => [name, shortOf(part)] as const);
  if (parts.length === 0 || parts.length > 8 || parts.some(([, part]) => part === null)) return null;
  const text = parts.map(([name, part]) => (Array.isArray(value) ? part : `${name} ${part}`)).join(', ');
  return text.length > 160 ? null : text;
}
