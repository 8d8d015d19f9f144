import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { migrate } from '../server/db/migrate.ts';
import { type Db, openDatabase } from '../server/db/open.ts';
import { loadDemo } from '../server/demo/load.ts';
import { demoOptions, groupCalendar } from '../server/demo/options.ts';
import { defaultScoring } from '../server/engine/config.ts';
import { openAnswerCache } from '../server/facts/answer-cache.ts';
import { openWeeks } from '../server/facts/population.ts';
import { fixedScoring } from '../server/facts/scoring-rules.ts';
import type { Serving } from '../server/graphql/context.ts';
import { schemaText } from '../server/graphql/schema.ts';
import { type GraphqlDoor, openGraphql } from '../server/graphql/server.ts';
import { recordRows } from '../server/ingest/record.ts';
import { scoreCustomers } from '../server/jobs/score.ts';
import { readSettings } from '../server/settings.ts';
import { wholeSelection } from './whole.ts';

export const title = 'Serving: profile and health score with every field, uncached, from the demo restaurant';

type Print = (figure: { figure: string; value: number; unit: string }) => void;

const now = Date.parse('2026-03-02T12:00:00Z');
const dayMs = 86_400_000;
/** Reached from the root already. */
const otherInsights: ReadonlySet<string> = new Set(['Customer.enhancedProfile', 'Customer.healthScore']);
const withoutModels: ReadonlySet<string> = new Set([
  ...otherInsights,
  'Customer.segments',
  'CustomerHealthScore.change',
  'CustomerHealthScore.healthHistory',
  'CustomerHealthScore.predictionModels',
  'LifetimeValue.projected',
]);
const viewer = { role: 'ADMIN', name: 'bench', principal: 'bench', reach: null } as const;
const ingest = { now, ...groupCalendar, currency: 'EUR', createCustomers: false };

