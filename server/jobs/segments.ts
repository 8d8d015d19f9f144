import type { Db } from '../db/open.ts';
import { businessDay, type Calendar, isoDay } from '../engine/calendar.ts';
import { expandFilter } from '../engine/segments/expand.ts';
import { needsScoring } from '../engine/segments/scored.ts';
import { countSegment } from '../store/segment-days.ts';
import { readSegments } from '../store/segments.ts';

/**
 * Counts every segment and notes who came and went since the last count. Counting twice counts nothing twice: to be called after each
 * scoring of everybody, and whenever somebody wants to know.
 * @param now milliseconds since 1970.
 * @param scores false: health scoring is switched off, so segments that look at scores are left out.
 * @returns how many segments were counted; one that was changed meanwhile is left to the next time.
 */
export async function recordSegmentCounts(db: Db, now: number, calendar: Calendar, scores = true): Promise<number> {
  const segments = await readSegments(db);
  const conditions = new Map(segments.map(({ id, condition }) => [id, condition]));
  const lookup = { segment: (id: string) => conditions.get(id) ?? null, contact: () => [] };
  const day = isoDay(businessDay(now, calendar));
  let counted = 0;
  for (const segment of segments) {
    const filter = expandFilter(segment.condition, lookup, segment.id);
    if (!scores && needsScoring(filter)) continue;
    if ((await countSegment(db, segment, filter, day, now)) !== null) counted += 1;
  }
  return counted;
}
