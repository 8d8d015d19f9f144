-- Who made a key, such as 'session:1f3a' or 'command line'; null: made before this was noted.
alter table api_keys
  add column created_by text;
