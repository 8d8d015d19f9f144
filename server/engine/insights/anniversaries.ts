import { dayMs } from '../calendar.ts';

/** Days from a day to the next return of another day's date, 0 on the date itself. 29 February returns on 1 March in common years. */
export function daysToAnniversary(ofDay: number, day: number): number {
  const year = new Date(day * dayMs).getUTCFullYear();
  const inYear = dateIn(ofDay, year);
  return (inYear >= day ? inYear : dateIn(ofDay, year + 1)) - day;
}

function dateIn(ofDay: number, year: number): number {
  const date = new Date(ofDay * dayMs);
  return Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) / dayMs;
}
