/** The rows of the tables that hold what we compute and keep for ourselves; units as in tables.ts. */

import type { ColumnType } from 'kysely';
import type { AuditEntryRow, AuditErasedRow, AuditHeadRow, AuditNameRow, DeprecatedUseRow } from './audit-tables.ts';
import type { BulkExportPieceRow, BulkExportRow } from './bulk-tables.ts';
import type { ErasureRow, TombstoneRow } from './erasure-tables.ts';
import type { GuestBlockRow, JobWorkerRow, RescoreMarkRow, ScoringRangeRow, ScoringRunRow } from './run-tables.ts';
import type { SavedQueryRow } from './saved-query-tables.ts';
import type { WebhookDeliveryRow, WebhookRow } from './webhook-tables.ts';

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
  facts_computed_at: Date | null; // of the population facts that it rests on
  version: number; // another one after every writing
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

export interface AlertRow {
  customer_id: string;
  alert_id: string; // unique within the customer
  kind: string;
  severity: string; // LOW, MEDIUM, HIGH, CRITICAL
  message: string;
  evidence: JsonDocument;
  clears_at: number | null; // in the unit of its kind; null: when its rule no longer holds
  as_of: Date; // the instant of the scoring that raised it
  raised_at: Date;
  waiting_since: Date; // raised, or opened again
  first_acknowledged_at: Date | null;
  acknowledged_at: Date | null; // null: nobody has taken it on, or it was reopened since
  acknowledged_by: string | null;
  snoozed_until: Date | null;
  assignee: string | null;
  escalated_at: Date | null;
  resolved_at: Date | null; // null: open
  resolved_by: string | null;
  cleared_at: Date | null; // null: latched
}

export interface AlertEventRow {
  customer_id: string;
  alert_id: string;
  event_no: number; // 1 is the first
  kind: string;
  at: Date;
  principal: string | null; // null: a run did it
  name: string | null;
  note_sealed: Buffer | null;
  snoozed_until: Date | null;
  assignee: string | null;
}

export interface LiveEventRow {
  customer_id: string;
  transaction_id: number;
  topic: string; // SCORE, ALERT, SEGMENT
  subject: string; // as store/live-events.ts says
  at: Date;
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
  name: string | null; // of who will be signed in; null: the role in words
}

export interface SessionRow {
  session_digest: Buffer; // SHA-256
  role: string;
  created_at: Date;
  expires_at: Date;
  name: string | null; // of who is signed in; null: the role in words
}

export interface ApiKeyRow {
  key_id: string;
  secret_digest: Buffer; // SHA-256
  name: string;
  role: string;
  reach_customer_ids: string[] | null; // null, as the two below: no restriction, except for PARTNER, who then sees nobody
  reach_segment_ids: string[] | null;
  reach_location_ids: string[] | null;
  scopes: string[]; // what it may do beyond its role: metrics
  created_at: Date;
  expires_at: Date | null; // null: does not expire
  revoked_at: Date | null;
  last_used_at: Date | null;
  created_by: string | null; // the principal; null: made before this was noted
  created_by_name: string | null; // the same for people; null: made before names were noted
}

export interface InstallationRow {
  name: string;
  value: string;
  recorded_at: Date;
}

/** A named group of guests, as it is now. */
export interface SegmentRow {
  segment_id: string;
  version: number; // from 1
  name: string;
  filter: JsonDocument; // as it was sent
  condition: JsonDocument; // as it is decided
  saved_by: string;
  saved_at: Date;
  counted_version: number | null; // the version that its members belong to; null: not counted yet
}

export interface SegmentVersionRow {
  segment_id: string;
  version: number;
  name: string;
  filter: JsonDocument;
  saved_by: string;
  saved_at: Date;
}

/** Who was in a segment when it was last counted. */
export interface SegmentMemberRow {
  customer_id: string;
  segment_id: string;
  since: Date;
}

export interface SegmentDayRow {
  segment_id: string;
  day: string; // ISO date, local
  version: number;
  members: number;
  entered: number;
  departed: number;
  counted_at: Date;
}

export interface ScoringConfigurationRow {
  version: number; // from 2 on
  settings: JsonDocument; // values by name; what is not named has its default
  note: string | null;
  saved_at: Date;
  saved_by: string; // the principal
  saved_by_name: string | null; // the same for people; null: saved before names were noted
}

/** A file that was uploaded, on its way to an import. */
export interface ImportRow {
  import_id: string;
  table_name: string;
  file_name: string;
  bytes: number;
  state: string; // RECEIVING, UPLOADED, CHECKING, CHECKED, IMPORTING, DONE, FAILED, DISCARDED
  uploaded_at: Date;
  uploaded_by: string; // the principal
  uploaded_name: string;
  master_key_id: string;
  wrapped_key: Buffer | null; // null: what was sealed is forgotten
  columns_sealed: Buffer | null;
  mapping: JsonDocument | null; // null: not chosen yet
  create_customers: boolean;
  attempt: number;
  started_at: Date | null; // of the last check or import, as the five below
  finished_at: Date | null;
  bytes_done: number;
  rows_done: number;
  outcome: JsonDocument | null; // null: not finished
  kinds_sealed: Buffer | null;
}

export interface ImportPieceRow {
  import_id: string;
  part: string; // FILE, REJECTS
  attempt: number; // 0 for the file
  piece_no: number; // from 0
  bytes_sealed: Buffer;
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
  scoring_runs: ScoringRunRow;
  scoring_ranges: ScoringRangeRow;
  job_workers: JobWorkerRow;
  guest_blocks: GuestBlockRow;
  rescore_marks: RescoreMarkRow;
  alerts: AlertRow;
  alert_events: AlertEventRow;
  live_events: LiveEventRow;
  idempotency_keys: IdempotencyKeyRow;
  sign_in_tokens: SignInTokenRow;
  sessions: SessionRow;
  api_keys: ApiKeyRow;
  installation: InstallationRow;
  segments: SegmentRow;
  segment_versions: SegmentVersionRow;
  segment_members: SegmentMemberRow;
  segment_days: SegmentDayRow;
  scoring_configurations: ScoringConfigurationRow;
  imports: ImportRow;
  import_pieces: ImportPieceRow;
  bulk_exports: BulkExportRow;
  bulk_export_pieces: BulkExportPieceRow;
  saved_queries: SavedQueryRow;
  webhooks: WebhookRow;
  webhook_deliveries: WebhookDeliveryRow;
  deprecated_uses: DeprecatedUseRow;
  erasures: ErasureRow;
  tombstones: TombstoneRow;
  audit_entries: AuditEntryRow;
  audit_head: AuditHeadRow;
  audit_names: AuditNameRow;
  audit_erased: AuditErasedRow;
  schema_migrations: SchemaMigrationRow;
}
