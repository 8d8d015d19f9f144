import { createContext, useContext } from 'react';

/** The instant that everything on the page is seen from. */
export interface AsOf {
  /** Local day of the venue, such as "2026-10-01"; null: now. */
  readonly day: string | null;
  /** What goes into `asOf`: the last millisecond of that day at the venue; null: the last scoring. */
  readonly instant: string | null;
  /** Goes to a day; null: back to today. */
  readonly go: (day: string | null) => void;
}

export const AsOfContext = createContext<AsOf>({ day: null, instant: null, go: () => undefined });

/** The instant that everything on the page is seen from. */
export function useAsOf(): AsOf {
  return useContext(AsOfContext);
}

/** The last instant of a local day: its next midnight, or the business day's start, less a millisecond. */
export function endOfDay(day: string, timeZone: string): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000);
  // Two steps settle the offset also on days when the clock changes.
  const first = next.getTime() - offsetOf(next.getTime(), timeZone);
  return new Date(next.getTime() - offsetOf(first, timeZone) - 1).toISOString();
}

/** Milliseconds that local time is ahead of UTC at an instant. */
function offsetOf(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value ?? 0);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(at / 1000) * 1000;
}
