import { useMemo } from 'react';
import { type Reading, useReading } from './words.ts';

/** An amount as the API answers it. */
export interface MoneyValue {
  /** Exact decimal text. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** How numbers, money and times are written for this reader. A null is always "–": a guess is never written. */
export interface Formats {
  /** A whole number with separators. */
  readonly whole: (value: number | null | undefined) => string;
  /** A decimal number. @param digits most digits behind the point, 1 when absent. */
  readonly decimal: (value: number | null | undefined, digits?: number) => string;
  /** A decimal number of exactly so many digits behind the point: those of a column stand under each other. */
  readonly fixed: (value: number | null | undefined, digits: number) => string;
  /** A number with its sign, "+3" or "−12"; 0 has none. */
  readonly signed: (value: number | null | undefined, digits?: number) => string;
  /** A share of 0 to 1 as whole percent. */
  readonly percent: (share: number | null | undefined, digits?: number) => string;
  /** A probability of 0 to 1 as whole percent that is never 0 or 100: "<1%", "31%", ">99%". */
  readonly chance: (share: number | null | undefined) => string;
  /** Money: whole from 100 up, else two decimals. */
  readonly money: (value: MoneyValue | null | undefined) => string;
  /** A sentence of the server with its amounts ("EUR 2,906.60", "103.10 EUR") written as ours are. */
  readonly amountsIn: (sentence: string) => string;
  /** An amount of the venue's currency, in units of it. */
  readonly amount: (value: number | null | undefined) => string;
  /** A day, "22 Nov 2026". Takes an instant or a date. */
  readonly day: (at: string | null | undefined) => string;
  /** A day without its year, "22 Nov". */
  readonly shortDay: (at: string | null | undefined) => string;
  /** A month, "Nov 2026". Takes an instant or a date, of which the UTC month counts. */
  readonly month: (at: string | null | undefined) => string;
  /** A month where there is little room, "Nov ’26": without the mark it would read as a day. */
  readonly shortMonth: (at: string | null | undefined) => string;
  /** A month of the year, 1 to 12: "Nov", or "N" where there is little room. */
  readonly monthName: (month: number, width?: 'long' | 'short' | 'narrow') => string;
  /** A whole number in little room, "1.2k". */
  readonly compact: (value: number | null | undefined) => string;
  /** "22 Nov 2026, 14:05". */
  readonly time: (at: string | null | undefined) => string;
  /** "14:05". */
  readonly clock: (at: string | null | undefined) => string;
  /** "3 days ago" up to 14 days from `now`, the day beyond. */
  readonly ago: (at: string | null | undefined, now?: number) => string;
  /** "Anna, Ben and Carl". */
  readonly list: (items: readonly string[]) => string;
}

const none = '–';
const minus = (text: string) => text.replace(/-(?=[\d\p{Sc}])/u, '−');
const isDate = (at: string) => /^\d{4}-\d{2}-\d{2}$/.test(at);

/** The formats of a reader. */
export function formatsOf({ locale, timeZone, currency }: Reading): Formats {
  const moneyOf = (value: number, of: string) => {
    const digits = Math.abs(value) >= 99.995 || Number.isInteger(value) ? 0 : 2;
    const options = { style: 'currency', currency: of, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
    return minus(new Intl.NumberFormat(locale, options).format(value));
  };
  const number = (value: number, digits: number) =>
    minus(new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value));
  const when = (at: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: isDate(at) ? 'UTC' : timeZone }).format(new Date(at));
  const known =
    <Value>(write: (value: Value) => string) =>
    (value: Value | null | undefined) =>
      value === null || value === undefined ? none : write(value);
  const percent = (share: number, digits = 0) =>
    minus(new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(share));
  const inUtc = (at: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(at));
  const day = (at: string) => when(at, { day: 'numeric', month: 'short', year: 'numeric' });
  return {
    whole: known((value: number) => number(Math.round(value), 0)),
    decimal: (value, digits = 1) => (value === null || value === undefined ? none : number(value, digits)),
    fixed: (value, digits) =>
      value === null || value === undefined
        ? none
        : minus(new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)),
    signed: (value, digits = 0) => {
      if (value === null || value === undefined) return none;
      const text = number(Math.abs(value), digits);
      if (Number(Math.abs(value).toFixed(digits)) === 0) return text;
      return value > 0 ? `+${text}` : `−${text}`;
    },
    percent: (share, digits = 0) => (share === null || share === undefined ? none : percent(share, digits)),
    chance: known((share: number) => (share < 0.01 ? `<${percent(0.01)}` : share > 0.99 ? `>${percent(0.99)}` : percent(share))),
    money: known((value: MoneyValue) => moneyOf(Number(value.amount), value.currency)),
    amount: known((value: number) => moneyOf(value, currency)),
    amountsIn: (sentence) =>
      sentence.replace(
        new RegExp(`\\b${currency} (\\d[\\d,]*(?:\\.\\d+)?)|\\b(\\d+(?:\\.\\d+)?) ${currency}\\b`, 'g'),
        (_all, after, before) => moneyOf(Number(String(after ?? before).replaceAll(',', '')), currency),
      ),
    day: known(day),
    shortDay: known((at: string) => when(at, { day: 'numeric', month: 'short' })),
    month: known((at: string) => inUtc(at, { month: 'short', year: 'numeric' })),
    shortMonth: known((at: string) => `${inUtc(at, { month: 'short' })} ’${at.slice(2, 4)}`),
    monthName: (month, width = 'short') =>
      new Intl.DateTimeFormat(locale, { month: width, timeZone: 'UTC' }).format(Date.UTC(2026, month - 1, 15)),
    compact: known((value: number) =>
      minus(
        new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: value >= 1000 ? 2 : 3 }).format(
          Math.round(value),
        ),
      ),
    ),
    time: known((at: string) =>
      when(at, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }),
    ),
    clock: known((at: string) => when(at, { hour: '2-digit', minute: '2-digit' })),
    ago: (at, now = Date.now()) => (at === null || at === undefined ? none : (relative(Date.parse(at) - now, locale) ?? day(at))),
    list: (items) => new Intl.ListFormat(locale).format(items),
  };
}

/** "3 days ago", "in 2 hours"; null beyond 14 days. */
function relative(ms: number, locale: string): string | null {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const minutes = Math.round(ms / 60_000);
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 36 * 60) return words.format(Math.round(minutes / 60), 'hour');
  const days = Math.round(minutes / 1440);
  return Math.abs(days) <= 14 ? words.format(days, 'day') : null;
}

/** How numbers, money and times are written for this reader. */
export function useFormat(): Formats {
  const reading = useReading();
  return useMemo(() => formatsOf(reading), [reading]);
}
