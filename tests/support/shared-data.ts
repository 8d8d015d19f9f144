import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { dayMs } from '../../server/engine/calendar.ts';
import { hash128 } from '../../server/engine/maths/random.ts';
import { type LoggedDay, type VisitLog, visitLog } from '../../server/engine/predictions/visit-log.ts';

/** A guest of a public data set. */
export interface SharedGuest {
  readonly id: string;
  readonly hash: number;
  /** Ascending, one per day. */
  readonly days: readonly LoggedDay[];
  /** The raw rows in the order of the file: several may share a day. */
  readonly rows: readonly SharedRow[];
}

export interface SharedRow {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly amountMinor: number;
}

/** The last day of the usual calibration of the CDNOW sample, and of its data. */
export const cdnowCut = dayOf('1997-09-30');
export const cdnowEnd = dayOf('1998-06-30');

/**
 * 2,357 customers of CDNOW in the order of the file.
 * @returns null, with a warning, where `../shared/data` is missing: skip the test then.
 */
export function cdnowGuests(): SharedGuest[] | null {
  return guestsOf('cdnow/cdnow_sample.csv.gz', ([id = '', date = '', , amount = '']) => ({ id, date, amount }));
}

/**
 * 1,316 cards of a coffee machine in the order of the file; sales for cash belong to nobody and are left out.
 * @returns null, with a warning, where `../shared/data` is missing: skip the test then.
 */
export function coffeeGuests(): SharedGuest[] | null {
  return guestsOf('coffee/coffee_sales.csv.gz', ([, at = '', id = '', , , amount = '']) => ({
    id,
    date: at.slice(0, 10),
    amount,
  }));
}

export function logOf(guests: readonly SharedGuest[]): VisitLog {
  return visitLog(guests);
}

export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs;
}

type ReadRow = (cells: readonly string[]) => { readonly id: string; readonly date: string; readonly amount: string };

function guestsOf(path: string, read: ReadRow): SharedGuest[] | null {
  const file = new URL(`../../../shared/data/${path}`, import.meta.url);
  if (!existsSync(file)) {
    console.warn(`SKIPPED: tests on real data, because ../shared/data/${path} is missing`);
    return null;
  }
  const rows = new Map<string, SharedRow[]>();
  for (const line of gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n').slice(1)) {
    const { id, date, amount } = read(line.split(','));
    if (id === '') continue;
    const own = rows.get(id) ?? [];
    own.push({ day: dayOf(date), amountMinor: Math.round(Number(amount) * 100) });
    rows.set(id, own);
  }
  return [...rows].map(([id, own]) => ({ id, hash: hash128(id)[0], days: daysOf(own), rows: own }));
}

function daysOf(rows: readonly SharedRow[]): LoggedDay[] {
  const days = new Map<number, LoggedDay>();
  for (const { day, amountMinor } of rows) {
    const known = days.get(day);
    const paid = amountMinor > 0 ? 1 : 0;
    days.set(day, { day, netMinor: (known?.netMinor ?? 0) + amountMinor, paidVisits: (known?.paidVisits ?? 0) + paid });
  }
  return [...days.values()].sort((a, b) => a.day - b.day);
}
