-- Where others are told of what happens: an address with a subscription of its owner's choice.
create table webhooks (
  webhook_id text not null primary key,
  name text not null,
  url text not null,
  document text not null, -- a subscription
  variables text not null, -- JSON
  field text not null, -- its root field: the type of what is sent
  enabled boolean not null,
  stopped text check (stopped in ('GONE', 'FAILING', 'OWNER_ENDED', 'REFUSED')), -- null: it was not
  stopped_why text,
  stopped_at timestamptz,
  owner_principal text not null, -- who saved it first: what is sent is what that one may read
  owner_name text not null,
  owner_role text not null,
  created_at timestamptz not null,
  saved_at timestamptz not null,
  master_key_id text not null,
  wrapped_key bytea not null, -- of the secrets
  secret_sealed bytea not null,
  previous_sealed bytea, -- null: the secret was not changed lately
  previous_until timestamptz,
  cursor_transaction bigint not null, -- every event of the transactions before it is in webhook_deliveries
  failures integer not null default 0, -- attempts that failed since the last one that did not
  failing_since timestamptz,
  held_until timestamptz -- nothing is sent before; null: it need not wait
);

-- What is sent to a webhook, or was: one row per event, and the log.
create table webhook_deliveries (
  customer_id text not null references customers on delete cascade,
  webhook_id text not null, -- of webhooks
  transaction_id bigint not null, -- of the event, as the two below
  topic text not null,
  subject text not null,
  state text not null check (state in ('WAITING', 'DELIVERED', 'SKIPPED', 'FAILED')),
  noticed_at timestamptz not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  leased_until timestamptz, -- somebody is sending it; null: nobody
  last_attempt_at timestamptz, -- null: not tried yet, as the three below
  status integer, -- of HTTP; null: no answer
  duration_ms integer,
  error text, -- null: none
  primary key (customer_id, webhook_id, transaction_id, topic, subject)
);
-- store/webhook-deliveries.ts: what is due
create index webhook_deliveries_due on webhook_deliveries (webhook_id, next_attempt_at) where state = 'WAITING';
-- store/webhook-deliveries.ts: the log, newest first
create index webhook_deliveries_log on webhook_deliveries (webhook_id, noticed_at, transaction_id, customer_id, topic, subject);
-- store/webhook-deliveries.ts: what is too old to be kept
create index webhook_deliveries_noticed on webhook_deliveries (noticed_at);
