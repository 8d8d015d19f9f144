-- ingest/formats/known.ts: visits of other systems (`system:id`) by their id alone, for refunds that name no guest and guests found out later
create index visits_of_systems on visits (visit_id) where visit_id like '%:%';
