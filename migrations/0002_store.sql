-- What we compute and keep for ourselves.

-- Facts about the whole base at a Monday 00:00 of the main time zone: a pure function of the events before it.
create table population_facts (
  week date not null primary key, -- the Monday
  config_version integer not null,
  facts jsonb not null,
  stale boolean not null, -- an older event arrived since
  computed_at timestamptz not null
);

-- One current row per guest, unrounded, for lists, filters and percentiles; written by scoring.
create table current_scores (
  customer_id text not null primary key references customers on delete cascade,
  scored_at timestamptz not null, -- the as-of instant of this row, and of every answer that names no instant
  week date not null, -- the week of the population facts
  config_version integer not null,
  method text not null,
  health_score smallint check (health_score between 0 and 100), -- null: insufficient data
  exact_score double precision,
  health_level text,
  coverage double precision not null,
  confidence text not null,
  visit_frequency double precision,
  spending_behavior double precision,
  recency_factor double precision,
  visit_days integer not null,
  last_visit_at timestamptz,
  expected_visits_per_30_days double precision,
  lifetime_value_minor bigint not null,
  last_12_months_minor bigint not null,
  lifetime_value_percentile double precision,
  rfm_group text,
  completeness_score double precision not null,
  completeness_level text not null,
  recorded_at timestamptz not null -- when the row was written
);
-- store/guest-list.ts: lists ordered by score, last visit, value; null sorts last
create index current_scores_health_score on current_scores ((coalesce(health_score, -1)), customer_id);
create index current_scores_last_visit on current_scores ((coalesce(last_visit_at, '-infinity'::timestamptz)), customer_id);
create index current_scores_value on current_scores (lifetime_value_minor, customer_id);

-- Guests whose current row is older than their newest recorded event: they are answered as of now until they are scored again.
create table rescore_marks (
  customer_id text not null primary key references customers on delete cascade,
  marked_at timestamptz not null
);

-- Mutations repeated with the same key answer the first answer for 24 hours.
create table idempotency_keys (
  principal text not null,
  idempotency_key text not null check (length(idempotency_key) <= 255),
  request_hash bytea not null,
  response jsonb not null,
  created_at timestamptz not null,
  primary key (principal, idempotency_key)
);

-- Sign-in links (single use), browser sessions, API keys: only digests are kept.
create table sign_in_tokens (
  token_digest bytea not null primary key,
  role text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table sessions (
  session_digest bytea not null primary key,
  role text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create table api_keys (
  key_id text not null primary key,
  secret_digest bytea not null,
  name text not null,
  role text not null,
  reach_customer_ids text[], -- null: no restriction, except for PARTNER, who then sees nobody
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

-- What this installation was set up with; a later start with other values is told so.
create table installation (
  name text not null primary key,
  value text not null,
  recorded_at timestamptz not null
);
