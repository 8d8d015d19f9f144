-- A key that sees who is in saved segments, or who has visited locations, as they are at each request; null: not limited in this way.
alter table api_keys
  add column reach_segment_ids text[],
  add column reach_location_ids text[];
