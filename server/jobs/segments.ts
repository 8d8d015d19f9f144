import type { Db } from '../db/open.ts';
import { businessDay, type Calendar, isoDay } from '../engine/calendar.ts';
import { expandFilter } from '../engine/segments/expand.ts';
import { countSegment } from '../store/segment-days.ts';
import { readSegments } from '../store/segments.ts';

/**
 * Counts every segment and notes who came and went since the last count. Counting twice counts nothing twice: to be called after each
 * scoring of everybody, and whenever somebody wants to know.
 * @param now milliseconds since 1970.
 * @returns how many segments were counted; one that was changed meanwhile is left to the next time.
 */
export async function recordSegmentCounts(db: Db, now: number, calendar: Calendar): Promise<number> {
  const segments = await readSegments(db);
  const conditions = new Map(segments.map(({ id, condition }) => [id, condition]));
  const lookup = { segment: (id: string) => conditions.get(id) ?? null, contact: () => [] };
  const day = isoDay(businessDay(now, calendar));
  let counted = 0;
  for (const segment of segments) {
    const done = await countSegment(db, segment, expandFilter(segment.condition, lookup, segment.id), day, now);
    if (done !== null) counted += 1;
  }
  return counted;
}
