import { businessDay, dayMs, isoDay } from '../engine/calendar.ts';
import { type ImportColumn, storedName, type TableShape } from './columns.ts';
import type { IngestContext } from './report.ts';
import { crossCheck } from './row-rules.ts';
import type { Cell, RawValues, Row, RowFault, Surroundings } from './row-types.ts';
import { digested } from './seen.ts';
import { dayOf, dayOfBirth, instantOf, type WrittenTime, writtenTime } from './times.ts';
import { cellValue, cleaned, type Fault, minorDigitsOf, quoted, unstorable } from './values.ts';

/** The columns of a table in the order of a row's cells, under the database's names. */
export function storedColumns(shape: TableShape): string[] {
  return [...shape.columns.map(storedName), ...(shape.businessDay ? ['business_day'] : [])];
}

/** @returns a function from raw text to a row, or to the first reason why there is none. Pure but for what `surroundings` answers. */
export function rowReader(
  shape: TableShape,
  context: IngestContext,
  surroundings: Surroundings,
): (line: number, values: RawValues) => Row | RowFault {
  const columns = shape.columns;
  const minorDigits = minorDigitsOf(context.currency);
  const today = (timeZone: string) => businessDay(context.now, { timeZone, dayStartMinutes: context.dayStartMinutes });
  const locationIndex = shape.columns.findIndex(({ name }) => shape.table === 'visits' && name === 'location_id');
  const times = shape.columns.flatMap((column, index) => (isTime(column) ? [{ column, index }] : []));
  const derived = shape.table === 'visits' ? shape.columns.findIndex(({ name }) => name === 'visit_id') : -1;
  const seeds = columns.map(({ name }) => digested(0, name));
  const check = crossCheck(shape, surroundings, minorDigits);
  const date = businessDay(context.now, { timeZone: context.timeZone, dayStartMinutes: 0 });
  const read = (given: string, column: ImportColumn): string | WrittenTime | Fault => {
    if (column.kind === 'birthday') return dayOfBirth(given, date);
    return isTime(column) ? writtenTime(given) : cellValue(given, column, minorDigits);
  };

  return (line, values) => {
    const cells: Cell[] = new Array(shape.columns.length + (shape.businessDay ? 1 : 0));
    const written: (WrittenTime | undefined)[] = [];
    let digest = 0;
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index];
      if (column === undefined) break;
      const given = givenText(values[column.name], shape.table === 'customers');
      if (typeof given !== 'string') {
        if (column.required) return { column: column.name, reason: `expected a value in ${column.name}, got an empty cell` };
        cells[index] = given === null ? null : column.fallback;
        if (given === null) digest = digested(digest, seeds[index] ?? 0);
        continue;
      }
      const bad = given.includes('\0') ? unstorable(given) : null;
      const value = bad !== null ? { fault: bad } : read(given, column);
      if (typeof value !== 'string' && 'fault' in value) return { column: column.name, reason: value.fault };
      digest = digested(digest, seeds[index] ?? 0);
      if (typeof value === 'string') {
        cells[index] = value;
        digest = digested(digest, value);
      } else {
        written[index] = value;
        digest = digested(digested(digest, value.ms), value.form);
      }
    }
    const content = derived >= 0 && cells[derived] === undefined ? contentOf(columns, cells, written) : null;
    const timeZone = (locationIndex < 0 ? null : surroundings.zoneOf(cells[locationIndex] ?? '')) ?? context.timeZone;
    let at: number | null = null;
    for (const { column, index } of times) {
      const time = written[index];
      if (time === undefined) continue;
      const instant = instantOf(time, timeZone);
      if (typeof instant !== 'number') return { column: column.name, reason: instant.fault };
      const future = column.kind === 'past' && (time.form === 'day' ? time.ms / dayMs > today(timeZone) : instant > context.now);
      if (future) return { column: column.name, reason: futureReason(values[column.name] ?? '', context.now) };
      cells[index] = new Date(instant).toISOString();
      if (column.name !== shape.eventTime) continue;
      at = instant;
      if (shape.businessDay) cells[shape.columns.length] = dayText(dayOf(time, timeZone, context.dayStartMinutes));
    }
    const fault = check(cells);
    const customerId = shape.columns[0]?.name === 'customer_id' ? (cells[0] ?? '') : '';
    return fault ?? { line, customerId, at, cells, digest, content };
  };
}

/** From this text follows the id of a visit that has none: it must never change. */
function contentOf(
  columns: readonly ImportColumn[],
  cells: readonly Cell[],
  written: readonly (WrittenTime | undefined)[],
): string {
  let content = '';
  for (const [index, { name }] of columns.entries()) {
    const [cell, time] = [cells[index], written[index]];
    if (typeof cell === 'string') content += `\x1f${name}=${cell}`;
    else if (time !== undefined) content += `\x1f${name}=${time.ms}${time.form}`;
  }
  return content;
}

const dayTexts = new Map<number, string>();

/** ISO text of a day; files hold the same few thousand days over and over. */
function dayText(day: number): string {
  let text = dayTexts.get(day);
  if (text === undefined) {
    text = isoDay(day);
    if (dayTexts.size < 100_000) dayTexts.set(day, text);
  }
  return text;
}

function isTime({ kind }: ImportColumn): boolean {
  return kind === 'past' || kind === 'time';
}

/** @returns trimmed text; undefined: not given; null: to be cleared. */
function givenText(raw: string | null | undefined, mayClear: boolean): Cell {
  if (raw === undefined || raw === '') return undefined;
  if (raw === null) return mayClear ? null : undefined;
  return cleaned(raw) || undefined;
}

function futureReason(text: string, now: number): string {
  return `expected a time up to now (${new Date(now).toISOString()}), got ${quoted(text)}: what has not happened yet is not recorded`;
}
