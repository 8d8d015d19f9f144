-- Which computation of the week's facts a row rests on: as long as it is the one that is stored, the row is the answer of its instant.
-- Null: written before this was noted, or the facts were renewed while the row was computed; then the answer is computed.
alter table current_scores
  add column facts_computed_at timestamptz;
