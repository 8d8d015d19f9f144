-- What a key may do beyond its role: 'metrics' reads /metrics.
alter table api_keys
  add column scopes text[] not null default '{}';
