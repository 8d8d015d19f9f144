import { businessDay, dayOfIso, isoDay } from '../engine/calendar.ts';

/** What fixes every row of the demo restaurant group: the same options give the same bytes on every machine. */
export interface DemoOptions {
  /** Guests; guest number i is the same whatever this is. */
  readonly customers: number;
  readonly seed: number;
  /** Months of history that end with `untilDay`. */
  readonly months: number;
  /** The last business day with events, days since 1970-01-01. */
  readonly untilDay: number;
  /** Decimals of the currency the amounts are written in (2 for EUR). */
  readonly decimals: number;
}

export const demoDefaults = { customers: 2000, seed: 7, months: 24 } as const;

/** The group's head office: its zone says when a day of the whole group is over. */
export const groupCalendar = { timeZone: 'Europe/Berlin', dayStartMinutes: 240 } as const;

/** The newest day that is over everywhere: a running day would put events into the future. */
export function latestDemoDay(now: number): number {
  return businessDay(now, groupCalendar) - 1;
}

/** Decimals in which amounts of a currency (ISO 4217) are written. */
export function currencyDecimals(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * Checks what a person asked for.
 * @throws Error "expected X, got Y, do Z" for a value outside its range.
 */
export function demoOptions(asked: {
  readonly customers?: string | undefined;
  readonly seed?: string | undefined;
  readonly months?: string | undefined;
  readonly until?: string | undefined;
  readonly currency: string;
  readonly now: number;
}): DemoOptions {
  const latest = latestDemoDay(asked.now);
  const untilDay = asked.until === undefined ? latest : dayOfIso(asked.until);
  if (untilDay === null || untilDay > latest || untilDay < dayOfYear2000) {
    throw new Error(
      `--until: expected a day from 2000-01-01 to ${isoDay(latest)} (yesterday), got ${JSON.stringify(asked.until)}; write it as ${isoDay(latest)}`,
    );
  }
  return {
    customers: inRange('--customers', asked.customers, demoDefaults.customers, 1, 1_000_000),
    seed: inRange('--seed', asked.seed, demoDefaults.seed, 0, 4_294_967_295),
    months: inRange('--months', asked.months, demoDefaults.months, 1, 120),
    untilDay,
    decimals: currencyDecimals(asked.currency),
  };
}

const dayOfYear2000 = 10_957;

function inRange(name: string, text: string | undefined, fallback: number, low: number, high: number): number {
  if (text === undefined) return fallback;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new Error(
    `${name}: expected a whole number from ${low} to ${high}, got ${JSON.stringify(text)}; leave it out for ${fallback}`,
  );
}
