import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

/** Guests of one level of something. */
export interface LevelCount {
  readonly level: string;
  readonly guests: number;
}

/** Guests of one segment at one health level. */
export interface SegmentLevelCount extends LevelCount {
  /** RFM group; null: none. */
  readonly segment: string | null;
  /** Mean health score of those with one; null: none has one. */
  readonly meanScore: number | null;
}

/** The state of the whole base, as of the last scoring of each guest. */
export interface BaseState {
  readonly completeness: readonly LevelCount[];
  readonly health: readonly SegmentLevelCount[];
  readonly churn: readonly LevelCount[];
  /** Guests whose newest event is not in their score yet. */
  readonly waiting: number;
  /** Seconds since 1970 of the oldest mark of such a guest; null: nobody waits. */
  readonly waitingSince: number | null;
}

const byCompleteness = statement('monitoring/completeness', 'population', (kysely) =>
  kysely
    .selectFrom('current_scores')
    .groupBy('completeness_level')
    .orderBy('completeness_level')
    .select(['completeness_level as level', sql<number>`count(*)::int`.as('guests')]),
);

const byHealth = statement('monitoring/health', 'population', (kysely) =>
  kysely
    .selectFrom('current_scores')
    .groupBy(['rfm_group', 'health_level'])
    .orderBy('rfm_group')
    .orderBy('health_level')
    .select([
      'rfm_group as segment',
      sql<string>`coalesce(health_level, 'NONE')`.as('level'),
      sql<number>`count(*)::int`.as('guests'),
      sql<number | null>`avg(health_score)::float8`.as('meanScore'),
    ]),
);

const byChurn = statement('monitoring/churn', 'population', (kysely) =>
  kysely
    .selectFrom('current_scores')
    .groupBy('churn_risk')
    .orderBy('churn_risk')
    .select([sql<string>`coalesce(churn_risk, 'NONE')`.as('level'), sql<number>`count(*)::int`.as('guests')]),
);

const marks = statement('monitoring/marks', 'population', (kysely) =>
  kysely
    .selectFrom('rescore_marks')
    .select([
      sql<number>`count(*)::int`.as('waiting'),
      sql<number | null>`extract(epoch from min(marked_at))::float8`.as('waitingSince'),
    ]),
);

/** Four small aggregates over the current rows. @throws DatabaseUnavailable */
export async function readBaseState(db: Db): Promise<BaseState> {
  const [completeness, health, churn, waiting] = [
    await byCompleteness(db),
    await byHealth(db),
    await byChurn(db),
    await marks(db),
  ];
  return { completeness, health, churn, waiting: waiting[0]?.waiting ?? 0, waitingSince: waiting[0]?.waitingSince ?? null };
}
