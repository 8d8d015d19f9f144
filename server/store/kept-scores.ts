/** Current rows as answers: what a run has found of a guest, while everything that it rests on is as it was. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { millis } from './guests.ts';
import type { CurrentScore, Scored } from './scores.ts';

type Kept = Pick<
  CurrentScore,
  | 'week'
  | 'config_version'
  | 'method'
  | 'health_score'
  | 'exact_score'
  | 'health_level'
  | 'coverage'
  | 'confidence'
  | 'visit_frequency'
  | 'spending_behavior'
  | 'loyalty_engagement'
  | 'feedback_sentiment'
  | 'communication_response'
  | 'recency_factor'
  | 'visit_days'
  | 'churn_probability'
  | 'churn_risk'
  | 'engagement_risk_probability'
  | 'engagement_risk'
  | 'value_risk_probability'
  | 'value_risk'
>;

/** The row of a guest's last scoring. */
export interface KeptScore extends Kept, Scored {
  /** Whether the facts of its week are still those that it was computed with. */
  readonly isCurrent: boolean;
}

interface KeptRow extends KeptScore {
  readonly customer_id: string;
}

const kept = statement('store.keptScores', 'customer', (kysely, customerIds: readonly string[]) =>
  kysely
    .selectFrom('current_scores as s')
    .leftJoin('rescore_marks as m', (join) =>
      join.onRef('m.customer_id', '=', 's.customer_id').on(sql<boolean>`m.customer_id = any(${customerIds}::text[])`),
    )
    .leftJoin('population_facts as p', 'p.week', 's.week')
    .where(sql<boolean>`s.customer_id = any(${customerIds}::text[])`)
    .where('m.customer_id', 'is', null)
    .select([
      's.customer_id',
      millis('s.scored_at').as('scoredAt'),
      millis('s.recorded_at').as('recordedAt'),
      sql<string>`s.xmin::text`.as('version'),
      sql<boolean>`coalesce(not p.stale and p.config_version = s.config_version and p.computed_at = s.facts_computed_at, false)`.as(
        'isCurrent',
      ),
      's.week',
      's.config_version',
      's.method',
      's.health_score',
      's.exact_score',
      's.health_level',
      's.coverage',
      's.confidence',
      's.visit_frequency',
      's.spending_behavior',
      's.loyalty_engagement',
      's.feedback_sentiment',
      's.communication_response',
      's.recency_factor',
      's.visit_days',
      's.churn_probability',
      's.churn_risk',
      's.engagement_risk_probability',
      's.engagement_risk',
      's.value_risk_probability',
      's.value_risk',
    ])
    .$castTo<KeptRow>(),
);

/** The rows of guests. Absent: never scored, or events were recorded since, so that nothing that was computed before counts. */
export async function readKeptScores(db: Db, customerIds: readonly string[]): Promise<Map<string, KeptScore>> {
  const rows = await kept(db, customerIds);
  return new Map(rows.map((row) => [row.customer_id, row]));
}
