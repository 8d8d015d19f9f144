import { normalisePhone } from '../db/sealing.ts';
import { dayOfIso } from '../engine/calendar.ts';

/** Form only: whether the address exists cannot be seen from inside. */
export function isEmail(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[^\s@<>()",;:]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u.test(text.trim())
  );
}

/** E.164: + and 7 to 15 digits, however it is written. */
export function isPhone(text: string): boolean {
  return /^[+\d\s().\-/]+$/.test(text) && /^\+[1-9]\d{6,14}$/.test(normalisePhone(text));
}

const earliestBirth = dayOfIso('1900-01-01') ?? 0;

/** @returns the day of an ISO date between 1900 and `latestDay`; null for anything else. */
export function birthDayOf(text: string, latestDay: number): number | null {
  const day = dayOfIso(text);
  return day === null || day < earliestBirth || day > latestDay ? null : day;
}
