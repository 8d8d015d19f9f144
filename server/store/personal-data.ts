/**
 * Every column of the database by what it says of people: why it is kept, for how long, and who is sent it. Held against the catalogue by a
 * test, and the source of docs/privacy.md; `ecx export --customer` tells it beside each table.
 */

/**
 * GUEST: the rows belong to a guest; COPY: they repeat what rows of several guests say; STAFF: they say who of the staff did something;
 * NOBODY: no person can be known by them.
 */
export type Subject = 'GUEST' | 'COPY' | 'STAFF' | 'NOBODY';

export interface TableNotice {
  readonly of: Subject;
  readonly purpose: string;
  /** For how long. */
  readonly kept: string;
  /** Columns that say something of a person, by name with spaces between; sealed: encrypted under the guest's own key. */
  readonly personal: { readonly sealed?: string; readonly hashed?: string; readonly clear?: string };
  /** The others: keys of other tables, times of our own work, secrets. */
  readonly other: string;
}

const asLong = 'as long as the guest is on record; an erase removes it';
const days = (count: number) => `${count} days; an erase of a guest named in it removes it at once`;
const guest = (purpose: string, clear: string, other = '', more: Partial<TableNotice> = {}): TableNotice => ({
  of: 'GUEST',
  purpose,
  kept: asLong,
  personal: { clear },
  other,
  ...more,
});
const staff = (purpose: string, kept: string, clear: string, other: string, sealed = ''): TableNotice => ({
  of: 'STAFF',
  purpose,
  kept,
  personal: sealed === '' ? { clear } : { clear, sealed },
  other,
});
const nobody = (purpose: string, kept: string, other: string): TableNotice => ({
  of: 'NOBODY',
  purpose,
  kept,
  personal: {},
  other,
});

const attributes =
  'customer_id name segment city country language preferred_channel life_stage consent_email consent_sms consent_push created_at';
const scores =
  'health_score health_level percentile_rank visit_frequency spending_behavior loyalty_engagement feedback_sentiment communication_response recency_factor churn_risk engagement_risk value_risk';

const guests = {
  customers: guest('Know and reach the guest, as far as the guest consented', attributes, 'recorded_at', {
    personal: {
      clear: attributes,
      sealed: 'email_sealed phone_sealed birth_date_sealed dietary_sealed',
      hashed: 'email_index phone_index',
    },
  }),
  customer_versions: guest('Answer as of an earlier day, and show the history of consents', attributes, 'recorded_at', {
    personal: { clear: attributes, sealed: 'email_sealed phone_sealed birth_date_sealed dietary_sealed' },
  }),
  customer_keys: guest(
    'Open what is sealed; destroyed, nothing of it opens any more, in backups neither',
    'customer_id',
    'master_key_id wrapped_key',
  ),
  visits: guest(
    'Know habits, spend and rhythm of the guest',
    'customer_id visit_id visited_at business_day location_id service_type seating party_size item_count gross_minor discount_minor total_minor refund_minor channel campaign_id',
    'recorded_at',
  ),
  visit_items: guest(
    'Know what the guest likes',
    'customer_id visit_id line menu_item_id quantity unit_price_minor discount_minor',
    'recorded_at',
  ),
  loyalty_accounts: guest('Run the loyalty programme', 'customer_id tier joined_at', 'recorded_at'),
  loyalty_transactions: guest(
    'Run the loyalty programme',
    'customer_id transaction_id at business_day kind points tier',
    'recorded_at',
  ),
  campaign_sends: guest(
    'Know which messages reach and interest the guest, and not send too many',
    'customer_id campaign_id channel sent_at delivered_at opened_at clicked_at replied_at visit_id',
    'recorded_at',
  ),
  feedback: guest(
    'Hear what the guest thinks',
    'customer_id feedback_id at business_day source nps rating sentiment',
    'recorded_at',
    {
      personal: { clear: 'customer_id feedback_id at business_day source nps rating sentiment', sealed: 'comment_sealed' },
    },
  ),
  interventions: guest(
    'Know what was done for the guest, and what it returned',
    'customer_id intervention_id action at arm cost_minor',
    'recorded_at',
  ),
  current_scores: guest(
    'Say how the relationship with the guest is, and what it may need',
    `customer_id ${scores} exact_score coverage confidence visit_days last_visit_at expected_visits_per_30_days lifetime_value_minor last_12_months_minor lifetime_value_percentile rfm_group completeness_score completeness_level churn_probability engagement_risk_probability value_risk_probability`,
    'scored_at week config_version method recorded_at facts_computed_at version',
  ),
  score_history: guest(
    'Show how the relationship went',
    `customer_id ${scores}`,
    'scored_at recorded_at week config_version method',
    { kept: 'two years (ECX_RETENTION_HISTORY_DAYS), then the last row of each month; an erase removes it' },
  ),
  alerts: guest(
    'Call for attention, and answer for what became of it',
    'customer_id kind severity message evidence acknowledged_by assignee resolved_by',
    'alert_id clears_at as_of raised_at waiting_since first_acknowledged_at acknowledged_at snoozed_until escalated_at resolved_at cleared_at',
    { kept: 'two years after it was resolved (ECX_RETENTION_ALERT_DAYS); an erase removes it' },
  ),
  alert_events: guest(
    'Answer for what became of an alert',
    'customer_id kind principal name assignee',
    'alert_id event_no at snoozed_until',
    {
      personal: { clear: 'customer_id kind principal name assignee', sealed: 'note_sealed' },
      kept: 'as its alert',
    },
  ),
  live_events: guest('Tell listeners what they missed', 'customer_id topic subject at', 'transaction_id', { kept: days(1) }),
  rescore_marks: guest('Score the guest again soon', 'customer_id marked_at', '', { kept: 'seconds' }),
  segment_members: guest('Tell who enters and leaves a group', 'customer_id segment_id since'),
  webhook_deliveries: guest(
    'Send what a partner subscribed to, once and in order',
    'customer_id topic subject',
    'webhook_id transaction_id state noticed_at attempts next_attempt_at leased_until last_attempt_at status duration_ms error',
    { kept: days(7) },
  ),
} as const satisfies Readonly<Record<string, TableNotice>>;

