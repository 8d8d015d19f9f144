-- What a run knows of some dozens of guests from the one before, as a few values: store/guest-blocks.ts writes and reads them. A guest's
-- part is as good as their rows while no mark to score them again stands and their current row is of the same version.
create table guest_blocks (
  first_bucket integer not null, -- of the hash of their ids; the block ends where the next one begins
  block_count integer not null, -- into how many blocks all hashes are cut
  format smallint not null,
  stamp bigint not null, -- another one after every writing
  guests bytea not null, -- who has which of the pieces in the values behind
  facts bytea not null,
  facts_later bytea not null,
  found bytea not null,
  found_later bytea not null,
  primary key (first_bucket, block_count)
);
-- Whole numbers and ids, packed already: to compress them again takes longer than all that is done with them.
alter table guest_blocks
  alter column guests set storage main,
  alter column facts set storage external,
  alter column facts_later set storage external,
  alter column found set storage external,
  alter column found_later set storage external;
-- Blocks hold what it held.
drop table packed_visits;
