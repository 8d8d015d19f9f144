/** Current rows as answers: what a run has found of a guest, while everything that it rests on is as it was. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { Scored } from './scored-at.ts';
import type { CurrentScore } from './scores.ts';

const columns = [
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
  'churn_probability',
  'churn_risk',
  'engagement_risk_probability',
  'engagement_risk',
  'value_risk_probability',
  'value_risk',
] as const satisfies readonly (keyof CurrentScore)[];

/** The row of a guest's last scoring. */
export interface KeptScore extends Pick<CurrentScore, (typeof columns)[number] | 'week'>, Scored {
  /** Whether the facts of its week are still those that it was computed with. */
  readonly isCurrent: boolean;
}

/**
 * A row of `current_scores as s` as one JSON list, of `rescore_marks as m` and `population_facts as p` on its customer and week: a list of
 * many guests is read in half the time. Null: never scored, or events were recorded since, so that nothing that was computed before counts.
 */
export function keptJson(): RawBuilder<unknown> {
  const values = sql.join(columns.map((column) => sql.ref(`s.${column}`)));
  return sql`case when s.customer_id is null or m.customer_id is not null then null else json_build_array(
    (extract(epoch from s.scored_at) * 1000)::float8, (extract(epoch from s.recorded_at) * 1000)::float8, s.version::text,
    coalesce(not p.stale and p.config_version = s.config_version and p.computed_at = s.facts_computed_at, false), s.week, ${values}) end`;
}

type ValuesOf<Names extends readonly (keyof CurrentScore)[]> = {
  readonly [Place in keyof Names]: CurrentScore[Names[Place] & keyof CurrentScore];
};

/** What `keptJson` says. */
export type KeptValues = readonly [
  scoredAt: number,
  recordedAt: number,
  version: string,
  isCurrent: boolean,
  week: string,
  ...columns: ValuesOf<typeof columns>,
];

/** A literal, because objects that are put together by names are slow. */
export function keptScore(values: KeptValues): KeptScore {
  return {
    scoredAt: values[0],
    recordedAt: values[1],
    version: values[2],
    isCurrent: values[3],
    week: values[4],
    config_version: values[5],
    method: values[6],
    health_score: values[7],
    exact_score: values[8],
    health_level: values[9],
    coverage: values[10],
    confidence: values[11],
    visit_frequency: values[12],
    spending_behavior: values[13],
    loyalty_engagement: values[14],
    feedback_sentiment: values[15],
    communication_response: values[16],
    recency_factor: values[17],
    visit_days: values[18],
    churn_probability: values[19],
    churn_risk: values[20],
    engagement_risk_probability: values[21],
    engagement_risk: values[22],
    value_risk_probability: values[23],
    value_risk: values[24],
  };
}

const kept = statement('store.keptScores', 'customer', (kysely, customerIds: readonly string[]) =>
  kysely
    .selectFrom('current_scores as s')
    .leftJoin('rescore_marks as m', (join) =>
      join.onRef('m.customer_id', '=', 's.customer_id').on(sql<boolean>`m.customer_id = any(${customerIds}::text[])`),
    )
    .leftJoin('population_facts as p', 'p.week', 's.week')
    .where(sql<boolean>`s.customer_id = any(${customerIds}::text[])`)
    .select(['s.customer_id as customerId', sql<string | null>`${keptJson()}::text`.as('kept')]),
);

/** The rows of guests; absent: none that counts. */
export async function readKeptScores(db: Db, customerIds: readonly string[]): Promise<Map<string, KeptScore>> {
  const found = new Map<string, KeptScore>();
  for (const { customerId, kept: text } of await kept(db, customerIds)) {
    if (text !== null) found.set(customerId, keptScore(JSON.parse(text) as KeptValues));
  }
  return found;
}
