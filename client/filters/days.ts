import { endOfDay } from '../ui/as-of.ts';

const dayMs = 86_400_000;

/** The local day of an instant, such as "2026-10-01". */
export function dayOf(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(instant),
  );
}

/** The first instant of a local day. */
export function instantOf(day: string, timeZone: string): string {
  const before = new Date(Date.parse(`${day}T00:00:00Z`) - dayMs).toISOString().slice(0, 10);
  return new Date(Date.parse(endOfDay(before, timeZone)) + 1).toISOString();
}
