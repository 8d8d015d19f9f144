/** The current rows of many guests, as a run reads them before it writes. */
import { sql } from 'kysely';
import { RowWriter, roomOf, type TypedCell } from '../db/binary-copy.ts';
import { BinaryRows, type RowPlace } from '../db/binary-rows.ts';
import type { Db } from '../db/open.ts';
import { binaryStatement } from '../db/statement.ts';
import { Words } from '../db/words.ts';
import { type CurrentScore, type StoredScore, scoreKinds } from './scores.ts';

const current = binaryStatement('store.currentScores', 'customer', (kysely, customerIds: readonly string[]) =>
  kysely
    .selectFrom('current_scores')
    .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
    .select([
      'customer_id',
      'week',
      'config_version',
      'method',
      'health_score',
      'exact_score',
      'health_level',
      'coverage',
      'confidence',
      'visit_frequency',
      'spending_behavior',
      'loyalty_engagement',
      'feedback_sentiment',
      'communication_response',
      'recency_factor',
      'visit_days',
      'last_visit_at',
      'expected_visits_per_30_days',
      'lifetime_value_minor',
      'last_12_months_minor',
      'lifetime_value_percentile',
      'rfm_group',
      'completeness_score',
      'completeness_level',
      'churn_probability',
      'churn_risk',
      'engagement_risk_probability',
      'engagement_risk',
      'value_risk_probability',
      'value_risk',
      'percentile_rank',
      'version',
    ]),
);

interface Known {
  readonly method: Words;
  readonly level: Words;
  readonly confidence: Words;
  readonly group: Words;
  readonly completeness: Words;
  readonly risk: Words;
  /** By day since 1970-01-01. */
  readonly weeks: Map<number, string>;
}

const known: Known = {
  method: new Words(),
  level: new Words(),
  confidence: new Words(),
  group: new Words(),
  completeness: new Words(),
  risk: new Words(),
  weeks: new Map(),
};

const dayMs = 86_400_000;

function weekOf(day: number, { weeks }: Known): string {
  const week = weeks.get(day) ?? new Date(day * dayMs).toISOString().slice(0, 10);
  weeks.set(day, week);
  return week;
}

function millisOrNull(micros: number | null): number | null {
  return micros === null ? null : Math.floor(micros / 1_000);
}

/** The fields are read in the order of the statement, which is that of a literal's fields. */
function scoreAt(rows: BinaryRows, known: Known): CurrentScore {
  return {
    customer_id: rows.text() ?? '',
    week: weekOf(rows.day() ?? 0, known),
    config_version: rows.int4() ?? 0,
    method: rows.word(known.method) ?? '',
    health_score: rows.int2(),
    exact_score: rows.float8(),
    health_level: rows.word(known.level),
    coverage: rows.float8() ?? 0,
    confidence: rows.word(known.confidence) ?? '',
    visit_frequency: rows.float8(),
    spending_behavior: rows.float8(),
    loyalty_engagement: rows.float8(),
    feedback_sentiment: rows.float8(),
    communication_response: rows.float8(),
    recency_factor: rows.float8(),
    visit_days: rows.int4() ?? 0,
    last_visit_at: millisOrNull(rows.micros()),
    expected_visits_per_30_days: rows.float8(),
    lifetime_value_minor: rows.int8() ?? 0,
    last_12_months_minor: rows.int8() ?? 0,
    lifetime_value_percentile: rows.float8(),
    rfm_group: rows.word(known.group),
    completeness_score: rows.float8() ?? 0,
    completeness_level: rows.word(known.completeness) ?? '',
    churn_probability: rows.float8(),
    churn_risk: rows.word(known.risk),
    engagement_risk_probability: rows.float8(),
    engagement_risk: rows.word(known.risk),
    value_risk_probability: rows.float8(),
    value_risk: rows.word(known.risk),
    percentile_rank: rows.float8(),
  };
}

/** The current rows of guests; who was never scored is absent. */
export async function readScores(db: Db, customerIds: readonly string[]): Promise<Map<string, StoredScore>> {
  const found = await openScores(db, customerIds);
  return new Map(
    customerIds.flatMap((id): [string, StoredScore][] => {
      const row = found(id);
      return row === null ? [] : [[id, row]];
    }),
  );
}

/** The same, each row made when it is asked for, and then forgotten: of thousands only a few are kept. Null: never scored. */
export async function openScores(db: Db, customerIds: readonly string[]): Promise<(customerId: string) => StoredScore | null> {
  const rows = await current(db, customerIds);
  const places = new Map<string, RowPlace>();
  for (let place = rows.firstPlace(); place !== null; place = rows.placeBehind(place))
    places.set(rows.open(place).text() ?? '', place);
  return (customerId) => {
    const place = places.get(customerId);
    if (place === undefined) return null;
    const row = scoreAt(rows.open(place), known);
    return Object.assign(row, { version: rows.int8() ?? 0 });
  };
}

const columns = Object.keys(scoreKinds) as (keyof CurrentScore)[];
const writer = new RowWriter(Object.values(scoreKinds));
const cells: TypedCell[] = columns.map(() => null);
let memory = Buffer.alloc(4_096);
writer.open(memory, 0);

/** A row as bytes, the same for the same row. They are written over by the next one. */
export function bytesOfScore(row: CurrentScore): Buffer {
  for (let index = 0; index < columns.length; index += 1) {
    const column = columns[index];
    cells[index] = column === undefined ? null : row[column];
  }
  const room = roomOf(cells);
  if (room > memory.length) {
    memory = Buffer.alloc(2 * room);
    writer.open(memory, 0);
  }
  writer.at = 0;
  writer.write(cells);
  return memory.subarray(0, writer.at);
}

const countBytes = 2;

/** The row of such bytes. @param from where they begin among others. */
export function scoreInBytes(bytes: Buffer, from: number): CurrentScore {
  return scoreAt(new BinaryRows(bytes, 1).open(from + countBytes), known);
}
