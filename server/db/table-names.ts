import type { Tables } from './tables.ts';

/** A table that is missing here, or is no more, does not compile. */
const known: Readonly<Record<keyof Tables, true>> = {
  alert_events: true,
  alerts: true,
  api_keys: true,
  audit_entries: true,
  audit_erased: true,
  audit_head: true,
  audit_names: true,
  bulk_export_pieces: true,
  bulk_exports: true,
  campaign_sends: true,
  campaigns: true,
  current_scores: true,
  customer_keys: true,
  customer_versions: true,
  customers: true,
  deprecated_uses: true,
  erasures: true,
  feedback: true,
  idempotency_keys: true,
  import_pieces: true,
  imports: true,
  installation: true,
  interventions: true,
  job_workers: true,
  live_events: true,
  locations: true,
  loyalty_accounts: true,
  loyalty_transactions: true,
  menu_items: true,
  population_facts: true,
  rescore_marks: true,
  saved_queries: true,
  schema_migrations: true,
  score_history: true,
  scoring_configurations: true,
  scoring_ranges: true,
  scoring_runs: true,
  segment_days: true,
  segment_members: true,
  segment_versions: true,
  segments: true,
  sessions: true,
  sign_in_tokens: true,
  tombstones: true,
  visit_items: true,
  visits: true,
  webhook_deliveries: true,
  webhooks: true,
};

/** The tables that a statement reads or writes, by name; not what it makes up itself, such as a part that it names for its own use. */
export function tablesOf(text: string): string[] {
  const named = [...text.matchAll(/\b(?:from|join|into|update|using)\s+(?:only\s+)?"?([a-z_]+)\b(?!"?\s*\.)/gi)];
  return [...new Set(named.flatMap(([, name]) => (name !== undefined && Object.hasOwn(known, name) ? [name] : [])))].sort();
}
