-- What called for a manager's attention, and what became of it. An alert is latched until what raised it has cleared: one that was
-- resolved by hand while it still holds is not raised again.
create table alerts (
  customer_id text not null references customers on delete cascade,
  alert_id text not null, -- the kind and how manieth of it this is
  kind text not null,
  severity text not null, -- LOW, MEDIUM, HIGH, CRITICAL; may rise
  message text not null,
  evidence jsonb not null, -- as the rule saw it when it was raised, or when it last got worse
  clears_at double precision, -- where it clears, in the unit of its kind; null: when its rule no longer holds
  as_of timestamptz not null, -- the instant of the scoring that raised it
  raised_at timestamptz not null,
  waiting_since timestamptz not null, -- raised, or opened again
  first_acknowledged_at timestamptz, -- stays when it is reopened: the response time ends here
  acknowledged_at timestamptz, -- null: nobody has taken it on, or it was reopened since
  acknowledged_by text,
  snoozed_until timestamptz,
  assignee text,
  escalated_at timestamptz,
  resolved_at timestamptz, -- null: open
  resolved_by text,
  cleared_at timestamptz, -- null: latched
  primary key (customer_id, alert_id)
);
-- store/alerts.ts: one open alert per guest and kind
create unique index alerts_open on alerts (customer_id, kind) where resolved_at is null;
-- store/alerts.ts: the alerts that a run looks at
create index alerts_latched on alerts (customer_id, kind) where cleared_at is null;
-- store/alert-list.ts: newest first
create index alerts_raised_at on alerts (raised_at, customer_id, alert_id);
-- store/alerts.ts: those that nobody answered for too long
create index alerts_waiting on alerts (waiting_since) where resolved_at is null and acknowledged_at is null;

-- Who did what with an alert, and when.
create table alert_events (
  customer_id text not null,
  alert_id text not null,
  event_no integer not null check (event_no > 0),
  kind text not null, -- RAISED, ACKNOWLEDGED, SNOOZED, ASSIGNED, NOTED, ESCALATED, RESOLVED, REOPENED
  at timestamptz not null,
  principal text, -- null: a run did it
  name text,
  note_sealed bytea, -- free text
  snoozed_until timestamptz,
  assignee text,
  primary key (customer_id, alert_id, event_no),
  foreign key (customer_id, alert_id) references alerts on delete cascade
);

-- What is told to whoever listens, for those who come back after a break; kept for a while.
create table live_events (
  customer_id text not null references customers on delete cascade,
  -- The transaction that told it. Of two transactions either may commit first: who reads on from the oldest one that was still running
  -- misses nothing.
  transaction_id bigint not null,
  topic text not null, -- SCORE, ALERT
  subject text not null, -- of an alert: its id and severity; of a score: empty
  at timestamptz not null,
  primary key (customer_id, transaction_id, topic, subject)
);
-- store/live-events.ts: everything from a transaction on
create index live_events_transaction on live_events (transaction_id);
-- store/live-events.ts: what is too old to be kept
create index live_events_at on live_events (at);
