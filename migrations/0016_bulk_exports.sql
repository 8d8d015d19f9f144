-- Queries over all customers that are run in the background and kept as a file for a day. Rows are kept for 90 days; what was asked and
-- what was found is sealed under a key of each export: without it nothing of them opens any more, in backups neither.
create table bulk_exports (
  export_id text not null primary key,
  state text not null check (state in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED', 'EXPIRED')),
  format text not null check (format in ('JSON_LINES', 'CSV')),
  requested_at timestamptz not null, -- the one instant of all its pages
  requested_by text not null, -- the principal, who is looked up again for each page
  requested_name text not null, -- the same for people
  master_key_id text not null,
  wrapped_key bytea, -- of everything sealed here and of the pieces; null: forgotten
  order_sealed bytea, -- the query and its variables; null: forgotten
  attempt integer not null default 0, -- raised by whoever takes the work on: who works under an older one stops
  started_at timestamptz, -- null: not yet
  finished_at timestamptz, -- also of a failed or cancelled one; null: not yet
  expires_at timestamptz, -- when the file is forgotten; null: there is none yet, or no more
  cursor_sealed bytea, -- behind the last row that is kept; null: nothing yet, or forgotten
  pieces integer not null default 0, -- kept, in order
  rows_done bigint not null default 0,
  rows_total bigint, -- at the beginning; null: not counted yet
  bytes bigint not null default 0 check (bytes >= 0), -- of the pieces together
  checksum text, -- SHA-256 of the whole file, hexadecimal; null: not finished
  problem text -- why it ended early; null: it did not
);
-- store/bulk-exports.ts: the newest of one principal, and how many of them are open
create index bulk_exports_by_principal on bulk_exports (requested_by, requested_at desc);

-- The file, sealed piece by piece: any process of the installation can go on with it, and any can send it.
create table bulk_export_pieces (
  export_id text not null, -- of bulk_exports
  piece_no integer not null check (piece_no >= 0),
  begins_at bigint not null check (begins_at >= 0), -- bytes of the file before it
  bytes integer not null check (bytes > 0),
  bytes_sealed bytea not null,
  primary key (export_id, piece_no)
);
alter table bulk_export_pieces alter column bytes_sealed set storage external; -- sealed bytes cannot be made smaller
