-- Another number after every writing of the row, on every node of a cluster: what rests on a row is kept no longer than it stands.
alter table current_scores
  add column version bigint not null default 0;
