-- What was saved of the scoring: weights, thresholds and bands that differ from the defaults. Version 1 is the defaults and has no row; the
-- highest version counts (store/configurations.ts).
create table scoring_configurations (
  version integer not null primary key check (version > 1),
  settings jsonb not null, -- values by name; what is not named has its default
  note text, -- why, in the words of who saved it
  saved_at timestamptz not null,
  saved_by text not null -- the principal
);
