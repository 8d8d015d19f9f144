import type { HealthLevelName } from '../ui/Marks.tsx';

/** Customers of a level as the portfolio answers them. `customers` is null where they are too few for the viewer's role. */
export interface LevelCount {
  readonly level: HealthLevelName | null;
  readonly customers: number | null;
}

/** The levels, lowest first; NONE: without a score. */
export const levelNames = ['POOR', 'FAIR', 'GOOD', 'EXCELLENT', 'NONE'] as const;
export type LevelName = (typeof levelNames)[number];

/** Customers by level, all five in order. A level that is not answered has nobody. */
export function byLevel(
  levels: readonly LevelCount[],
): readonly { readonly level: LevelName; readonly customers: number | null }[] {
  return levelNames.map((name) => {
    const found = levels.find(({ level }) => (level ?? 'NONE') === name);
    return { level: name, customers: found === undefined ? 0 : found.customers };
  });
}

/** Share of the scored customers who are good or better, 0 to 1; null: nobody is scored, or a part of it is withheld. */
export function doingWell(levels: readonly LevelCount[]): number | null {
  const counts = new Map(byLevel(levels).map(({ level, customers }) => [level, customers]));
  const scored = levelNames.slice(0, 4).map((level) => counts.get(level) ?? null);
  if (scored.includes(null)) return null;
  const [poor = 0, fair = 0, good = 0, excellent = 0] = scored as number[];
  const all = poor + fair + good + excellent;
  return all === 0 ? null : (good + excellent) / all;
}

/** Customers who went from one level to another. */
export interface Move {
  readonly from: HealthLevelName | null;
  readonly to: HealthLevelName | null;
  readonly customers: number | null;
}

export interface MoveSums {
  readonly up: number;
  readonly down: number;
  readonly stayed: number;
  /** Had no score at one of the two instants. */
  readonly other: number;
  /** Whether cells are withheld: the sums are at least these. */
  readonly isPartial: boolean;
}

/** How many rose, fell and stayed. */
export function sumsOf(moves: readonly Move[]): MoveSums {
  const place = (level: HealthLevelName | null) => (level === null ? -1 : levelNames.indexOf(level));
  const sum = (holds: (from: number, to: number) => boolean) =>
    moves.filter(({ from, to }) => holds(place(from), place(to))).reduce((total, { customers }) => total + (customers ?? 0), 0);
  return {
    up: sum((from, to) => from >= 0 && to > from),
    down: sum((from, to) => to >= 0 && to < from),
    stayed: sum((from, to) => from >= 0 && from === to),
    other: sum((from, to) => (from < 0 || to < 0) && from !== to),
    isPartial: moves.some(({ customers }) => customers === null),
  };
}

/** Points of a mean within which it holds still: the scores are whole numbers. */
const stillPoints = 1;

/** Where a mean score is going. @param change points; null: nothing to compare with. */
export function directionOf(change: number | null | undefined): 'UP' | 'STEADY' | 'DOWN' | null {
  if (change === null || change === undefined) return null;
  if (Math.abs(change) < stillPoints) return 'STEADY';
  return change > 0 ? 'UP' : 'DOWN';
}

/** A suggestion for one guest. `net` is null where no spend is known. */
export interface Suggestion<Guest> {
  readonly guest: Guest;
  readonly net: number | null;
}

/** The best few, by what they are worth: those of unknown worth last. */
export function bestOf<Item extends Suggestion<unknown>>(items: readonly Item[], count: number): readonly Item[] {
  return [...items].sort((a, b) => (b.net ?? Number.NEGATIVE_INFINITY) - (a.net ?? Number.NEGATIVE_INFINITY)).slice(0, count);
}
