/** The three restaurants of the demo group. All three sell in the same currency, in three time zones. */

export interface DemoLocation {
  readonly locationId: string;
  readonly name: string;
  readonly timeZone: string;
  readonly venueType: 'CASUAL' | 'CAFE' | 'QUICK_SERVICE';
  readonly city: string;
  readonly country: string;
  readonly language: string;
  /** Minutes after local midnight. */
  readonly opens: number;
  /** Minutes after local midnight, Monday first; above 1440: after midnight. */
  readonly closes: readonly number[];
  /** Share of days with rain. */
  readonly rainShare: number;
}

export const demoLocations: readonly DemoLocation[] = [
  {
    locationId: 'hamburg',
    name: 'Elbe Kitchen',
    timeZone: 'Europe/Berlin',
    venueType: 'CASUAL',
    city: 'Hamburg',
    country: 'DE',
    language: 'de',
    opens: 8 * 60,
    closes: [1410, 1410, 1410, 1410, 1470, 1470, 1380],
    rainShare: 0.36,
  },
  {
    locationId: 'dublin',
    name: 'Liffey Corner',
    timeZone: 'Europe/Dublin',
    venueType: 'CAFE',
    city: 'Dublin',
    country: 'IE',
    language: 'en',
    opens: 7 * 60,
    closes: [1320, 1320, 1320, 1320, 1410, 1410, 1320],
    rainShare: 0.4,
  },
  {
    locationId: 'lisbon',
    name: 'Tejo Counter',
    timeZone: 'Europe/Lisbon',
    venueType: 'QUICK_SERVICE',
    city: 'Lisbon',
    country: 'PT',
    language: 'pt',
    opens: 8 * 60,
    closes: [1440, 1440, 1440, 1500, 1560, 1560, 1440],
    rainShare: 0.22,
  },
];

export const weekdayNames = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
export type Daypart = 'BREAKFAST' | 'LUNCH' | 'AFTERNOON' | 'DINNER' | 'LATE';
export const daypartNames: readonly Daypart[] = ['BREAKFAST', 'LUNCH', 'AFTERNOON', 'DINNER', 'LATE'];

/** Local minutes of each daypart, end excluded. */
export const daypartBounds: Readonly<Record<Daypart, readonly [number, number]>> = {
  BREAKFAST: [300, 660],
  LUNCH: [660, 900],
  AFTERNOON: [900, 1020],
  DINNER: [1020, 1320],
  LATE: [1320, 1740],
};

/** Between which minutes most guests have their usual time. */
export const usualMinutes: Readonly<Record<Daypart, readonly [number, number]>> = {
  BREAKFAST: [490, 610],
  LUNCH: [710, 815],
  AFTERNOON: [915, 990],
  DINNER: [1090, 1230],
  LATE: [1330, 1400],
};

/** Minutes before closing at which the last guest is seated. */
export const lastOrderMinutes = 30;

/** Share of visits by weekday and by daypart of a guest without a habit: about the mix of the whole group. */
export const houseDayMix: readonly number[] = [0.115, 0.128, 0.136, 0.148, 0.173, 0.17, 0.13];
export const houseDaypartMix: readonly number[] = [0.127, 0.393, 0.135, 0.31, 0.035];

/** Weekday of a day since 1970-01-01, 0 = Monday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7; // 1970-01-01 was a Thursday
}

/** Minutes in which a visit of this daypart may begin on this weekday; null: closed. */
export function servedMinutes(location: DemoLocation, weekday: number, daypart: Daypart): readonly [number, number] | null {
  const [from, to] = daypartBounds[daypart];
  const start = Math.max(from, location.opens);
  const end = Math.min(to, (location.closes[weekday] ?? 0) - lastOrderMinutes);
  return end - start < 15 ? null : [start, end];
}