export async function run(print: Print): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ecx-bench-serve-'));
  const db = await openDatabase({ dataDir, statementTimeoutMs: 60_000, maxConnections: 4, log: () => undefined });
  try {
    await migrate(db);
    const { door, keeping } = await openDemo(db);
    const ids = (
      await db.kysely
        .selectFrom('current_scores')
        .select('customer_id')
        .where('visit_days', '>=', 5)
        .orderBy('customer_id')
        .limit(50)
        .execute()
    ).map((row) => row.customer_id);
    const schema = buildSchema(schemaText());
    const profile = wholeSelection(schema, 'EnhancedCustomerProfile', otherInsights);
    const score = wholeSelection(schema, 'CustomerHealthScore', otherInsights);
    const single = `query ($id: ID!) { enhancedCustomerProfile(customerId: $id) ${profile} customerHealthScore(customerId: $id) ${score} }`;
    const batch = `query ($ids: [ID!]!) { enhancedCustomerProfiles(customerIds: $ids) ${profile} customerHealthScores(customerIds: $ids) ${score} }`;
    const list = `{ customers(first: 50) { nodes { id name healthScore { healthScore healthLevel components { visitFrequency { score contribution }
      spendingBehavior { score contribution } recencyFactor { score contribution } } } } } }`;
    await measure(print, db, door, 'one guest', single, (turn) => ({ id: ids[turn % ids.length] }), 300);
    await measure(print, db, door, 'one guest with 500 visits', single, () => ({ id: 'BENCH-500' }), 200);
    await measure(print, db, door, '50 guests', batch, () => ({ ids }), 60);
    const lighter = `query ($ids: [ID!]!) { enhancedCustomerProfiles(customerIds: $ids) ${wholeSelection(schema, 'EnhancedCustomerProfile', withoutModels)}
      customerHealthScores(customerIds: $ids) ${wholeSelection(schema, 'CustomerHealthScore', withoutModels)} }`;
    await measure(print, db, door, '50 guests without predictions and changes', lighter, () => ({ ids }), 60);
    await measure(print, db, door, 'list of 50 with scores', list, () => ({}), 100);
    await measure(print, db, keeping, 'list of 50 with scores, of the last scoring', list, () => ({}), 400);
  } finally {
    await db.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function openDemo(db: Db): Promise<{ readonly door: GraphqlDoor; readonly keeping: GraphqlDoor }> {
  const options = demoOptions({ customers: '500', until: '2026-03-01', currency: 'EUR', now });
  await loadDemo(db, options, ingest, () => undefined);
  await recordRows(db, ingest, 'customers', [{ customer_id: 'BENCH-500', name: 'Bench', email: 'bench@example.com' }]);
  const visits = Array.from({ length: 500 }, (_, index) => ({
    customer_id: 'BENCH-500',
    visit_id: `BENCH-${index}`,
    visited_at: new Date(now - (index + 1) * 1.5 * dayMs).toISOString(),
    gross: '24.50',
    discount: '2.00',
    total: '22.50',
  }));
  await recordRows(db, ingest, 'visits', visits);
  const items = visits.flatMap(({ customer_id, visit_id }, index) =>
    [0, 1, 2].map((line) => ({
      customer_id,
      visit_id,
      line: String(line + 1),
      menu_item_id: `B${(index + line) % 9}`,
      unit_price: '7.50',
    })),
  );
  for (let from = 0; from < items.length; from += 500) await recordRows(db, ingest, 'visit_items', items.slice(from, from + 500));
  const patient = { clock: () => now, patienceMs: Number.POSITIVE_INFINITY };
  const weeks = openWeeks({ db, worker: db, config: defaultScoring, calendar: groupCalendar, ...patient });
  const scoring = { config: defaultScoring, calendar: groupCalendar, weeks };
  await scoreCustomers(db, { ...scoring, asOf: now, now });
  const serving: Serving = {
    calendar: groupCalendar,
    scoring: fixedScoring(defaultScoring, weeks),
    db,
    answers: null,
    settings: readSettings({ TIME_ZONE: groupCalendar.timeZone }),
    rescore: async () => null,
    rescoreAll: async () => '',
    onFault: ({ error }) => {
      throw error;
    },
  };
  return { door: await openGraphql(serving), keeping: await openGraphql({ ...serving, answers: openAnswerCache(3_600) }) };
}

/** Warmed by count; a request is the document, its execution and the JSON text of the answer. */
async function measure(
  print: Print,
  db: Db,
  door: GraphqlDoor,
  name: string,
  query: string,
  variablesOf: (turn: number) => Readonly<Record<string, unknown>>,
  rounds: number,
): Promise<void> {
  let bytes = 0;
  const ask = async (turn: number) => {
    const answer = await door.run({ viewer, now, requestId: 'bench' }, { query, variables: variablesOf(turn) });
    if (answer.errors !== undefined) throw new Error(`expected an answer, got ${JSON.stringify(answer.errors.slice(0, 2))}`);
    bytes = JSON.stringify(answer).length;
  };
  for (let turn = 0; turn < rounds; turn += 1) await ask(turn);
  const statements = new Set<string>();
  let count = 0;
  db.onStatement = (statement) => {
    statements.add(statement);
    count += 1;
  };
  await ask(0);
  db.onStatement = null;
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let turn = 0; turn < rounds; turn += 1) {
    const startedAt = performance.now();
    await ask(turn);
    times.push(performance.now() - startedAt);
  }
  const { user, system } = process.cpuUsage(before);
  const sorted = times.toSorted((a, b) => a - b);
  print({ figure: `${name}: p50`, value: sorted[Math.floor(rounds / 2)] ?? 0, unit: 'ms' });
  print({ figure: `${name}: p99`, value: sorted[Math.floor(rounds * 0.99)] ?? 0, unit: 'ms' });
  print({ figure: `${name}: CPU of this process per request`, value: Math.round((user + system) / rounds), unit: 'µs' });
  print({ figure: `${name}: statements`, value: count, unit: 'statements' });
  print({ figure: `${name}: size of the answer`, value: Math.round(bytes / 1000), unit: 'kB' });
}
