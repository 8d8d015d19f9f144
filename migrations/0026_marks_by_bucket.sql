-- store/marks.ts: the marked guests who are scored together, in the order of the hash by which a cluster spreads them
create index rescore_marks_bucket on rescore_marks (hashtext(customer_id), customer_id);
