-- A run reads the visits of everybody, and they lie in the order of time: each guest's on as many pages of the table as there are visits.
-- This index holds all that is read of them, so that they come from one or two of its pages.
drop index visits_customer_visited_at;
-- facts/visits.ts, facts/items.ts: all visits of a batch of customers up to an instant, from the index alone
create index visits_of_customers on visits (customer_id, visited_at) include (
  visit_id, business_day, location_id, service_type, seating, party_size, item_count, gross_minor, discount_minor, total_minor, refund_minor,
  channel, campaign_id
);
-- Room on each page for the row that a run confirms without a change: then none of the indexes is touched.
alter table current_scores set (fillfactor = 50);
