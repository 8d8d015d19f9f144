/** What the counts of a day found, as the API answers it. */
export interface CountedDay {
  readonly day: string;
  readonly version: number;
  readonly members: number;
  readonly entered: number;
  readonly departed: number;
}

/** Guests who came in and left over the newest days. */
export interface Flow {
  readonly entered: number;
  readonly departed: number;
  /** Days from the oldest counted day to the newest. */
  readonly days: number;
}

const dayMs = 86_400_000;

/** Oldest first. */
export function inOrder(history: readonly CountedDay[]): readonly CountedDay[] {
  return history.toSorted((one, other) => one.day.localeCompare(other.day));
}

/** The counted days that lie at most so many before the newest. */
export function newest(history: readonly CountedDay[], days: number): readonly CountedDay[] {
  const sorted = inOrder(history);
  const last = sorted.at(-1);
  if (last === undefined) return [];
  return sorted.filter(({ day }) => Date.parse(last.day) - Date.parse(day) < days * dayMs);
}

/** Who came in and left. @returns null: it was never counted, or once alone. */
export function flowOf(history: readonly CountedDay[], days: number): Flow | null {
  const counted = newest(history, days);
  const [first] = counted;
  const last = counted.at(-1);
  if (first === undefined || last === undefined || counted.length < 2) return null;
  return {
    entered: counted.reduce((sum, { entered }) => sum + entered, 0),
    departed: counted.reduce((sum, { departed }) => sum + departed, 0),
    days: Math.round((Date.parse(last.day) - Date.parse(first.day)) / dayMs) + 1,
  };
}
