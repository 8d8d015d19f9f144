-- Who was erased: receipts that name nobody, and keyed hashes by which imports, recordings and restored backups know whom they must not
-- bring back. They are kept for ever, also in a file beside the database (ingest/erasure-file.ts), which a restore does not take back.
create table erasures (
  erasure_id text not null primary key,
  customer_hash bytea not null, -- keyed hash of the id
  erased_at timestamptz not null,
  erased_by text not null, -- the principal
  erased_name text not null, -- the same for people
  row_counts jsonb not null, -- rows removed or changed, by table
  receipt_hash text not null, -- SHA-256 of the receipt, hexadecimal
  replayed_at timestamptz -- when it was done again on a restored backup; null: it was not
);
-- store/tombstones.ts: the erasure of one customer, so that a repeated one answers its receipt
create index erasures_customer_hash on erasures (customer_hash);

create table tombstones (
  hash bytea not null primary key, -- keyed hash of an id, an e-mail address or a telephone number
  kind text not null check (kind in ('CUSTOMER', 'EMAIL', 'PHONE')),
  erasure_id text not null -- of erasures
);
-- store/tombstones.ts: those of one erasure
create index tombstones_erasure on tombstones (erasure_id);

-- Names this installation and its backups: what was erased elsewhere is not erased here by a file that lies in the same folder.
insert into installation (name, value, recorded_at) values ('installation_id', gen_random_uuid()::text, now());
