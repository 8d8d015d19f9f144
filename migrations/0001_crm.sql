-- The CRM as it is imported: tables and columns named as the import files and columns, so that analysts with SQL find them.
-- Money is in integer minor units of CURRENCY. Times are instants; business_day is the local day that begins at BUSINESS_DAY_START.
-- recorded_at is when this installation learned of a row (recording time), never used for as-of answers about events.

-- Small reference tables: rows named only by an event are created with their id as name.
create table locations (
  location_id text primary key,
  name text not null,
  time_zone text, -- IANA name; null: the installation's TIME_ZONE
  venue_type text, -- CAFE, QUICK_SERVICE, CASUAL, FINE_DINING, BAR, BAKERY; null: not stated
  recorded_at timestamptz not null
);

create table menu_items (
  menu_item_id text primary key,
  name text not null,
  category text,
  price_minor bigint check (price_minor >= 0),
  child_item boolean, -- null: not stated
  recorded_at timestamptz not null
);

create table campaigns (
  campaign_id text primary key,
  name text not null,
  channel text,
  kind text,
  starts_at timestamptz,
  ends_at timestamptz,
  cost_minor bigint check (cost_minor >= 0),
  recorded_at timestamptz not null
);

-- The newest version of each customer. Contact data, birth date and dietary needs are sealed with the customer's own data key;
-- *_index are keyed hashes (blind indexes) of the normalised value for exact search.
create table customers (
  customer_id text not null primary key,
  name text,
  email_sealed bytea,
  email_index bytea,
  phone_sealed bytea,
  phone_index bytea,
  birth_date_sealed bytea,
  dietary_sealed bytea,
  segment text,
  city text,
  country text,
  language text,
  preferred_channel text,
  life_stage text,
  consent_email boolean, -- null: never asked
  consent_sms boolean,
  consent_push boolean,
  created_at timestamptz not null,
  recorded_at timestamptz not null -- since when this version holds
);
-- jobs/score.ts, facts/population.ts: the walk over hash buckets
create index customers_bucket on customers (hashtext(customer_id), customer_id);
-- store/guest-list.ts: list by name; collation "C" is the same on every PostgreSQL and in every version of its libraries
create index customers_name on customers ((lower(name) collate "C"), customer_id);
-- store/guests.ts: exact search by e-mail and by phone
create index customers_email_index on customers (email_index) where email_index is not null;
create index customers_phone_index on customers (phone_index) where phone_index is not null;
-- store/guest-list.ts: filter by the CRM's segment
create index customers_segment on customers (segment, customer_id);

-- Former versions: what held from recorded_at until the next version's. The first one holds for all time before.
create table customer_versions (
  customer_id text not null references customers on delete cascade,
  recorded_at timestamptz not null,
  name text,
  email_sealed bytea,
  phone_sealed bytea,
  birth_date_sealed bytea,
  dietary_sealed bytea,
  segment text,
  city text,
  country text,
  language text,
  preferred_channel text,
  life_stage text,
  consent_email boolean,
  consent_sms boolean,
  consent_push boolean,
  created_at timestamptz not null,
  primary key (customer_id, recorded_at)
);

-- One data key per customer, wrapped by the master key named in the record. Without its row the sealed columns are unreadable for ever.
create table customer_keys (
  customer_id text not null primary key references customers on delete cascade,
  master_key_id text not null,
  wrapped_key bytea not null
);

create table visits (
  customer_id text not null references customers on delete cascade,
  visit_id text not null,
  visited_at timestamptz not null,
  business_day date not null,
  location_id text references locations,
  service_type text, -- DINE_IN, TAKEAWAY, DELIVERY or what the CRM says
  seating text,
  party_size integer check (party_size > 0),
  item_count numeric(12, 3) check (item_count >= 0),
  gross_minor bigint check (gross_minor >= 0),
  discount_minor bigint check (discount_minor >= 0),
  total_minor bigint check (total_minor >= 0), -- gross − discount before refund; null: unknown, not 0
  refund_minor bigint check (refund_minor >= 0),
  channel text,
  campaign_id text references campaigns,
  recorded_at timestamptz not null,
  primary key (customer_id, visit_id)
);
-- facts/visits.ts, facts/items.ts: all visits of a batch of customers up to an instant
create index visits_customer_visited_at on visits (customer_id, visited_at);
-- facts/sources.ts: the newest visit of the whole base at an instant
create index visits_visited_at on visits (visited_at);

create table visit_items (
  customer_id text not null,
  visit_id text not null,
  line integer not null check (line > 0),
  menu_item_id text not null references menu_items,
  quantity numeric(12, 3) not null check (quantity > 0),
  unit_price_minor bigint check (unit_price_minor >= 0), -- null: unknown
  discount_minor bigint check (discount_minor >= 0),
  recorded_at timestamptz not null,
  primary key (customer_id, visit_id, line),
  foreign key (customer_id, visit_id) references visits on delete cascade
);

create table loyalty_accounts (
  customer_id text not null primary key references customers on delete cascade,
  tier text,
  joined_at timestamptz,
  recorded_at timestamptz not null
);

create table loyalty_transactions (
  customer_id text not null references customers on delete cascade,
  transaction_id text not null,
  at timestamptz not null,
  business_day date not null,
  kind text, -- EARN, REDEEM, EXPIRE, ADJUST, TIER
  points numeric(14, 2), -- never negative for EARN and REDEEM
  tier text, -- the tier after this transaction; null: unchanged
  recorded_at timestamptz not null,
  primary key (customer_id, transaction_id)
);
-- facts/loyalty.ts: a batch of customers up to an instant
create index loyalty_transactions_customer_at on loyalty_transactions (customer_id, at);
-- facts/sources.ts: the newest loyalty transaction of the whole base at an instant
create index loyalty_transactions_at on loyalty_transactions (at);

create table campaign_sends (
  customer_id text not null references customers on delete cascade,
  campaign_id text not null references campaigns,
  channel text not null, -- of the send, else of its campaign, else OTHER
  sent_at timestamptz not null,
  delivered_at timestamptz,
  opened_at timestamptz,
  clicked_at timestamptz,
  replied_at timestamptz,
  visit_id text, -- the visit attributed to the send
  recorded_at timestamptz not null,
  primary key (customer_id, campaign_id, channel, sent_at)
);
-- facts/sources.ts: the newest send of the whole base at an instant
create index campaign_sends_sent_at on campaign_sends (sent_at);

create table feedback (
  customer_id text not null references customers on delete cascade,
  feedback_id text not null,
  at timestamptz not null,
  business_day date not null,
  source text,
  nps integer check (nps between 0 and 10),
  rating double precision check (rating between 1 and 5),
  sentiment double precision check (sentiment between -1 and 1),
  comment_sealed bytea, -- free text
  recorded_at timestamptz not null,
  primary key (customer_id, feedback_id)
);
-- store/history.ts: feedback, newest first
create index feedback_customer_at on feedback (customer_id, at);
-- facts/sources.ts: the newest feedback of the whole base at an instant
create index feedback_at on feedback (at);

create table interventions (
  customer_id text not null references customers on delete cascade,
  intervention_id text not null,
  action text not null,
  at timestamptz not null,
  arm text not null check (arm in ('TREATMENT', 'CONTROL')),
  cost_minor bigint check (cost_minor >= 0),
  recorded_at timestamptz not null,
  primary key (customer_id, intervention_id)
);
