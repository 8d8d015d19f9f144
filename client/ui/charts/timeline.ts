/** Places on a line of time. */

export const dayMs = 86_400_000;

export interface MonthMark {
  /** The first instant of the month, UTC. */
  readonly at: string;
  /** Percent of the line. */
  readonly x: number;
  /** Left out where there is little room. */
  readonly minor: boolean;
}

/** Percent of the way from one instant to another, milliseconds; within 0 to 100. */
export function placeOf(at: number, from: number, to: number): number {
  if (to <= from) return 0;
  return Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
}

/** Marks at the beginnings of quarters, of years where the time is long. Every second one is minor. */
export function monthMarks(from: number, to: number): MonthMark[] {
  const months = (to - from) / (30.44 * dayMs);
  const every = months <= 8 ? 1 : months <= 30 ? 3 : months <= 60 ? 6 : 12;
  const first = new Date(from);
  const marks: MonthMark[] = [];
  for (let month = Math.ceil((first.getUTCMonth() + 1) / every) * every; ; month += every) {
    const at = Date.UTC(first.getUTCFullYear(), month, 1);
    if (at > to) return marks;
    marks.push({ at: new Date(at).toISOString(), x: placeOf(at, from, to), minor: (month / every) % 2 === 1 });
  }
}