const copies = {
  guest_blocks: {
    of: 'COPY',
    purpose:
      'Score everybody quickly: visits, attributes (of contact data only whether they are there and well formed) and the score before',
    kept: 'as long as its guests are on record, made anew by runs; an erase of a guest in it removes it at once',
    personal: { clear: 'guests facts facts_later found found_later' },
    other: 'first_bucket block_count format stamp',
  },
} as const satisfies Readonly<Record<string, TableNotice>>;

const people = {
  api_keys: staff(
    'Let programs in, and know who let them',
    'until removed by hand',
    'name reach_customer_ids created_by created_by_name',
    'key_id secret_digest role created_at expires_at revoked_at last_used_at scopes reach_segment_ids reach_location_ids',
  ),
  sessions: staff('Keep people signed in', 'until the session ends', 'name', 'session_digest role created_at expires_at'),
  sign_in_tokens: staff('Sign people in once', 'until the link ends', 'name', 'token_digest role created_at expires_at used_at'),
  imports: staff(
    'Bring uploaded files in, and know who did',
    'what the file says a day at most, that there was one 90 days; any erase removes what all files say at once',
    'file_name uploaded_by uploaded_name outcome',
    'import_id table_name bytes state uploaded_at master_key_id wrapped_key mapping create_customers attempt started_at finished_at bytes_done rows_done',
    'columns_sealed kinds_sealed',
  ),
  import_pieces: staff(
    'Hold an uploaded file until it is imported',
    'a day at most',
    '',
    'import_id part attempt piece_no',
    'bytes_sealed',
  ),
  bulk_exports: staff(
    'Write exports in the background, and know who asked',
    'the file a day, that there was one 90 days; any erase begins it again without the guest',
    'requested_by requested_name problem',
    'export_id state format requested_at master_key_id wrapped_key attempt started_at finished_at expires_at pieces rows_done rows_total bytes checksum',
    'order_sealed cursor_sealed',
  ),
  bulk_export_pieces: staff(
    'Hold a finished export until it is fetched',
    'a day',
    '',
    'export_id piece_no begins_at bytes',
    'bytes_sealed',
  ),
  idempotency_keys: staff(
    'Answer a repeated request as before',
    days(1),
    'principal response',
    'idempotency_key request_hash created_at',
  ),
  saved_queries: staff(
    'Keep questions for next time; an erased guest named in them gets a pseudonym',
    'until deleted',
    'owner owner_name name description document variables',
    'query_id is_shared updated_at',
  ),
  segments: staff(
    'Name groups of guests; an erased guest named in them gets a pseudonym',
    'until deleted',
    'name filter condition saved_by',
    'segment_id version saved_at counted_version',
  ),
  segment_versions: staff(
    'Know what a group meant when',
    'for good; an erased guest named in them gets a pseudonym',
    'name filter saved_by',
    'segment_id version saved_at',
  ),
  webhooks: staff(
    'Know where to send what, and who wished it',
    'until deleted; an erased guest named in them gets a pseudonym',
    'name url document variables stopped_why owner_principal owner_name',
    'webhook_id field enabled stopped stopped_at owner_role created_at saved_at master_key_id wrapped_key secret_sealed previous_sealed previous_until cursor_transaction failures failing_since held_until',
  ),
  scoring_configurations: staff(
    'Know who changed the scoring, and why',
    'for good',
    'note saved_by saved_by_name',
    'version settings saved_at',
  ),
  erasures: staff(
    'Prove that an erase was done; the guest is named by a keyed hash only',
    'for good',
    'erased_by erased_name',
    'erasure_id customer_hash erased_at row_counts receipt_hash replayed_at',
  ),
  tombstones: staff(
    'Keep erased guests from coming back: keyed hashes of id, e-mail address and telephone number',
    'for good',
    'hash',
    'kind erasure_id',
  ),
  audit_entries: staff(
    'Answer for who read and changed what; an erased guest named in them is named by a keyed hash from then on',
    '400 days (ECX_RETENTION_AUDIT_DAYS)',
    'principal role operation customer_ids',
    'entry_no at kind door request_id acts targets fields codes hash',
  ),
  audit_names: staff(
    'Know what people call who is named in the audit log',
    'as long as an entry names them',
    'principal name',
    'mac',
  ),
  audit_erased: staff('Name erased guests by a keyed hash in the audit log, too', 'for good', 'pseudonym', ''),
  deprecated_uses: staff('Know which programs must be changed', '400 days', 'principal client', 'used_on field operations'),
} as const satisfies Readonly<Record<string, TableNotice>>;

