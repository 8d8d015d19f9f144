/** How a guest's silence compares with the own rhythm. */

export type Standing = 'none' | 'once' | 'within' | 'slipping' | 'lost';

/** Own gaps without a visit beyond which a guest is slipping, and beyond which the visits have stopped. */
const slippingGaps = 1.5;
const lostGaps = 4;
/** Points of recency from which a silence is still as usual for the guest, whatever its mean gap says: the sentence never contradicts the score. */
const usualRecency = 60;

/**
 * @param silentDays days since the last visit; null: no visit. @param gapDays mean days between visits; null: fewer than two.
 * @param recency the score's own judgement of the silence, 0 to 100; null: not known, then the gap alone decides.
 */
export function standingOf(silentDays: number | null, gapDays: number | null, recency: number | null = null): Standing {
  if (silentDays === null) return 'none';
  if (gapDays === null) return 'once';
  if (recency !== null && recency >= usualRecency) return 'within';
  const gaps = silentDays / Math.max(1, gapDays);
  if (gaps > lostGaps) return 'lost';
  return gaps > slippingGaps ? 'slipping' : 'within';
}

/** Whole days between two instants, by the calendar of a time zone. */
export function daysBetween(from: string, to: string, timeZone: string): number {
  const day = (at: string) => Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(at)));
  return Math.max(0, Math.round((day(to) - day(from)) / 86_400_000));
}
