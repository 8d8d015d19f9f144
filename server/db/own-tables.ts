/** The rows of the tables that hold what we compute and keep for ourselves; units as in tables.ts. */

import type { ColumnType } from 'kysely';

/** A document: read as the parsed value, written as JSON text. */
export type JsonDocument = ColumnType<unknown, string, string>;

export interface PopulationFactsRow {
  week: string; // ISO date of the Monday
  config_version: number;
  facts: JsonDocument;
  model_card: JsonDocument | null; // null: computed before there were models
  stale: boolean; // an older event arrived since
  computed_at: Date;
}

export interface CurrentScoreRow {
  customer_id: string;
  scored_at: Date; // the as-of instant of this row
  week: string; // ISO date: the week of the population facts
  config_version: number;
  method: string;
  health_score: number | null; // 0 to 100; null: insufficient data
  exact_score: number | null;
  health_level: string | null;
  coverage: number; // share, 0 to 1
  confidence: string;
  visit_frequency: number | null; // 0 to 100, as the two below
  spending_behavior: number | null;
  recency_factor: number | null;
  visit_days: number;
  last_visit_at: Date | null;
  expected_visits_per_30_days: number | null;
  lifetime_value_minor: number;
  last_12_months_minor: number;
  lifetime_value_percentile: number | null; // 0 to 100
  rfm_group: string | null;
  completeness_score: number; // 0 to 100
  completeness_level: string;
  recorded_at: Date; // when the row was written
  loyalty_engagement: number | null; // 0 to 100; null: absent, as the two below
  feedback_sentiment: number | null;
  communication_response: number | null;
  churn_probability: number | null; // 0 to 1; null: absent, with its level, as the next two
  churn_risk: string | null; // LOW, MEDIUM, HIGH
  engagement_risk_probability: number | null;
  engagement_risk: string | null;
  value_risk_probability: number | null;
  value_risk: string | null;
  percentile_rank: number | null; // 0 to 100
}

/** What a run found, where one of its numbers had changed. */
export interface ScoreHistoryRow {
  customer_id: string;
  scored_at: Date; // the as-of instant of the answer
  recorded_at: Date;
  week: string; // ISO date
  config_version: number;
  method: string;
  health_score: number | null; // 0 to 100; null: insufficient data
  health_level: string | null;
  percentile_rank: number | null; // rounded, as the six below; null: absent
  visit_frequency: number | null;
  spending_behavior: number | null;
  loyalty_engagement: number | null;
  feedback_sentiment: number | null;
  communication_response: number | null;
  recency_factor: number | null;
  churn_risk: string | null; // LOW, MEDIUM, HIGH
  engagement_risk: string | null;
  value_risk: string | null;
}

export interface RescoreMarkRow {
  customer_id: string;
  marked_at: Date;
}

export interface IdempotencyKeyRow {
  principal: string;
  idempotency_key: string; // at most 255 characters
  request_hash: Buffer;
  response: JsonDocument;
  created_at: Date;
}

export interface SignInTokenRow {
  token_digest: Buffer; // SHA-256
  role: string;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null; // null: not used yet
}

export interface SessionRow {
  session_digest: Buffer; // SHA-256
  role: string;
  created_at: Date;
  expires_at: Date;
}

export interface ApiKeyRow {
  key_id: string;
  secret_digest: Buffer; // SHA-256
  name: string;
  role: string;
  reach_customer_ids: string[] | null; // null: no restriction, except for PARTNER, who then sees nobody
  created_at: Date;
  expires_at: Date | null; // null: does not expire
  revoked_at: Date | null;
  last_used_at: Date | null;
}

export interface InstallationRow {
  name: string;
  value: string;
  recorded_at: Date;
}

/** The migrations that were applied here; kept by migrate.ts itself. */
export interface SchemaMigrationRow {
  name: string; // the file's name
  checksum: string; // SHA-256 of its text, hexadecimal
  applied_at: Date;
}

export interface OwnTables {
  population_facts: PopulationFactsRow;
  current_scores: CurrentScoreRow;
  score_history: ScoreHistoryRow;
  rescore_marks: RescoreMarkRow;
  idempotency_keys: IdempotencyKeyRow;
  sign_in_tokens: SignInTokenRow;
  sessions: SessionRow;
  api_keys: ApiKeyRow;
  installation: InstallationRow;
  schema_migrations: SchemaMigrationRow;
}
