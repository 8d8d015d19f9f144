/** What the figures of a profile make of a guest's visits. */

/** A visit that counts. */
export interface VisitPoint {
  readonly id: string;
  /** Milliseconds. */
  readonly at: number;
  /** Local business day, "2026-11-20". */
  readonly day: string;
  readonly locationId: string | null;
  /** Net of refunds, in the venue's currency; null: not on record. */
  readonly amount: number | null;
}

interface VisitNode {
  readonly id: string;
  readonly visitedAt: string;
  readonly businessDay: string;
  readonly locationId: string | null;
  readonly total: { readonly amount: string } | null;
  readonly refund: { readonly amount: string } | null;
}

/** Visits as they count: refunds taken off, wholly refunded ones left out, oldest first. */
export function asVisits(nodes: readonly VisitNode[]): VisitPoint[] {
  return nodes
    .map((node) => {
      const refund = Number(node.refund?.amount ?? 0);
      const net = node.total === null ? null : Number(node.total.amount) - refund;
      const { id, locationId, businessDay: day } = node;
      return { id, locationId, day, at: Date.parse(node.visitedAt), amount: net, isGone: net !== null && refund > 0 && net <= 0 };
    })
    .filter(({ isGone }) => !isGone)
    .map(({ isGone: _, ...visit }) => visit)
    .sort((left, right) => left.at - right.at);
}

/** Spend of each of the twelve months up to a day, oldest first. @param today local day. @returns months as "2026-11". */
export function lastTwelveMonths(
  visits: readonly VisitPoint[],
  today: string,
): { month: string; amount: number; visits: number }[] {
  const [year = 0, month = 1] = today.split('-').map(Number);
  return Array.from({ length: 12 }, (_, index) => {
    const key = new Date(Date.UTC(year, month - 12 + index, 1)).toISOString().slice(0, 7);
    const inside = visits.filter(({ day }) => day.startsWith(key));
    return { month: key, visits: inside.length, amount: inside.reduce((sum, { amount }) => sum + (amount ?? 0), 0) };
  });
}

/** The parts of a day by the hour at which they end. */
const daypartEnds = [
  ['LATE', 5],
  ['BREAKFAST', 11],
  ['LUNCH', 15],
  ['AFTERNOON', 17],
  ['DINNER', 22],
  ['LATE', 24],
] as const;

export type Daypart = (typeof daypartEnds)[number][0];

/** The part of the day of a local hour, 0 to 23. */
export function daypartOf(hour: number): Daypart {
  return daypartEnds.find(([, end]) => hour < end)?.[0] ?? 'LATE';
}

/** Visits by daypart and weekday, Monday first. @param zoneOf the time zone of a location. */
export function countByDayAndPart(
  visits: readonly VisitPoint[],
  zoneOf: (locationId: string | null) => string,
): Readonly<Record<Daypart, readonly number[]>> {
  const empty = () => [0, 0, 0, 0, 0, 0, 0];
  const counts = { BREAKFAST: empty(), LUNCH: empty(), AFTERNOON: empty(), DINNER: empty(), LATE: empty() };
  const clocks = new Map<string, Intl.DateTimeFormat>();
  for (const { at, day, locationId } of visits) {
    const timeZone = zoneOf(locationId);
    const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', hourCycle: 'h23' });
    clocks.set(timeZone, clock);
    const row = counts[daypartOf(Number(clock.format(at)))];
    const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
    row[weekday] = (row[weekday] ?? 0) + 1;
  }
  return counts;
}
