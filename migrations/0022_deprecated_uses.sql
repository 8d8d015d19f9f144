-- How often which caller names something deprecated, by day (UTC): who has to be told before a name goes. No customer is in it.
create table deprecated_uses (
  used_on date not null,
  principal text not null, -- key:<id>, session, admin-token
  client text not null, -- what the program calls itself; empty: nothing
  field text not null, -- a schema coordinate, such as Customer.city
  operations bigint not null check (operations > 0),
  primary key (used_on, principal, client, field) -- store/deprecated-uses.ts: the last days, and what is too old
);
