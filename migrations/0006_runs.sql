-- Scoring of everybody: what was run, which part of it is whose, and who is alive to do it.
create table scoring_runs (
  run_id text not null primary key,
  kind text not null, -- START, SCHEDULED, REQUESTED, COMMAND
  as_of timestamptz not null, -- the instant that its answers know events up to
  config_version integer not null,
  requested_at timestamptz not null,
  started_at timestamptz, -- null: queued, it has no ranges yet
  finished_at timestamptz, -- null: not finished
  expected integer, -- guests on record at its start
  guests integer, -- these four once it has finished
  scored integer,
  insufficient integer,
  changed integer -- guests of whom something that history shows has changed
);
-- store/runs.ts: newest first, a page at a time; the newest one
create index scoring_runs_newest on scoring_runs (requested_at, run_id);

-- The parts of a run that has not finished, by the hash of the customer's id.
create table scoring_ranges (
  run_id text not null, -- of scoring_runs
  first_bucket integer not null,
  last_bucket integer not null,
  owner text, -- who scores it; null: nobody yet
  after_bucket integer not null, -- all guests up to here are done
  after_key text not null,
  guests integer not null,
  scored integer not null,
  changed integer not null,
  finished_at timestamptz,
  primary key (run_id, first_bucket)
);

-- Whoever works on runs says every few seconds that it is alive; what belongs to the others may be taken over.
create table job_workers (
  worker_id text not null primary key,
  started_at timestamptz not null,
  heartbeat_at timestamptz not null
);
