-- Queries that somebody keeps in the explorer, for himself or for everybody.
create table saved_queries (
  query_id text not null primary key,
  owner text not null, -- the key's principal, or role and name of a sign-in
  owner_name text not null, -- the viewer's name
  name text not null,
  description text,
  document text not null, -- GraphQL, queries only
  variables text, -- JSON, as it was written
  is_shared boolean not null, -- true: everybody who may read figures of the venue sees it
  updated_at timestamptz not null
);
-- store/saved-queries.ts: one's own ones, for the list and its bound
create index saved_queries_owner on saved_queries (owner);
