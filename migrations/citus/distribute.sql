-- Spreads the tables of a migrated database over the nodes of a Citus cluster. Not a migration: the migration runner leaves this folder
-- alone. Order, on the coordinator, while neither servers nor workers of ours run (docs/guides/scaling.md):
--   1. create extension citus; on every node, and the nodes made known with citus_add_node
--   2. ecx migrate
--   3. psql -v ON_ERROR_STOP=1 -f migrations/citus/distribute.sql
-- After an update that brought migrations: 2 and 3 again. What is distributed already is left alone, so it may run at any time again.
-- It knows no list of tables but rules over the catalogue:
--   DISTRIBUTED  customer_id comes first in the primary key: spread by it, all of a customer on one node
--   REFERENCE    what a distributed table points at by a foreign key without being one itself: whole on every node
--   LOCAL        everything else: on the coordinator alone
-- The order of the steps: reference tables, then the table that most of the others point at, then whoever points at what is done.
create or replace temporary view distribution_plan as
with recursive
  ours as (select oid, relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')),
  owned as (
    select o.oid
    from ours o join pg_index x on x.indrelid = o.oid and x.indisprimary
    join pg_attribute a on a.attrelid = o.oid and a.attnum = x.indkey[0]
    where a.attname = 'customer_id'
  ),
  points as (
    select distinct conrelid as from_table, confrelid as to_table
    from pg_constraint where contype = 'f' and conrelid <> confrelid and conrelid in (select oid from ours)
  ),
  small as (
    select to_table as oid from points where from_table in (select oid from owned) and to_table not in (select oid from owned)
    union
    select p.to_table from small s join points p on p.from_table = s.oid
  ),
  chain as (
    select oid, 0 as depth from ours
    union
    select p.from_table, c.depth + 1 from chain c join points p on p.to_table = c.oid where c.depth < 32
  ),
  kinds as (
    select
      o.relname::text as table_name,
      case when o.oid in (select oid from owned) then 'DISTRIBUTED' when o.oid in (select oid from small) then 'REFERENCE' else 'LOCAL' end as kind,
      -- the longest way of foreign keys from here: as many tables, one after the other, have to be there before
      (select max(c.depth) from chain c where c.oid = o.oid) as depth,
      (select count(*) from points p where p.to_table = o.oid) as pointed_at
    from ours o
  )
select
  kind,
  table_name,
  row_number() over (order by kind = 'LOCAL', kind = 'DISTRIBUTED', depth, pointed_at desc, table_name)::int as step,
  case
    when kind <> 'DISTRIBUTED' then null
    else nullif(first_value(table_name) over (partition by kind order by depth, pointed_at desc, table_name), table_name)
  end as beside -- whose shards it shares; null: it is the first one
from kinds;

do $$
declare
  planned record;
  found text; -- h: distributed by hash, n: reference or local table that Citus knows
  found_column text;
begin
  if not exists (select from pg_extension where extname = 'citus') then
    raise exception 'expected a database with the extension citus, got one without; run "create extension citus" on every node first, or leave this script alone on one PostgreSQL';
  end if;
  -- Foreign keys to a reference table would make Citus take the tables that hold them for local ones of its own until it is their turn,
  -- and refuse their foreign keys to customers: here, and for the tables that later migrations bring.
  set local citus.enable_local_reference_table_foreign_keys to off;
  execute format('alter database %I set citus.enable_local_reference_table_foreign_keys to off', current_database());
  -- Tables that point at each other are filled one after the other, over one connection to each node.
  set local citus.multi_shard_modify_mode to 'sequential';
  for planned in select * from distribution_plan where kind <> 'LOCAL' order by step loop
    execute 'select partmethod::text, column_to_column_name(logicalrelid, partkey) from pg_dist_partition where logicalrelid = $1::regclass'
      into found, found_column using format('public.%I', planned.table_name);
    if planned.kind = 'REFERENCE' and found is null then
      raise notice 'reference table: %', planned.table_name;
      execute format('select create_reference_table(%L)', 'public.' || quote_ident(planned.table_name));
    elsif planned.kind = 'DISTRIBUTED' and found is null then
      raise notice 'distributed by customer_id: %', planned.table_name;
      execute format(
        'select create_distributed_table(%L, %L, colocate_with => %L)',
        'public.' || quote_ident(planned.table_name), 'customer_id', coalesce('public.' || quote_ident(planned.beside), 'none')
      );
    elsif planned.kind = 'DISTRIBUTED' and (found <> 'h' or found_column <> 'customer_id') then
      raise exception 'expected % to be distributed by customer_id or not yet, got method % and column %; run select undistribute_table(%L) and this script again',
        planned.table_name, found, coalesce(found_column, 'none'), planned.table_name;
    end if;
  end loop;
end
$$;