const own = {
  campaigns: nobody('Name what was sent', 'for good', 'campaign_id name channel kind starts_at ends_at cost_minor recorded_at'),
  locations: nobody('Name where', 'for good', 'location_id name time_zone venue_type recorded_at'),
  menu_items: nobody('Name what was ordered', 'for good', 'menu_item_id name category price_minor child_item recorded_at'),
  population_facts: nobody(
    'Figures of the whole base by week, never of one guest',
    'for good',
    'week config_version facts stale computed_at model_card',
  ),
  installation: nobody('What this installation was set up with', 'for good', 'name value recorded_at'),
  audit_head: nobody(
    'Where the audit log begins and ends',
    'for good',
    'head_id entry_no hash removed_no removed_hash removed_mac',
  ),
  job_workers: nobody('Who works', 'while it works', 'worker_id started_at heartbeat_at'),
  schema_migrations: nobody('Which tables there are', 'for good', 'name checksum applied_at'),
  scoring_ranges: nobody(
    'How far a run is, by the hash of ids',
    'while the run lasts',
    'run_id first_bucket last_bucket owner after_bucket after_key guests scored changed finished_at',
  ),
  scoring_runs: nobody(
    'Which runs there were',
    '90 days',
    'run_id kind as_of config_version requested_at started_at finished_at expected guests scored insufficient changed',
  ),
  segment_days: nobody('How groups grew, in counts', 'for good', 'segment_id day version members entered departed counted_at'),
} as const satisfies Readonly<Record<string, TableNotice>>;

/** Every table by its name. */
export const personalData: Readonly<Record<string, TableNotice>> = { ...guests, ...copies, ...people, ...own };

/** The names in a list of columns. */
export function columnsIn(list: string | undefined): string[] {
  return (list ?? '').split(' ').filter((name) => name !== '');
}
