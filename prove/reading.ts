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
import { fixedScoring } from '../server/facts/scoring-rules.ts';
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
    const door = await openGraphql({
      db,
      settings,
      calendar: scoring.calendar,
      scoring: fixedScoring(scoring.config, weeks),
      answers: null,
      rescore: async () => null,
      rescoreAll: async () => '',
      onFault,
    });
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

type Part = Readonly<Record<string, unknown>>;

const part = (value: unknown): Part => (typeof value === 'object' && value !== null ? (value as Part) : {});
const parts = (value: unknown): Part[] => (Array.isArray(value) ? value.map(part) : []);
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((below: unknown, name) => part(below)[name], value);

/** A value as a manager reads it; – for what is not known. */
function say(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  if (Array.isArray(value)) return value.map(say).join(', ');
  const { amount, currency } = part(value);
  return amount === undefined ? String(value) : `${amount} ${currency}`;
}

const all = (list: unknown, line: (entry: Part) => string): string => parts(list).map(line).join(' · ') || '–';
const advice = ({ title, description, channel, expectedNetValue }: Part) =>
  `\n      ${say(title)} [${say(channel)}, ${say(expectedNetValue)}]: ${say(description)}`;

/** A guest's whole answer on some twenty lines. */
function pageOf(id: string, data: unknown): string {
  const health = at(data, 'customerHealthScore');
  const profile = at(data, 'enhancedCustomerProfile');
  if (at(health, 'healthLevel') === undefined) return `=== ${id}\n${JSON.stringify(data)}\n`;
  return `=== ${id} ${say(at(health, 'customer', 'name'))}\n${[...healthLines(health), ...profileLines(profile)].map((line) => `  ${line}`).join('\n')}\n`;
}

function healthLines(health: unknown): string[] {
  const lack = at(health, 'insufficientData', 'message');
  const components = Object.entries(part(at(health, 'components'))).filter(([name]) => name !== '__typename');
  const risks = Object.entries(part(at(health, 'riskAssessment')));
  const insights = at(health, 'insights');
  return [
    `health ${say(at(health, 'healthScore'))} ${say(at(health, 'healthLevel'))}, confidence ${say(at(health, 'confidence'))}, 30 days ${say(at(health, 'trend', 'change'))}${lack === undefined ? '' : ` (${say(lack)})`}`,
    `  ${components.map(([name, value]) => `${name} ${say(at(value, 'score'))}${at(value, 'score') === null ? ` (${say(at(value, 'insufficientData', 'message'))})` : ''}`).join(' · ')}`,
    ...risks.map(
      ([name, risk]) =>
        `${name} ${say(at(risk, 'probability'))} ${say(at(risk, 'riskLevel'))}: ${all(at(risk, 'drivers'), (driver) => `${say(driver.name)} ${say(driver.value)} (${say(driver.effect)})`)}; against it: ${all(at(risk, 'mitigationStrategies'), ({ title }) => say(title))}`,
    ),
    ...predictionLines(at(health, 'predictionModels')),
    `engagement ${say(at(health, 'engagementAnalysis', 'overallLevel'))} ${say(at(health, 'engagementAnalysis', 'score'))}; benchmark: rank ${say(at(health, 'benchmarkComparison', 'percentileRank'))}, segment ${say(at(health, 'benchmarkComparison', 'segmentAverage'))}, all ${say(at(health, 'benchmarkComparison', 'industryAverage'))}`,
    `alerts: ${all(at(insights, 'criticalAlerts'), ({ kind, severity, message }) => `${say(kind)} ${say(severity)}: ${say(message)}`)}`,
    `opportunities: ${all(at(insights, 'opportunities'), ({ title }) => say(title))}; recommendations: ${all(at(insights, 'recommendations'), ({ title }) => say(title))}`,
  ];
}

function predictionLines(models: unknown): string[] {
  const lack = at(models, 'insufficientData', 'message');
  const next = at(models, 'nextVisit');
  const range = (forecast: unknown) =>
    `${say(at(forecast, 'expected'))} (${say(at(forecast, 'lower'))} to ${say(at(forecast, 'upper'))})`;
  return [
    `predicted (${say(at(models, 'tier'))}): back within ${say(at(models, 'horizonDays'))} days ${say(at(next, 'returnProbability'))}, by ${say(at(next, 'p10'))} / ${say(at(next, 'p50'))} / ${say(at(next, 'p90'))}; visits ${range(at(models, 'visits'))}; spend ${range(at(models, 'spending'))}; next year ${range(at(models, 'lifetimeValue'))}${lack === undefined ? '' : ` (${say(lack)})`}`,
    `churn 50 % on ${say(at(models, 'churnReaches50On'))}, 80 % on ${say(at(models, 'churnReaches80On'))}; against it: ${all(at(models, 'churnPrevention'), ({ driver, action, doBefore }) => `${say(driver)} → ${say(at(action, 'title'))} before ${say(doBefore)}`)}`,
  ];
}

