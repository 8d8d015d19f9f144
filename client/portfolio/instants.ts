import { endOfDay } from '../ui/as-of.ts';

const dayMs = 86_400_000;

/** The local day of an instant. */
export function dayIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);
}

/** The day so many days before another. @param day such as "2026-10-01". */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10);
}

/** The ends of days before a day, oldest first, a month apart. */
export function monthsBefore(day: string, months: number, timeZone: string): readonly string[] {
  return Array.from({ length: months }, (_, index) => endOfDay(daysBefore(day, 30 * (months - index)), timeZone));
}
