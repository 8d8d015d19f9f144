import { businessDay, dayMs, instantOfLocal, noonOf, utcOffset } from '../engine/calendar.ts';
import { type Fault, quoted } from './values.ts';

/** A time as written: an instant, or a wall-clock time that a zone makes one. */
export interface WrittenTime {
  /** Milliseconds since 1970: the instant with an offset, else the wall-clock time as if it were UTC. */
  readonly ms: number;
  /** `day`: a business day without a time, `local`: no offset given, `instant`: exact. */
  readonly form: 'day' | 'local' | 'instant';
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;
const firstYear = 1900;
const form = 'expected an ISO 8601 time such as 2026-03-01 19:30 or 2026-03-01T19:30:00+01:00, or a day such as 2026-03-01';

/** Reads ISO 8601 with `T` or a space; seconds and offset may be absent. */
export function writtenTime(text: string): WrittenTime | Fault {
  return usualTime(text) ?? anyTime(text);
}

const midnights = new Map<string, number>();
const mostMidnights = 100_000;

/** `2026-03-01 19:30:00`, of which files hold millions on a few thousand days; null: it is another form, or no time. */
function usualTime(text: string): WrittenTime | null {
  if (text.length !== 19 || text.charCodeAt(13) !== colon || text.charCodeAt(16) !== colon) return null;
  const separator = text.charCodeAt(10);
  if (separator !== space && separator !== letterT) return null;
  const [hour, minute, second] = [pairAt(text, 11), pairAt(text, 14), pairAt(text, 17)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const day = text.slice(0, 10);
  let midnight = midnights.get(day);
  if (midnight === undefined) {
    const read = anyTime(day);
    if ('fault' in read) return null;
    midnight = read.ms;
    if (midnights.size < mostMidnights) midnights.set(day, midnight);
  }
  return { ms: midnight + ((hour * 60 + minute) * 60 + second) * 1000, form: 'local' };
}

const [space, colon, letterT, zero] = [0x20, 0x3a, 0x54, 0x30];

/** Two digits as a number; 100: they are none. */
function pairAt(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - zero, text.charCodeAt(at + 1) - zero];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}

function anyTime(text: string): WrittenTime | Fault {
  const part = pattern.exec(text);
  if (part === null) return { fault: `${form}, got ${quoted(text)}` };
  const [, year, month, day, hour, minute, second, fraction, offset] = part;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(midnight);
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1) {
    return { fault: `expected a day of the calendar, got ${quoted(text)}` };
  }
  if (Number(year) < firstYear) return { fault: `expected a time from ${firstYear} on, got ${quoted(text)}` };
  if (hour === undefined) return { ms: midnight, form: 'day' };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) {
    return { fault: `expected a time of day from 00:00:00 to 23:59:59, got ${quoted(text)}` };
  }
  const millisecond = fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
  const wall = midnight + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second ?? 0)) * 1000 + millisecond;
  if (offset === undefined) return { ms: wall, form: 'local' };
  const ahead = offsetMinutes(offset);
  if (Math.abs(ahead) > 18 * 60) return { fault: `expected an offset from UTC of at most 18 hours, got ${quoted(text)}` };
  return { ms: wall - ahead * 60_000, form: 'instant' };
}

/**
 * A day of birth as text. The fault does not repeat it: what is refused is kept sealed, too.
 * @param latestDay today, days since 1970-01-01.
 */
export function dayOfBirth(text: string, latestDay: number): string | Fault {
  const time = writtenTime(text);
  if (!('fault' in time) && time.form === 'day' && time.ms / dayMs <= latestDay) return text;
  const got = 'fault' in time || time.form !== 'day' ? 'something else' : 'a day to come';
  return {
    fault: `expected a day of birth such as 1980-02-29, from 1900-01-01 to today, got ${got}: leave it empty where the year is not known`,
  };
}

function offsetMinutes(offset: string): number {
  if (offset === 'Z' || offset === 'z') return 0;
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return offset.startsWith('-') ? -minutes : minutes;
}

/** The instant of a written time in a zone; a day is at 12:00 local. */
export function instantOf(time: WrittenTime, timeZone: string): number | Fault {
  if (time.form === 'instant') return time.ms;
  if (time.form === 'day') return noonOf(time.ms / dayMs, timeZone);
  if (timeZone === 'UTC') return time.ms;
  const offset = steadyOffset(time.ms, timeZone);
  if (offset !== null) return time.ms - offset;
  const wall = new Date(time.ms).toISOString().slice(0, 16).replace('T', ' ');
  return (
    instantOfLocal(time.ms, timeZone) ?? {
      fault: `expected a local time of ${timeZone}, got ${wall}, which the clocks skipped that day: give the time with its offset`,
    }
  );
}

/** The business day that a written time belongs to, days since 1970-01-01. */
export function dayOf(time: WrittenTime, timeZone: string, dayStartMinutes: number): number {
  if (time.form === 'day') return time.ms / dayMs;
  if (time.form === 'local') return Math.floor((time.ms - dayStartMinutes * 60_000) / dayMs);
  const offset = steadyOffset(time.ms, timeZone);
  if (offset === null) return businessDay(time.ms, { timeZone, dayStartMinutes });
  return Math.floor((time.ms + offset - dayStartMinutes * 60_000) / dayMs);
}

const steadyDays = new Map<string, Map<number, number | null>>();
const maxSteadyDays = 100_000;

/**
 * The zone's offset in milliseconds when it is the same from the day before to the day after, which spares a look-up per row.
 * @returns null: the clocks change about then.
 */
function steadyOffset(ms: number, timeZone: string): number | null {
  let days = steadyDays.get(timeZone);
  if (days === undefined) {
    days = new Map();
    steadyDays.set(timeZone, days);
  }
  const day = Math.floor(ms / dayMs);
  let offset = days.get(day);
  if (offset === undefined) {
    const before = utcOffset((day - 1) * dayMs, timeZone);
    offset = before === utcOffset((day + 2) * dayMs, timeZone) ? before : null;
    if (days.size > maxSteadyDays) days.clear();
    days.set(day, offset);
  }
  return offset;
}
