import type { ImportColumn } from './columns.ts';

/** Why a cell cannot be read: what was expected, what came, what to do. */
export interface Fault {
  readonly fault: string;
}

/** Largest amount in minor units: beyond it a file has lost a decimal point. */
const maxMinor = 1e12;
const maxIdLength = 200;
const maxContactLength = 320; // the longest e-mail address there can be (RFC 3696)
const maxNoteLength = 10_000;
const maxTextLength = 400; // so that an index entry stays within what PostgreSQL allows

/** A value for a message: short and in quotes. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** A leading apostrophe before such a character is a spreadsheet's mark of text, not part of it. */
const spreadsheetText = /^'[=+\-@\t\r0-9]/;

/** A cell's text without what surrounds it. */
export function cleaned(raw: string): string {
  const text = raw.trim();
  return text.startsWith("'") && spreadsheetText.test(text) ? text.slice(1) : text;
}

/**
 * Reads a cell that is not a time.
 * @param minorDigits decimals of the currency
 * @returns the text that the database keeps.
 */
export function cellValue(text: string, column: ImportColumn, minorDigits: number): string | Fault {
  switch (column.kind) {
    case 'money':
      return minorUnits(text, minorDigits);
    case 'whole':
    case 'decimal':
      return boundedNumber(text, column);
    case 'flag':
      return flag(text);
    case 'zone':
      return isTimeZone(text) ? text : { fault: `expected an IANA time zone such as Europe/Berlin, got ${quoted(text)}` };
    case 'code':
      return code(text, column.oneOf);
    case 'id':
      return short(text, maxIdLength);
    case 'contact':
      return short(text, maxContactLength);
    case 'note':
      return short(text, maxNoteLength);
    default:
      return short(text, maxTextLength);
  }
}

/** An exact amount: digits and a decimal point only, because a comma means another thing in every other country. */
export function minorUnits(text: string, minorDigits: number): string | Fault {
  if (!/^(\d+\.?\d*|\.\d+)$/.test(text)) {
    if (/^-[\d.]+$/.test(text))
      return { fault: `expected an amount of 0 or more, got ${quoted(text)}: give money back in the column refund` };
    return { fault: `expected an amount such as 1234.50, without thousands separator or currency sign, got ${quoted(text)}` };
  }
  const point = text.indexOf('.');
  if (point >= 0 && text.slice(point + 1).replace(/0+$/, '').length > minorDigits) {
    return { fault: `expected at most ${minorDigits} decimals, as the currency has, got ${quoted(text)}` };
  }
  // Exact: the product is off by far less than half a unit up to the largest amount.
  const minor = Math.round(Number(text) * 10 ** minorDigits);
  if (minor > maxMinor)
    return {
      fault: `expected an amount up to ${maxMinor / 10 ** minorDigits}, got ${quoted(text)}: is a decimal point missing?`,
    };
  return String(minor);
}

function boundedNumber(
  text: string,
  { kind, min = 0, max = Number.MAX_SAFE_INTEGER, decimals = 0 }: ImportColumn,
): string | Fault {
  const expected = `expected a ${kind === 'whole' ? 'whole ' : ''}number from ${min} to ${max}`;
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text)) return { fault: `${expected}, with a decimal point, got ${quoted(text)}` };
  const point = text.indexOf('.');
  const places = point < 0 ? 0 : text.slice(point + 1).replace(/0+$/, '').length;
  if (kind === 'whole' && places > 0) return { fault: `${expected}, got ${quoted(text)}` };
  if (places > decimals) return { fault: `${expected} with at most ${decimals} decimals, got ${quoted(text)}` };
  const value = Number(text);
  if (value < min || value > max) return { fault: `${expected}, got ${quoted(text)}` };
  return value === 0 ? '0' : String(value); // one text per value: 2.50 and 2.5 are the same, -0 is 0
}

const flags: Readonly<Record<string, string>> = {
  true: 't',
  yes: 't',
  y: 't',
  '1': 't',
  t: 't',
  false: 'f',
  no: 'f',
  n: 'f',
  '0': 'f',
  f: 'f',
};

function flag(text: string): string | Fault {
  return flags[text.toLowerCase()] ?? { fault: `expected true or false (or yes, no, y, n, 1, 0), got ${quoted(text)}` };
}

function code(text: string, oneOf: readonly string[] | undefined): string | Fault {
  const upper = text.toUpperCase();
  if (oneOf !== undefined && !oneOf.includes(upper)) return { fault: `expected one of ${oneOf.join(', ')}, got ${quoted(text)}` };
  return short(upper, maxIdLength);
}

function short(text: string, maxLength: number): string | Fault {
  return text.length <= maxLength ? text : { fault: `expected at most ${maxLength} characters, got ${text.length}` };
}

const zones = new Map<string, boolean>();

function isTimeZone(text: string): boolean {
  let known = zones.get(text);
  if (known === undefined) {
    try {
      // An offset such as +02:00 is no zone: it has no summer time, and PostgreSQL would read its sign the other way round.
      known = new Intl.DateTimeFormat('en', { timeZone: text }) !== null && /^[A-Za-z]/.test(text);
    } catch {
      known = false;
    }
    if (zones.size < 10_000) zones.set(text, known);
  }
  return known;
}

/** Decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** What never belongs in text: PostgreSQL cannot keep NUL, and half a surrogate pair is no character. */
export function unstorable(text: string): string | null {
  if (text.includes('\0')) return 'expected text, got a NUL character: remove it and import the row again';
  return /\p{Surrogate}/u.test(text) ? 'expected text, got half a surrogate pair: remove it and record the row again' : null;
}
