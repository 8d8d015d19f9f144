-- People have a name: that of the sign-in link, kept with the session it opens; null: the role in words.
alter table sign_in_tokens
  add column name text check (length(name) between 1 and 100);
alter table sessions
  add column name text check (length(name) between 1 and 100);

-- Beside the principal who did it, the name it had then; null: from before names were noted.
alter table scoring_configurations
  add column saved_by_name text;
alter table api_keys
  add column created_by_name text;
