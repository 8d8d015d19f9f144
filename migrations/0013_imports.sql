-- Files that were uploaded in the browser, on their way to an import. Rows are kept for 90 days, what the files say for a day at most
-- (store/imports.ts): without its key nothing of it opens any more, in backups neither.
create table imports (
  import_id text not null primary key,
  table_name text not null, -- where its rows belong
  file_name text not null, -- as the browser names it
  bytes bigint not null check (bytes >= 0), -- as received
  state text not null check (state in ('RECEIVING', 'UPLOADED', 'CHECKING', 'CHECKED', 'IMPORTING', 'DONE', 'FAILED', 'DISCARDED')),
  uploaded_at timestamptz not null,
  uploaded_by text not null, -- the principal
  uploaded_name text not null, -- the same for people
  master_key_id text not null,
  wrapped_key bytea, -- of everything sealed here and of the pieces; null: forgotten
  columns_sealed bytea, -- header and first values; null: not read yet, or forgotten
  mapping jsonb, -- which column of the file is read as which of ours; null: nothing was chosen yet
  create_customers boolean not null default false,
  attempt integer not null default 0, -- raised by whoever takes the work on: who works under an older one stops
  started_at timestamptz, -- of the last check or import, as the five below
  finished_at timestamptz,
  bytes_done bigint not null default 0,
  rows_done integer not null default 0,
  outcome jsonb, -- counts, warnings and what stopped it; null: not finished
  kinds_sealed bytea -- refused rows by kind with the first of each; null: not finished, or forgotten
);

-- The file itself and the refused rows as CSV, sealed piece by piece: any process of the installation can go on with them.
create table import_pieces (
  import_id text not null, -- of imports
  part text not null check (part in ('FILE', 'REJECTS')),
  attempt integer not null, -- 0 for the file
  piece_no integer not null check (piece_no >= 0),
  bytes_sealed bytea not null,
  primary key (import_id, part, attempt, piece_no)
);
alter table import_pieces alter column bytes_sealed set storage external; -- sealed bytes cannot be made smaller
