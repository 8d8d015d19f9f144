-- What a run reads of a guest's visits, as one value: facts/packed-visits.ts writes and reads it. As good as the visits themselves while
-- no mark to score the guest again stands; who takes the mark away writes it anew.
create table packed_visits (
  customer_id text not null primary key references customers on delete cascade,
  format smallint not null,
  packed bytea not null
);
-- store/alert-list.ts: alerts from the newest. Of a collation of its own, which sorts as "C" does: PostgreSQL 18 would else walk through all
-- of it to find the alerts of some guests, where most were raised within one run.
drop index alerts_raised_at;
create index alerts_raised_at on alerts (raised_at, customer_id collate "POSIX", alert_id);
