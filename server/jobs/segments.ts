import type { Db } from '../db/open.ts';
import { businessDay, type Calendar, isoDay } from '../engine/calendar.ts';
import { expandFilter } from '../engine/segments/expand.ts';
import type { GuestFilter } from '../engine/segments/filter.ts';
import { needsScoring } from '../engine/segments/scored.ts';
import { note, notesOf } from '../store/installation.ts';
import { anyScoreSince, readLive } from '../store/live-events.ts';
import { countAmong, countSegment } from '../store/segment-days.ts';
import { readSegments, type Segment } from '../store/segments.ts';

/**
 * Counts every segment and notes who came and went since the last count. Counting twice counts nothing twice: to be called after each
 * scoring of everybody, and whenever somebody wants to know.
 * @param now milliseconds since 1970.
 * @param scores false: health scoring is switched off, so segments that look at scores are left out.
 * @returns how many segments were counted; one that was changed meanwhile is left to the next time.
 */
export async function recordSegmentCounts(db: Db, now: number, calendar: Calendar, scores = true): Promise<number> {
  let counted = 0;
  for (const { segment, filter } of await readable(db, scores)) {
    if ((await countSegment(db, segment, filter, dayOf(now, calendar), now)) !== null) counted += 1;
  }
  return counted;
}

/** Saved segments with their filters, without references. */
async function readable(db: Db, scores: boolean): Promise<{ readonly segment: Segment; readonly filter: GuestFilter }[]> {
  const segments = await readSegments(db);
  const conditions = new Map(segments.map(({ id, condition }) => [id, condition]));
  const lookup = { segment: (id: string) => conditions.get(id) ?? null, contact: () => [] };
  const expanded = segments.map((segment) => ({ segment, filter: expandFilter(segment.condition, lookup, segment.id) }));
  return expanded.filter(({ filter }) => scores || !needsScoring(filter));
}

const dayOf = (now: number, calendar: Calendar): string => isoDay(businessDay(now, calendar));

/** Where the following of scores goes on, among what is noted of this installation. */
const followedName = 'segments_followed';

/**
 * Looks at the segments of the guests whose scores were told since the last time: whoever paid a visit, however it came in, is told to have
 * entered or left within seconds. Where it stops half-way it begins again at the same place, and finds nothing twice.
 */
export async function followSegments(db: Db, clock: () => number, calendar: Calendar): Promise<void> {
  for (let more = true; more; ) {
    const from = Number((await notesOf(db, [followedName])).get(followedName) ?? 0);
    const reading = await readLive(db, from);
    const ids = [...new Set(reading.events.filter(({ topic }) => topic === 'SCORE').map(({ customerId }) => customerId))];
    const now = clock();
    if (ids.length > 0)
      for (const { segment, filter } of await readable(db, true))
        await countAmong(db, { segment, filter, day: dayOf(now, calendar), now, among: ids });
    await note(db, followedName, String(reading.horizon), now);
    more = reading.more && reading.horizon > from;
  }
}

/** Whether scores were told that nobody has looked at for segments, and there are segments. */
export async function isFollowingDue(db: Db): Promise<boolean> {
  return await anyScoreSince(db, followedName);
}
