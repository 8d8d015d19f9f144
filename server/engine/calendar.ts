/**
 * Local days. A business day begins at `dayStartMinutes` after local midnight, so that a visit at one in the morning belongs to the
 * evening before. Days are whole days since 1970-01-01, instants are milliseconds since 1970.
 */

export interface Calendar {
  /** IANA name of the zone. */
  readonly timeZone: string;
  /** Minutes after local midnight at which the business day begins (BUSINESS_DAY_START). */
  readonly dayStartMinutes: number;
}

export const dayMs = 86_400_000;
const quarterMs = 900_000;
const minuteMs = 60_000;

/** Offsets change at quarter hours at the finest. */
interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Offsets by span; null: it changes within. And by quarter of an hour, where it does. */
  readonly spans: Map<number, number | null>;
  readonly quarters: Map<number, number>;
}

const zones = new Map<string, Zone>();

/**
 * No zone has changed its clocks twice within so few days (the closest: Brazil in October 2000, after a week), so that an offset that is
 * the same at both ends holds between them.
 */
const spanMs = 4 * dayMs;

/** Milliseconds that the zone's clocks are ahead of UTC at an instant. */
export function utcOffset(at: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const zone = zones.get(timeZone) ?? openZone(timeZone);
  const span = Math.floor(at / spanMs);
  let offset = zone.spans.get(span);
  if (offset === undefined) {
    const [first, last] = [span, span + 1].map((end) => offsetAt(end * spanMs, zone));
    offset = first === undefined || first !== last ? null : first;
    if (zone.spans.size > mostKnown) zone.spans.clear();
    zone.spans.set(span, offset);
  }
  return offset ?? offsetAt(at, zone);
}

/** Bounds memory on data of many centuries. */
const mostKnown = 100_000;

function openZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  });
  const zone = { format, spans: new Map(), quarters: new Map() };
  zones.set(timeZone, zone);
  return zone;
}

function offsetAt(at: number, { format, quarters }: Zone): number {
  const quarter = Math.floor(at / quarterMs);
  const known = quarters.get(quarter);
  if (known !== undefined) return known;
  const instant = quarter * quarterMs;
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const local = Date.UTC(
    Number(part.year),
    Number(part.month) - 1,
    Number(part.day),
    Number(part.hour),
    Number(part.minute),
    Number(part.second),
  );
  const offset = local - instant;
  if (quarters.size > mostKnown) quarters.clear();
  quarters.set(quarter, offset);
  return offset;
}

/** The business day of an instant. */
export function businessDay(at: number, calendar: Calendar): number {
  return Math.floor((at + utcOffset(at, calendar.timeZone) - calendar.dayStartMinutes * minuteMs) / dayMs);
}

/**
 * The instant of a local wall-clock time, given as if it were UTC (`Date.UTC(…)`). The doubled hour of autumn takes the first.
 * @returns null for the hour that spring skips.
 */
export function instantOfLocal(localAsUtc: number, timeZone: string): number | null {
  // An offset before and one after any change nearby: the right instant is one of the two.
  const candidates = [utcOffset(localAsUtc - dayMs, timeZone), utcOffset(localAsUtc + dayMs, timeZone)].map(
    (offset) => localAsUtc - offset,
  );
  const valid = candidates.filter((at) => at + utcOffset(at, timeZone) === localAsUtc);
  return valid.length === 0 ? null : Math.min(...valid);
}

/** 12:00 local of a day: the instant of an event recorded with a day only. */
export function noonOf(day: number, timeZone: string): number {
  return instantOfLocal(day * dayMs + dayMs / 2, timeZone) ?? day * dayMs + dayMs / 2;
}

/** The last millisecond of a business day: what an as-of that names a day knows. */
export function endOfBusinessDay(day: number, calendar: Calendar): number {
  const localStart = (day + 1) * dayMs + calendar.dayStartMinutes * minuteMs;
  const start = instantOfLocal(localStart, calendar.timeZone) ?? instantOfLocal(localStart + 60 * minuteMs, calendar.timeZone);
  return (start ?? localStart) - 1;
}

/** The Monday 00:00 (local) at or before an instant: where population facts are taken. */
export function weekOf(at: number, timeZone: string): { readonly week: string; readonly startsAt: number } {
  const localDay = Math.floor((at + utcOffset(at, timeZone)) / dayMs);
  const monday = localDay - ((((localDay + 3) % 7) + 7) % 7); // 1970-01-01 was a Thursday
  return { week: isoDay(monday), startsAt: startOfWeek(monday, timeZone) };
}

/** The instant at which the week of a Monday (day number) begins. */
export function startOfWeek(monday: number, timeZone: string): number {
  const midnight = monday * dayMs;
  return instantOfLocal(midnight, timeZone) ?? instantOfLocal(midnight + 60 * minuteMs, timeZone) ?? midnight;
}

/** A day as ISO 8601 text. */
export function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** @returns the day of ISO 8601 text such as 2024-02-29; null when it is no such day. */
export function dayOfIso(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = Date.parse(`${text}T00:00:00Z`) / dayMs;
  return Number.isInteger(day) && isoDay(day) === text ? day : null;
}

/**
 * The instant that "as of" a text means: of a date the end of that business day, of a date-time with offset itself, never later than now.
 * @returns UNREADABLE: it is neither; FUTURE: it has not come yet. A day that runs is known up to now.
 */
export function instantAsOf(text: string, calendar: Calendar, now: number): number | 'UNREADABLE' | 'FUTURE' {
  const day = dayOfIso(text);
  const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const at = day !== null ? endOfBusinessDay(day, calendar) : withOffset ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) return 'UNREADABLE';
  return at - (day === null ? 0 : dayMs) > now ? 'FUTURE' : Math.min(at, now);
}
