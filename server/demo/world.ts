import { dayMs, endOfBusinessDay, instantOfLocal, utcOffset } from '../engine/calendar.ts';
import { randomStream } from '../engine/maths/random.ts';
import { type Campaign, campaignCalendar } from './campaigns.ts';
import { type DemoOptions, groupCalendar } from './options.ts';
import { demoLocations } from './venue.ts';

/** Days after `untilDay` that are drawn for the truth and never written into the data. */
export const futureDays = 90;

/** What all guests live in: calendar, weather, prices and campaigns. Depends on the options but not on any guest. */
export interface World {
  readonly options: DemoOptions;
  /** The first day with events. */
  readonly startDay: number;
  readonly untilDay: number;
  /** The last day of the truth. */
  readonly lastDay: number;
  /** Instant after which nothing is known. */
  readonly endAt: number;
  readonly campaigns: readonly Campaign[];
  readonly campaignsOn: ReadonlyMap<number, readonly Campaign[]>;
  /** How busy the group is against a usual day; 0: closed. */
  houseFactor(day: number): number;
  rains(locationIndex: number, day: number): boolean;
  /** Guests' satisfaction is lower by this: a bad spell of one kitchen. */
  troubles(locationIndex: number, day: number): number;
  /** Whether a day is the first of a month. */
  beginsMonth(day: number): boolean;
  /** Price rises between a day and `untilDay`. */
  risesSince(day: number): number;
  /** Instant of minutes after local midnight of a day. */
  instant(locationIndex: number, day: number, minutes: number): number;
}

/** Days before the first event that are looked up, too: guests may register before their first visit. */
const margin = 40;

/** Busy and quiet months of a restaurant group, January first; the mean is about 1. */
const monthFactors = [0.86, 0.92, 0.97, 1, 1.04, 1.06, 1.04, 0.97, 1, 1, 0.99, 1.17];

export function createWorld(options: DemoOptions): World {
  const startDay = monthsBefore(options.untilDay, options.months) + 1;
  const lastDay = options.untilDay + futureDays;
  const campaigns = campaignCalendar(startDay, lastDay, options.customers);
  const weather = demoLocations.map((location) =>
    rainDays(options.seed, location.locationId, location.rainShare, startDay - margin, lastDay),
  );
  const clocks = demoLocations.map((location) => localClock(location.timeZone, startDay - margin, lastDay));
  const house = Float64Array.from({ length: lastDay - startDay + margin + 1 }, (_, index) =>
    houseFactor(startDay - margin + index),
  );
  const firsts = new Set(
    Array.from(house, (_, index) => startDay - margin + index).filter((day) => new Date(day * dayMs).getUTCDate() === 1),
  );
  return {
    options,
    startDay,
    untilDay: options.untilDay,
    lastDay,
    endAt: endOfBusinessDay(options.untilDay, groupCalendar),
    campaigns,
    campaignsOn: byDay(campaigns),
    houseFactor: (day) => house[day - startDay + margin] ?? houseFactor(day),
    beginsMonth: (day) => firsts.has(day),
    rains: (locationIndex, day) => weather[locationIndex]?.[day - startDay + margin] === 1,
    troubles: (locationIndex, day) => {
      const since = day - (options.untilDay - 250);
      return locationIndex === 2 && since >= 0 && since < 55 ? 0.2 : 0;
    },
    risesSince: (day) => yearOf(options.untilDay) - yearOf(day),
    instant: (locationIndex, day, minutes) => clocks[locationIndex]?.(day, minutes) ?? day * dayMs + minutes * 60_000,
  };
}

function byDay(campaigns: readonly Campaign[]): Map<number, Campaign[]> {
  const days = new Map<number, Campaign[]>();
  for (const campaign of campaigns) days.set(campaign.day, [...(days.get(campaign.day) ?? []), campaign]);
  return days;
}

function houseFactor(day: number): number {
  const date = new Date(day * dayMs);
  const month = date.getUTCMonth();
  const dayIn = date.getUTCDate();
  if (month === 11 && (dayIn === 24 || dayIn === 25)) return 0; // closed for Christmas
  if (month === 0 && dayIn === 1) return 0;
  const party = month === 11 && dayIn >= 5 && dayIn <= 23 ? 1.15 : 1; // Christmas parties
  return (monthFactors[month] ?? 1) * party;
}

function yearOf(day: number): number {
  return new Date(day * dayMs).getUTCFullYear();
}

/** The same day of the month some months earlier, or that month's last day. */
export function monthsBefore(day: number, months: number): number {
  const date = new Date(day * dayMs);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() - months;
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / dayMs;
}

/** 1 for a rainy day. Weather comes in spells: tomorrow resembles today. */
function rainDays(seed: number, locationId: string, share: number, fromDay: number, toDay: number): Uint8Array {
  const days = new Uint8Array(toDay - fromDay + 1);
  let wet = false;
  for (let index = 0; index < days.length; index += 1) {
    // One stream a day, named by the day: another length of history leaves the weather as it was.
    const random = randomStream(seed, 'weather', locationId, fromDay + index);
    wet = random() < (wet ? 0.45 + share * 0.55 : share * 0.55);
    days[index] = wet ? 1 : 0;
  }
  return days;
}

/** Local time to instant. Looks the zone up once a day; days around a change of the clocks take the exact way. */
function localClock(timeZone: string, fromDay: number, toDay: number): (day: number, minutes: number) => number {
  const offsets = Array.from({ length: toDay - fromDay + 3 }, (_, index) => utcOffset((fromDay + index) * dayMs, timeZone));
  return (day, minutes) => {
    const local = day * dayMs + Math.round(minutes * 60) * 1000;
    const today = offsets[day - fromDay];
    const settled = today !== undefined && today === offsets[day - fromDay + 1] && today === offsets[day - fromDay + 2];
    if (settled) return local - today;
    return instantOfLocal(local, timeZone) ?? instantOfLocal(local + 3_600_000, timeZone) ?? local;
  };
}
