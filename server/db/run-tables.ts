/** Rows of the runs: what is computed when, by whom, and who waits for it. */

/** A scoring of everybody. */
export interface ScoringRunRow {
  run_id: string;
  kind: string; // START, SCHEDULED, REQUESTED, COMMAND, BACKFILL
  as_of: Date;
  config_version: number;
  requested_at: Date;
  started_at: Date | null; // null: queued
  finished_at: Date | null;
  expected: number | null; // guests on record at its start
  guests: number | null; // these four once it has finished
  scored: number | null;
  insufficient: number | null;
  changed: number | null;
}

/** A part of a run that has not finished: the hashes of customer ids from `first_bucket` to `last_bucket`. */
export interface ScoringRangeRow {
  run_id: string;
  first_bucket: number;
  last_bucket: number;
  owner: string | null;
  after_bucket: number; // all guests before this hash are done
  after_key: string; // empty: how far a range is names nobody, who may be erased; a former version kept an id here
  guests: number;
  scored: number;
  changed: number;
  finished_at: Date | null;
}

export interface JobWorkerRow {
  worker_id: string;
  started_at: Date;
  heartbeat_at: Date;
}

/** What a run knows of some guests from the one before. */
export interface GuestBlockRow {
  first_bucket: number;
  block_count: number;
  format: number;
  stamp: number;
  guests: Buffer;
  facts: Buffer;
  facts_later: Buffer;
  found: Buffer;
  found_later: Buffer;
}

export interface RescoreMarkRow {
  customer_id: string;
  marked_at: Date;
}
