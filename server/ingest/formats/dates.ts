import { instantOfLocal, utcOffset } from '../../engine/calendar.ts';
import { writtenTime } from '../times.ts';
import { type Fault, quoted } from '../values.ts';

const tokens: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<year>\\d{2})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<hour>\\d{2})',
  h: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  a: '(?<half>[AaPp][Mm])',
  xx: '(?<offset>Z|[+-]\\d{2}:?\\d{2})',
};

const compiled = new Map<string, RegExp>();

function patternOf(form: string): RegExp {
  let pattern = compiled.get(form);
  if (pattern === undefined) {
    const source = form.replace(
      /yyyy|yy|MM?|dd?|HH?|hh?|mm|ss|xx|a|[^a-zA-Z]+|[a-zA-Z]/g,
      (token) => tokens[token] ?? token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    );
    pattern = new RegExp(`^${source}$`);
    compiled.set(form, pattern);
  }
  return pattern;
}

/** Doubled hours of autumn that were read as the first of the two. */
export interface TimeNotes {
  doubled: number;
}

/**
 * Reads a time in the first of the forms that fits.
 * @param zone IANA name; null: the time stays local, for the restaurant's zone to place.
 * @returns ISO 8601 text.
 */
export function readTime(raw: string, forms: readonly string[], zone: string | null, notes: TimeNotes): string | Fault {
  const text = raw.trim().replace(/\s+/g, ' ');
  if (/^\d{5}([.,]\d+)?$/.test(text))
    return { fault: `expected a date, got the day number ${quoted(text)} of a spreadsheet that saved the file; export it again` };
  const part = forms.map((form) => patternOf(form).exec(text)?.groups).find((groups) => groups !== undefined);
  if (part === undefined) return { fault: `expected a time such as ${forms.join(' or ')}, got ${quoted(raw)}` };
  const two = (digits: string | undefined) => (digits ?? '0').padStart(2, '0');
  const year = part.year?.length === 2 ? `20${part.year}` : (part.year ?? '');
  const day = `${year}-${two(part.month)}-${two(part.day)}`;
  if (part.hour === undefined) return checked(day, raw);
  const half = part.half?.toLowerCase();
  const hour = half === undefined ? Number(part.hour) : (Number(part.hour) % 12) + (half === 'pm' ? 12 : 0);
  const local = `${day} ${two(String(hour))}:${two(part.minute)}:${two(part.second)}`;
  if (part.offset !== undefined) return checked(`${local}${part.offset}`, raw);
  return zone === null ? checked(local, raw) : placed(local, zone, raw, notes);
}

function checked(text: string, raw: string): string | Fault {
  const time = writtenTime(text);
  return 'fault' in time ? { fault: time.fault.replace(/got .*$/, `got ${quoted(raw)}`) } : text;
}

function placed(local: string, zone: string, raw: string, notes: TimeNotes): string | Fault {
  const time = writtenTime(local);
  if ('fault' in time) return checked(local, raw);
  const at = instantOfLocal(time.ms, zone);
  if (at === null)
    return { fault: `expected a local time of ${zone}, got ${quoted(raw)}, which the clocks skipped that day; correct the line` };
  const hourMs = 3_600_000;
  if (utcOffset(at, zone) - utcOffset(at + hourMs, zone) === hourMs) notes.doubled += 1;
  return new Date(at).toISOString();
}
