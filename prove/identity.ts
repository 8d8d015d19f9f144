/**
 * One path for all answers: of each guest of a demo restaurant, the answer on demand before any run, the answer after a nightly run, and a
 * what-if without changes are the same, every field byte for byte; the row that the run stored holds what was answered. CUSTOMERS in the
 * environment: 1,000 guests.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSchema } from 'graphql';
import type { Figure } from '../bench/run.ts';
import { wholeSelection } from '../bench/whole.ts';
import { type Db, openDatabase } from '../server/db/open.ts';
import { snapshot } from '../server/engine/snapshot.ts';
import { openAssessor } from '../server/facts/assessor.ts';
import { openWeeks } from '../server/facts/population.ts';
import { fixedScoring } from '../server/facts/scoring-rules.ts';
import { schemaText } from '../server/graphql/schema.ts';
import { openGraphql } from '../server/graphql/server.ts';
import { currentScoreOf } from '../server/jobs/guest-score.ts';
import { scoreCustomers } from '../server/jobs/score.ts';
import { calendarOf, scoringConfigOf } from '../server/jobs/scoring.ts';
import { readSettings } from '../server/settings.ts';
import type { CurrentScore } from '../server/store/scores.ts';
import { readScores } from '../server/store/stored-scores.ts';

export const title = 'On demand = nightly = what-if without changes, every field of 1,000 guests, byte for byte';

const root = fileURLToPath(new URL('..', import.meta.url));
const customers = process.env.CUSTOMERS ?? '1000';
const viewer = { role: 'MANAGER', name: 'prover', principal: 'prover', reach: null } as const;
/** What says that it is hypothetical; the record itself, which shows the stored row. */
const elsewhere: ReadonlySet<string> = new Set([
  'CustomerHealthScore.hypothesis',
  'CustomerHealthScore.lastCalculated',
  'CustomerHealthScore.nextCalculation',
  'CustomerHealthScore.customer',
  'EnhancedCustomerProfile.customer',
]);

/** Where two answers part, for people. */
function firstDifference(one: unknown, other: unknown, path = ''): string | null {
  if (Object.is(one, other)) return null;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return `${path}: ${JSON.stringify(one)} against ${JSON.stringify(other)}`;
  }
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = firstDifference(Reflect.get(one, name), Reflect.get(other, name), `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

function assertSame(one: unknown, other: unknown, what: string): void {
  if (JSON.stringify(one) === JSON.stringify(other)) return;
  throw new Error(`expected ${what} to be the same, got another answer at ${firstDifference(one, other)}`);
}

async function openPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'ecx-identity-'));
  const env = { ...process.env, ECX_DATA_DIR: folder };
  await promisify(execFile)(process.execPath, ['dist/server/cli/ecx.js', 'demo', '--customers', customers, '--seed', '7'], {
    cwd: root,
    env,
  });
  const db = await openDatabase({ dataDir: folder, statementTimeoutMs: 60_000, maxConnections: 4, log: () => undefined });
  const close = async () => {
    await db.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { db, close };
}

export async function run(print: (figure: Figure) => void): Promise<void> {
  const { db, close } = await openPlace();
  try {
    await prove(db, print);
  } finally {
    await close();
  }
}

async function prove(db: Db, print: (figure: Figure) => void): Promise<void> {
  const now = Date.now();
  const settings = readSettings({});
  const scoring = { config: scoringConfigOf(settings), calendar: calendarOf(settings) };
  const weeks = openWeeks({ db, worker: db, ...scoring, clock: () => now, patienceMs: Number.POSITIVE_INFINITY });
  const door = await openGraphql({
    db,
    settings,
    calendar: scoring.calendar,
    scoring: fixedScoring(scoring.config, weeks),
    answers: null,
    rescore: async () => null,
    rescoreAll: async () => '',
    onFault: ({ error }: { error: unknown }) => {
      throw error;
    },
  });
  const schema = buildSchema(schemaText());
  const health = wholeSelection(schema, 'CustomerHealthScore', new Set([...elsewhere, 'Customer.healthScore']));
  const profile = wholeSelection(schema, 'EnhancedCustomerProfile', new Set([...elsewhere, 'Customer.enhancedProfile']));
  const ask = async (query: string, id: string, asOf: string | null) => {
    const answer = await door.run({ viewer, now, requestId: 'identity' }, { query, variables: { id, asOf } });
    if (answer.errors !== undefined) throw new Error(`expected an answer about ${id}, got ${JSON.stringify(answer.errors)}`);
    return answer.data as Record<string, unknown>;
  };
  const plain = `query ($id: ID!, $asOf: DateTime) { health: customerHealthScore(customerId: $id, asOf: $asOf) ${health}
    profile: enhancedCustomerProfile(customerId: $id, asOf: $asOf) ${profile} }`;
  const supposed = `query ($id: ID!, $asOf: DateTime) { health: whatIf(customerId: $id, changes: [], asOf: $asOf) ${health} }`;
  const ids = (await db.kysely.selectFrom('customers').select('customer_id').orderBy('customer_id').execute()).map(
    (row) => row.customer_id,
  );
  await db.kysely.deleteFrom('current_scores').execute();
  const asOf = new Date(now).toISOString();
  const onDemand = new Map<string, string>();
  for (const id of ids) onDemand.set(id, JSON.stringify(await ask(plain, id, asOf)));
  const found = new Map<string, CurrentScore>();
  for (const customerId of ids) {
    const alone = await openAssessor(db, { ...scoring, weeks }).assess(snapshot, { customerId, asOf: now });
    found.set(customerId, currentScoreOf(customerId, alone));
  }
  await scoreCustomers(db, { ...scoring, weeks, asOf: now, now });
  const stored = await readScores(db, ids);
  let bytes = 0;
  for (const id of ids) {
    const before = onDemand.get(id) ?? '';
    bytes += before.length;
    assertSame(JSON.parse(before), await ask(plain, id, null), `the answer about ${id} before and after the run`);
    const { health: hypothetical } = await ask(supposed, id, null);
    assertSame(JSON.parse(before).health, hypothetical, `what-if about ${id} without changes`);
    const row = stored.get(id);
    if (row === undefined) throw new Error(`expected a row of ${id}, got none`);
    const { version: _version, ...written } = row;
    assertSame(found.get(id), written, `the stored row of ${id}`);
  }
  await door.apollo.stop();
  print({ figure: 'guests whose answers are the same in every field', value: ids.length, unit: 'guests' });
  print({ figure: 'compared', value: bytes / 1e6, unit: 'MB' });
}
