/** How a guest's silence compares with the own rhythm. */

export type Standing = 'none' | 'once' | 'within' | 'slipping' | 'lost';

/** Own gaps without a visit beyond which a guest is slipping, and beyond which the visits have stopped. */
const slippingGaps = 1.5;
const lostGaps = 4;

/** @param silentDays days since the last visit; null: no visit. @param gapDays mean days between visits; null: fewer than two. */
export function standingOf(silentDays: number | null, gapDays: number | null): Standing {
  if (silentDays === null) return 'none';
  if (gapDays === null) return 'once';
  const gaps = silentDays / Math.max(1, gapDays);
  if (gaps > lostGaps) return 'lost';
  return gaps > slippingGaps ? 'slipping' : 'within';
}

/** Whole days between two instants, by the calendar of a time zone. */
export function daysBetween(from: string, to: string, timeZone: string): number {
  const day = (at: string) => Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(at)));
  return Math.max(0, Math.round((day(to) - day(from)) / 86_400_000));
}
