-- The audit log: one entry for each answer that names customers, each change, each sign-in and each refused attempt. Entries are only ever
-- added. Each holds a keyed hash over the one before and itself, so that a changed, removed or exchanged one is found (store/audit-verify.ts).
-- Customers are named by ids; an erase replaces an id by the keyed hash that the chain was made with.
create table audit_entries (
  entry_no bigint not null primary key check (entry_no > 0), -- without gaps: taken from audit_head in the same transaction
  at timestamptz not null,
  kind text not null check (kind in ('READ', 'CHANGE', 'ACCESS')),
  door text not null,
  principal text not null,
  role text, -- null: nobody was recognised
  request_id text,
  operation text, -- as the caller's document names it
  acts text[] not null,
  targets text[] not null, -- ids of what was acted on, other than customers
  fields text[] not null, -- sealed data that was answered
  codes text[] not null, -- of refusals and failures; empty: done
  customer_ids text[] not null,
  hash bytea not null
);
-- store/audit-reading.ts: who saw a customer; store/audit-erase.ts: entries that name one who is erased
create index audit_entries_customers on audit_entries using gin (customer_ids);
-- store/audit-reading.ts: what one caller did, newest first
create index audit_entries_principal on audit_entries (principal, entry_no);
-- store/audit-reading.ts: entries of a time; store/audit-forget.ts: the newest one that is old enough to go
create index audit_entries_at on audit_entries using brin (at);

-- The end of the chain: whoever appends locks it, so that there is one chain however many processes write.
create table audit_head (
  head_id text not null primary key check (head_id = 'head'),
  entry_no bigint not null,
  hash bytea not null,
  removed_no bigint not null, -- the newest entry that was removed because it was old, so that the rest still begins somewhere known
  removed_hash bytea not null,
  removed_mac bytea
);
insert into audit_head (head_id, entry_no, hash, removed_no, removed_hash) values ('head', 0, '', 0, '');

-- What people call a caller, apart from the chain, so that a name can go and the entries stay.
create table audit_names (
  principal text not null primary key,
  name text not null,
  mac bytea not null -- keyed hash of the two
);

-- Keyed hashes of erased customers' ids, for entries that were waiting to be written when somebody was erased.
create table audit_erased (
  pseudonym text not null primary key
);
