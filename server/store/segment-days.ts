import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement, statementFamily, written } from '../db/statement.ts';
import type { GuestFilter } from '../engine/segments/filter.ts';
import { meets, sampleFilter } from './filter-sql.ts';
import type { Segment } from './segments.ts';

/** What the counts of one local day found of a segment. */
export interface SegmentDay {
  /** ISO date. */
  readonly day: string;
  readonly version: number;
  readonly members: number;
  readonly entered: number;
  readonly departed: number;
}

const days = statement('segments/days', 'own', (kysely, id: string, count: number) =>
  kysely
    .selectFrom('segment_days')
    .where('segment_id', '=', id)
    .orderBy('day', 'desc')
    .limit(sql<number>`${count}::int`)
    .select(['day', 'version', 'members', 'entered', 'departed']),
);

/** The newest counted days of a segment, newest first. */
export function readSegmentDays(db: Db, id: string, count: number): Promise<SegmentDay[]> {
  return days(db, id, count);
}

const hold = statement('segments/hold', 'own', (kysely, id: string) =>
  kysely.selectFrom('segments').where('segment_id', '=', id).forUpdate().select(['version', 'counted_version as counted']),
);
const forgetMembers = statement('segments/forget-members', 'population', (kysely, id: string) =>
  kysely.deleteFrom('segment_members').where('segment_id', '=', id),
);
const noteCounted = statement('segments/note-counted', 'own', (kysely, id: string, version: number) =>
  kysely.updateTable('segments').set({ counted_version: version }).where('segment_id', '=', id),
);

interface Moves {
  readonly members: number;
  readonly entered: number;
  readonly departed: number;
}

const move = statementFamily<[id: string, filter: GuestFilter, now: Date], Moves>(
  'segments/move',
  'population',
  (kysely, id, filter, now) =>
    written(
      kysely,
      sql<Moves>`with found as materialized (
          select c.customer_id from customers as c left join current_scores as s on s.customer_id = c.customer_id where ${meets(filter)}
        ), entered as (
          insert into segment_members (customer_id, segment_id, since)
          select customer_id, ${id}::text, ${now}::timestamptz from found order by customer_id on conflict do nothing returning customer_id
        ), departed as (
          delete from segment_members as m where m.segment_id = ${id}::text
            and not exists (select from found as f where f.customer_id = m.customer_id) returning m.customer_id
        )
        select (select count(*) from found)::int as members, (select count(*) from entered)::int as entered,
          (select count(*) from departed)::int as departed`,
    ),
  [['x', sampleFilter, new Date(0)]],
);

const putDay = statement(
  'segments/put-day',
  'own',
  (kysely, id: string, day: string, version: number, members: number, entered: number, departed: number, at: Date) =>
    kysely
      .insertInto('segment_days')
      .values({ segment_id: id, day, version, members, entered, departed, counted_at: at })
      .onConflict((conflict) =>
        conflict.columns(['segment_id', 'day']).doUpdateSet({
          version: sql`excluded.version`,
          members: sql`excluded.members`,
          entered: sql`segment_days.entered + excluded.entered`,
          departed: sql`segment_days.departed + excluded.departed`,
          counted_at: sql`excluded.counted_at`,
        }),
      ),
);

/**
 * Counts a segment and notes who came and went since the last count. The first count of a version only takes stock: a changed definition
 * is no move of guests. Guests who were erased are told of neither way.
 * @param filter the segment's own, without references. `now` in milliseconds since 1970.
 * @returns null: the segment was changed or deleted meanwhile.
 */
export async function countSegment(
  db: Db,
  segment: Segment,
  filter: GuestFilter,
  day: string,
  now: number,
): Promise<SegmentDay | null> {
  const { id, version } = segment;
  return await db.transaction(async (tx) => {
    const [held] = await hold(tx, id);
    if (held?.version !== version) return null;
    const isFirst = held.counted !== version;
    if (isFirst) await forgetMembers(tx, id);
    const [found = { members: 0, entered: 0, departed: 0 }] = await move(tx, id, filter, new Date(now));
    const moves = isFirst ? { ...found, entered: 0, departed: 0 } : found;
    await putDay(tx, id, day, version, moves.members, moves.entered, moves.departed, new Date(now));
    if (isFirst) await noteCounted(tx, id, version);
    return { day, version, ...moves };
  });
}
