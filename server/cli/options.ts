import { type Command, InvalidArgumentError } from 'commander';
import { isRole, type Role, roles } from '../access/roles.ts';
import { isKeyScope, keyScopes } from '../access/scopes.ts';
import { type Calendar, dayOfIso, instantAsOf, startOfWeek } from '../engine/calendar.ts';
import { defaultScoring } from '../engine/config.ts';

/** @throws InvalidArgumentError for anything but one of the four roles, in any case. */
export function parseRole(text: string): Role {
  const role = text.toUpperCase();
  if (!isRole(role)) throw new InvalidArgumentError(`Expected one of ${roles.join(', ')}.`);
  return role;
}

/** The longest name of a person. */
const longestName = 100;

/** @throws InvalidArgumentError for a name that is empty, too long, or cannot be read on one line. */
export function parsePersonName(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > longestName || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) {
    throw new InvalidArgumentError(`Expected a name of 1 to ${longestName} characters on one line, such as "Anna".`);
  }
  return name;
}

/** @throws InvalidArgumentError for an empty list: a key that reaches nobody by mistake helps nobody. */
export function parseIds(text: string): string[] {
  const ids = [...new Set(text.split(',').map((id) => id.trim()))].filter((id) => id !== '');
  if (ids.length === 0) throw new InvalidArgumentError('Expected customer ids with commas between them, such as C1,C2.');
  return ids;
}

/** @throws InvalidArgumentError for a scope that does not exist. */
export function parseScopes(text: string): string[] {
  const given = [...new Set(text.split(',').map((scope) => scope.trim()))].filter((scope) => scope !== '');
  const unknown = given.find((scope) => !isKeyScope(scope));
  if (given.length === 0 || unknown !== undefined) {
    throw new InvalidArgumentError(`Expected scopes with commas between them (${keyScopes.join(', ')}).`);
  }
  return given;
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** The latest date that is still useful in a listing. */
const farthestMs = Date.UTC(9999, 11, 31);

/**
 * When something ends: a span from now such as `12h`, `90d`, `8w`, a date (the whole day, UTC) or a date-time.
 * @param now milliseconds since 1970.
 * @throws InvalidArgumentError for another form, a day that does not exist, and the past.
 */
export function parseExpiry(text: string, now: number): Date {
  const span = /^(\d{1,5})([hdw])$/.exec(text);
  const end = span === null ? endOf(text) : now + Number(span[1]) * (unitMs[span[2] ?? ''] ?? Number.NaN);
  if (Number.isNaN(end) || end > farthestMs) {
    throw new InvalidArgumentError(
      'Expected a span such as 12h, 90d or 8w, a date such as 2027-12-31, or a date-time with offset.',
    );
  }
  if (end <= now) throw new InvalidArgumentError('Expected a time in the future.');
  return new Date(end);
}

/** Milliseconds since 1970; NaN: it is no date. */
function endOf(text: string): number {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = new Date(`${text}T23:59:59.999Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? day.getTime() : Number.NaN;
  }
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
}

/**
 * The instant of a date (the end of that business day) or of a date-time with offset, milliseconds since 1970.
 * @throws InvalidArgumentError for anything else and for the future.
 */
export function parseAsOf(text: string, calendar: Calendar, now: number): number {
  const at = instantAsOf(text, calendar, now);
  if (at === 'UNREADABLE') {
    throw new InvalidArgumentError(
      `--as-of: expected a date such as 2026-03-31 or a date-time such as 2026-03-31T18:00:00Z, got "${text}".`,
    );
  }
  if (at === 'FUTURE')
    throw new InvalidArgumentError(`--as-of: expected a day up to today or an instant up to now, got "${text}".`);
  return at;
}

/**
 * The instant of a date (its midnight) or of a date-time with offset, milliseconds since 1970.
 * @throws InvalidArgumentError for anything else and for the future.
 */
export function parseSince(text: string, timeZone: string, now: number): number {
  const day = dayOfIso(text);
  const at = day === null ? endOf(text) : startOfWeek(day, timeZone);
  if (Number.isNaN(at) || at > now) {
    throw new InvalidArgumentError(
      `--since: expected a past date such as 2025-01-01 or a date-time such as 2025-01-01T00:00:00Z, got "${text}".`,
    );
  }
  return at;
}

const longestHorizonDays = defaultScoring.forecast.longestDays;

/** @throws InvalidArgumentError for anything but a whole number of days from 1 to 730. */
export function parseHorizonDays(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(days >= 1 && days <= longestHorizonDays)) {
    throw new InvalidArgumentError(`Expected a whole number of days from 1 to ${longestHorizonDays}, got "${text}".`);
  }
  return days;
}

/** Days for which uses of deprecated names are kept. */
const longestUsageDays = 400;

/** @throws InvalidArgumentError for anything but a whole number of days from 1 to 400. */
export function parseUsageDays(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (!(days >= 1 && days <= longestUsageDays)) {
    throw new InvalidArgumentError(`Expected a whole number of days from 1 to ${longestUsageDays}, got "${text}".`);
  }
  return days;
}

/** What reading an option gives; what cannot be used ends with exit code 2 and the help's address. */
export function usable<Result>(command: Command, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    return command.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  }
}
