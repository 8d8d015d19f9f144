-- Groups of guests that somebody named: the current version of each.
create table segments (
  segment_id text not null primary key,
  version integer not null check (version > 0),
  name text not null,
  filter jsonb not null, -- as it was sent
  condition jsonb not null, -- as it is decided, checked
  saved_by text not null, -- the viewer's name
  saved_at timestamptz not null,
  counted_version integer -- the version that segment_members belongs to; null: not counted yet
);
-- store/segments.ts: no two segments of one name, whatever its case
create unique index segments_name on segments (lower(name));

-- Every version that ever held, the current one included; those of deleted segments stay.
create table segment_versions (
  segment_id text not null,
  version integer not null,
  name text not null,
  filter jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null,
  primary key (segment_id, version)
);

-- Who was in a segment when it was last counted: what entries and exits are told by.
create table segment_members (
  customer_id text not null references customers on delete cascade,
  segment_id text not null,
  since timestamptz not null, -- when a count first found the guest there
  primary key (customer_id, segment_id)
);
-- store/segment-days.ts: the members of one segment
create index segment_members_segment on segment_members (segment_id, customer_id);

-- What the counts of a local day found of a segment: the members at the last one, entries and exits over all of them.
create table segment_days (
  segment_id text not null,
  day date not null,
  version integer not null,
  members integer not null check (members >= 0),
  entered integer not null check (entered >= 0),
  departed integer not null check (departed >= 0),
  counted_at timestamptz not null,
  primary key (segment_id, day)
);
