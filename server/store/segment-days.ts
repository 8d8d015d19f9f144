import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement, statementFamily, written } from '../db/statement.ts';
import type { GuestFilter } from '../engine/segments/filter.ts';
import { meets, sampleFilter } from './filter-sql.ts';
import { openTelling, wakeLive } from './live-events.ts';
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

/** Moves that one transaction notes and tells; who listens reads 10,000 events at once. */
const mostMoves = 4_000;

interface Moving {
  readonly id: string;
  readonly now: Date;
  /** Only these guests; null: everybody. */
  readonly among: readonly string[] | null;
  /** The number under which the moves are told: at most `mostMoves` each way then, the others are left to the next statement. Null: they are not. */
  readonly transaction: number | null;
}

const everyone = sql`true`;

const move = statementFamily<[moving: Moving, filter: GuestFilter], Moves>(
  'segments/move',
  'population',
  (kysely, { id, now, among, transaction }, filter) => {
    const within = (column: RawBuilder<unknown>) => (among === null ? everyone : sql`${column} = any(${among}::text[])`);
    const most = transaction === null ? null : mostMoves; // null: no limit
    return written(
      kysely,
      sql<Moves>`with found as materialized (
          select c.customer_id from customers as c left join current_scores as s on s.customer_id = c.customer_id
          where ${within(sql`c.customer_id`)} and ${meets(filter)}
        ), entered as (
          insert into segment_members (customer_id, segment_id, since)
          select f.customer_id, ${id}::text, ${now}::timestamptz from found as f
          where not exists (select from segment_members as m where m.customer_id = f.customer_id and m.segment_id = ${id}::text)
          order by f.customer_id limit ${most}::int on conflict do nothing returning customer_id
        ), leaving as (
          select m.customer_id from segment_members as m where m.segment_id = ${id}::text and ${within(sql`m.customer_id`)}
            and not exists (select from found as f where f.customer_id = m.customer_id)
          order by m.customer_id limit ${most}::int
        ), departed as (
          delete from segment_members as m using leaving as l where m.segment_id = ${id}::text and m.customer_id = l.customer_id
          returning m.customer_id
        ), told as (
          insert into live_events (customer_id, transaction_id, topic, subject, at)
          select t.customer_id, ${transaction}::bigint, 'SEGMENT',
            ${id}::text || t.change || (extract(epoch from ${now}::timestamptz) * 1000)::bigint::text, ${now}::timestamptz
          from (select customer_id, ' ENTERED ' as change from entered union all select customer_id, ' LEFT ' from departed) as t
          where ${transaction}::bigint is not null on conflict do nothing
        )
        select (select count(*) from found)::int as members, (select count(*) from entered)::int as entered,
          (select count(*) from departed)::int as departed`,
    );
  },
  [
    [{ id: 'x', now: new Date(0), among: null, transaction: null }, sampleFilter],
    [{ id: 'x', now: new Date(0), among: ['x'], transaction: 1 }, sampleFilter],
  ],
);

const countMembers = statement('segments/count-members', 'population', (kysely, id: string) =>
  kysely.selectFrom('segment_members').where('segment_id', '=', id).select(sql<number>`count(*)::int`.as('members')),
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
 * Counts a segment, notes who came and went since the last count, and tells it. The first count of a version only takes stock: a changed
 * definition is no move of guests. Guests who were erased are told of neither way.
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
  const moves = await movedAll(db, { segment, filter, day, now, among: null });
  return moves === null ? null : { day, version: segment.version, ...moves };
}

/**
 * The same for some guests only, such as those who were just scored again. Where no count has taken stock yet, nothing is told.
 * @returns whether the segment was looked at.
 */
export async function countAmong(
  db: Db,
  looking: Omit<Looking, 'among'> & { readonly among: readonly string[] },
): Promise<boolean> {
  return (await movedAll(db, looking)) !== null;
}

interface Looking {
  readonly segment: Segment;
  readonly filter: GuestFilter;
  readonly day: string;
  readonly now: number;
  /** Null: everybody. */
  readonly among: readonly string[] | null;
}

/** In as many transactions as there are moves for. Null: the segment was changed or deleted, or is not counted yet. */
async function movedAll(db: Db, looking: Looking): Promise<Moves | null> {
  const sum = { members: 0, entered: 0, departed: 0 };
  for (;;) {
    const step = await db.transaction((tx) => movedOnce(tx, looking));
    if (step === null) return null;
    sum.members = step.moves.members;
    sum.entered += step.moves.entered;
    sum.departed += step.moves.departed;
    if (!step.more) return sum;
  }
}

async function movedOnce(
  tx: Db,
  { segment, filter, day, now, among }: Looking,
): Promise<{ readonly moves: Moves; readonly more: boolean } | null> {
  const { id, version } = segment;
  const [held] = await hold(tx, id);
  if (held?.version !== version) return null;
  const isFirst = held.counted !== version;
  if (isFirst && among !== null) return null;
  if (isFirst) await forgetMembers(tx, id);
  const none = { members: 0, entered: 0, departed: 0 };
  const transaction = isFirst ? null : await openTelling(tx, false);
  const [found = none] = await move(tx, { id, now: new Date(now), among, transaction }, filter);
  const hasMoved = found.entered + found.departed > 0;
  if (hasMoved && !isFirst) await wakeLive(tx);
  if (!hasMoved && among !== null) return { moves: none, more: false };
  const more = !isFirst && (found.entered === mostMoves || found.departed === mostMoves);
  const members = among === null && !more ? found.members : ((await countMembers(tx, id))[0]?.members ?? 0);
  const moves = isFirst ? { members, entered: 0, departed: 0 } : { ...found, members };
  await putDay(tx, id, day, version, moves.members, moves.entered, moves.departed, new Date(now));
  if (isFirst) await noteCounted(tx, id, version);
  return { moves, more };
}