function profileLines(profile: unknown): string[] {
  const habits = at(profile, 'behavioralPreferences');
  const pattern = at(habits, 'visitPatterns');
  const dining = at(habits, 'diningPreferences');
  const bought = at(profile, 'purchaseHistoryAnalysis');
  const who = at(profile, 'demographicInsights');
  const relation = at(profile, 'relationshipStrength');
  const insights = at(profile, 'personalizedInsights');
  return [
    `comes ${say(at(pattern, 'visitsPer30Days'))} times in 30 days, regularity ${say(at(pattern, 'regularity'))}, on ${say(at(pattern, 'preferredDay'))}, ${say(at(pattern, 'preferredDaypart'))}; ${say(at(dining, 'seating', 'usual'))}, ${say(at(dining, 'serviceType', 'usual'))}, party of ${say(at(dining, 'partySize', 'median'))}; points: ${say(at(habits, 'loyaltyBehavior', 'tier'))} ${say(at(habits, 'loyaltyBehavior', 'balance'))}`,
    `spent ${say(at(bought, 'lifetimeValue', 'total'))} (${say(at(bought, 'lifetimeValue', 'trend', 'direction'))}, rank ${say(at(bought, 'lifetimeValue', 'percentile'))}), ${say(at(bought, 'spendingPatterns', 'averageOrderValue'))} a visit, price sensitivity ${say(at(bought, 'spendingPatterns', 'priceSensitivity', 'level'))}, group ${say(at(bought, 'rfm', 'group'))}`,
    `season ${say(at(habits, 'seasonalTrends', 'peakMonth'))}; large parties ${all(parts(at(who, 'socialBehavior', 'occasions')).slice(0, 3), ({ at: when, partySize, people }) => `${say(when).slice(0, 10)} ${say(people ?? partySize)}`)}; unused points ${say(at(habits, 'loyaltyBehavior', 'breakageRisk', 'level'))}; buys ${all(parts(at(bought, 'categoryPreferences')).slice(0, 3), ({ category, share, trend }) => `${say(category)} ${say(share)} ${say(trend)}`)}`,
    `loves ${all(at(bought, 'favoriteItems'), ({ name, share }) => `${say(name)} ${say(share)}`)}`,
    `age ${say(at(who, 'ageGroup'))}, ${say(at(who, 'lifeStage', 'value'))} (${say(at(who, 'lifeStage', 'basis'))} ${say(at(who, 'lifeStage', 'confidence'))}), solo ${say(at(who, 'socialBehavior', 'soloShare'))} couple ${say(at(who, 'socialBehavior', 'coupleShare'))} group ${say(at(who, 'socialBehavior', 'groupShare'))}, write by ${say(at(who, 'communicationPreferences', 'preferredChannel', 'value') ?? at(who, 'communicationPreferences', 'preferredChannel'))}`,
    `relation ${say(at(relation, 'overallScore'))} ${say(at(relation, 'strengthLevel'))}: ${all(at(relation, 'relationshipFactors'), ({ name, score }) => `${say(name)} ${say(score)}`)}`,
    `milestones: ${all(parts(at(relation, 'milestones')).slice(0, 4), ({ date, title: what }) => `${say(date)} ${say(what)}`)}`,
    `data ${say(at(profile, 'profileCompleteness', 'overallScore'))} ${say(at(profile, 'profileCompleteness', 'completenessLevel'))}, ask for ${all(parts(at(profile, 'profileCompleteness', 'missingFields')).slice(0, 3), ({ field }) => say(field))}; ${say(at(profile, 'profileCompleteness', 'dataQuality', 'brokenRules'))}`,
    `next: ${all(at(insights, 'nextBestActions'), advice)}`,
    `offers: ${all(at(insights, 'tailoredOffers'), advice)}`,
    `care: ${all(at(insights, 'careOpportunities'), advice)}`,
    `risk factors: ${all(at(insights, 'riskFactors'), (risk) => `${say(risk.kind)}: ${say(risk.description)}`)}`,
  ];
}
