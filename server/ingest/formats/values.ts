import { hash } from 'node:crypto';
import { normaliseEmail, normalisePhone } from '../../db/sealing.ts';
import { type Fault, quoted } from '../values.ts';
import { amountText, numberText, ratio, readAmount } from './amounts.ts';
import { readTime } from './dates.ts';
import { remembering } from './remembering.ts';
import type { Value, Where } from './schema.ts';
import { Refused, rowsOf, type Scope, type SheetRow, type Surroundings } from './scope.ts';
import { folded } from './titles.ts';

/** @returns '' for what is not given. @throws Refused */
export type Read = (scope: Scope) => string;
/** @returns ten-thousandths; null: not given. @throws Refused */
export type ReadNumber = (scope: Scope) => number | null;
type Rows = (scope: Scope) => readonly SheetRow[];

function good<Good>(value: Good | Fault): Good {
  if (typeof value === 'object' && value !== null && 'fault' in value) throw new Refused(value.fault);
  return value as Good;
}

/** Makes one function of a value of a mapping; the columns that it names are noted in `around.columns`. */
export function readerOf(value: Value, around: Surroundings, sheetId: string): Read {
  if (typeof value === 'string') return firstOf({ first: [value] }, around, sheetId);
  if ('money' in value || 'sum' in value || 'ratio' in value) {
    const read = numberOf(value, around, sheetId);
    return textOf(read, (scaled) => amountText(scaled, around.minorDigits));
  }
  if ('number' in value) return textOf(numberOf(value, around, sheetId), numberText);
  if ('first' in value) return firstOf(value, around, sheetId);
  if ('coalesce' in value) return coalesced(value.coalesce.map((each) => readerOf(each, around, sheetId)));
  if ('concat' in value) {
    const parts = value.concat.map((each) => readerOf(each, around, sheetId));
    return (scope) =>
      parts
        .map((part) => part(scope))
        .filter((text) => text !== '')
        .join(' ');
  }
  if ('constant' in value) {
    const { constant } = value;
    const text = constant.startsWith('$') ? (around.settings.get(constant.slice(1)) ?? '') : constant;
    return () => text;
  }
  if ('date' in value) return dateOf(value, around, sheetId);
  if ('of' in value) return mapped(value, around, sheetId);
  return specialOf(value, around, sheetId);
}

function textOf(read: ReadNumber, write: (scaled: number) => string): Read {
  return (scope) => {
    const scaled = read(scope);
    return scaled === null ? '' : write(scaled);
  };
}

function coalesced(parts: readonly Read[]): Read {
  return (scope) => {
    for (const part of parts) {
      const text = part(scope);
      if (text !== '') return text;
    }
    return '';
  };
}

function firstOf(value: Extract<Value, { first: unknown }>, around: Surroundings, sheetId: string): Read {
  const places = value.first.map((name) => columnsOf(around, value.in ?? sheetId).place(name));
  const rowsIn = filteredRows(value, around, sheetId);
  return (scope) => {
    const rows = rowsIn(scope);
    for (const place of places) for (const row of rows) if (row.cells[place]) return row.cells[place];
    return '';
  };
}

export function columnsOf(around: Surroundings, sheetId: string) {
  const columns = around.columns.get(sheetId);
  if (columns === undefined)
    throw new Error(`expected a file of ${around.format.id} called ${sheetId}, got none: correct "in" or "with"`);
  return columns;
}

type Special = Extract<
  Value,
  | { hash: Value }
  | { email: Value }
  | { phone: Value }
  | { unlessConstant: string }
  | { fileName: unknown }
  | { group: Value }
  | { guest: true }
  | { ordinal: true }
>;

function specialOf(value: Special, around: Surroundings, sheetId: string): Read {
  if ('guest' in value) return (scope) => scope.guest;
  if ('ordinal' in value) return (scope) => String(scope.ordinal);
  if ('group' in value) {
    const read = readerOf(value.group, around, around.sheet.id);
    return (scope) => read({ ...scope, row: null });
  }
  if ('unlessConstant' in value) {
    const read = firstOf({ first: [value.unlessConstant] }, around, sheetId);
    columnsOf(around, sheetId).watched.add(value.unlessConstant);
    return (scope) => (around.constants.has(value.unlessConstant) ? '' : read(scope));
  }
  if ('fileName' in value) return fromFileName(value, around, sheetId);
  if ('email' in value) {
    const read = readerOf(value.email, around, sheetId);
    return (scope) => {
      const text = normaliseEmail(read(scope));
      return /^[^\s@]+@[^\s@]+$/.test(text) ? text : '';
    };
  }
  if ('phone' in value) {
    const read = readerOf(value.phone, around, sheetId);
    const prefix = around.settings.get('phonePrefix') ?? '';
    return (scope) => phoneText(read(scope), prefix);
  }
  const read = readerOf(value.hash, around, sheetId);
  return (scope) => {
    const text = folded(read(scope));
    return text === '' ? '' : `${value.prefix}${hash('sha256', text, 'hex').slice(0, 16)}`;
  };
}

const fewestDigits = 6;

/** @param prefix such as +1: the country of numbers that name none. */
function phoneText(raw: string, prefix: string): string {
  const text = normalisePhone(raw);
  if (text.replace('+', '').length < fewestDigits) return '';
  if (prefix === '' || text.startsWith('+')) return text;
  const country = prefix.replace('+', '');
  return text.length > 10 && text.startsWith(country) ? `+${text}` : `+${country}${text.replace(/^0+/, '')}`;
}

function fromFileName(value: Extract<Value, { fileName: unknown }>, around: Surroundings, sheetId: string): Read {
  return (scope) => {
    const name = around.fileNames[rowsOf(scope, sheetId)[0]?.file ?? 0] ?? '';
    const given = around.settings.get(value.ask)?.toLowerCase();
    const source = given ?? name.toLowerCase().replace(/^.*[/\\]/, '');
    const word = Object.keys(value.fileName).find((each) => source.includes(each));
    if (word !== undefined) return value.fileName[word] ?? '';
    const words = Object.keys(value.fileName);
    throw new Refused(
      `expected ${words.join(' or ')} in the name of the file, got ${quoted(name)}: give --set ${value.ask}=${words[0]}`,
    );
  };
}

function mapped(value: Extract<Value, { of: Value }>, around: Surroundings, sheetId: string): Read {
  const read = readerOf(value.of, around, sheetId);
  const map = new Map(Object.entries(value.map).map(([from, to]) => [folded(from), to]));
  const find = remembering((text: string, _given: null) => map.get(folded(text)));
  return (scope) => {
    const text = read(scope);
    const to = find(text, null);
    if (to !== undefined) return to ?? '';
    if (value.else === 'keep') return text;
    if (value.else === 'null' || text === '') return '';
    throw new Refused(`expected one of ${Object.keys(value.map).join(', ')}, got ${quoted(text)}`);
  };
}

function dateOf(value: Extract<Value, { date: unknown }>, around: Surroundings, sheetId: string): Read {
  const places = value.date.map((name) => columnsOf(around, value.in ?? sheetId).place(name));
  const rows = filteredRows(value, around, sheetId);
  const zoneOf = zoneReader(value.zone, around, value.in ?? sheetId);
  return (scope) => {
    let best = '';
    for (const row of rows(scope)) {
      const text = places.map((place) => row.cells[place] ?? '').join(' ');
      if (text.trim() === '') continue;
      const read = readTime(text.trim(), around.sheet.dates, zoneOf(row), around.notes);
      if (value.else === 'null' && typeof read !== 'string') continue;
      const time = good(read);
      if (value.pick === undefined) return time;
      if (best === '' || (value.pick === 'min' ? time < best : time > best)) best = time;
    }
    return best;
  };
}

/** @param zone `=UTC` for a fixed one, else the column with the export's label of its zone. */
function zoneReader(zone: string | undefined, around: Surroundings, sheetId: string): (row: SheetRow) => string | null {
  if (zone?.startsWith('=') === true) return () => zone.slice(1);
  const given = around.settings.get('zone');
  if (given !== undefined) return () => given;
  if (zone === undefined) return () => null;
  const place = columnsOf(around, sheetId).place(zone);
  return (row) => {
    const label = row.cells[place] ?? '';
    const known = around.format.zones[label];
    if (known === undefined && label !== '')
      throw new Refused(
        `expected a known label in ${zone}, got ${quoted(label)}: give the zone, such as --set zone=America/New_York`,
      );
    return known ?? null;
  };
}

/** Makes one function of a value that is a number or an amount. */
export function numberOf(value: Value, around: Surroundings, sheetId: string): ReadNumber {
  if (typeof value === 'object' && 'sum' in value) {
    const parts = value.sum.map((each) => numberOf(each, around, sheetId));
    return (scope) => {
      let sum: number | null = null;
      for (const part of parts) {
        const scaled = part(scope);
        if (scaled !== null) sum = (sum ?? 0) + scaled;
      }
      return sum;
    };
  }
  if (typeof value === 'object' && 'ratio' in value) {
    const [a, b, c] = value.ratio.map((each) => numberOf(each, around, sheetId));
    return (scope) => {
      const [x, y, z] = [a?.(scope) ?? null, b?.(scope) ?? null, c?.(scope) ?? null];
      return x === null || y === null || z === null ? null : ratio(x, y, z);
    };
  }
  if (typeof value === 'object' && ('money' in value || 'number' in value)) return amountOf(value, around, sheetId);
  const read = readerOf(value, around, sheetId);
  return (scope) => good(readAmount(read(scope), around.decimal));
}

type AmountValue = Extract<Value, { money: string } | { number: string }>;

function amountOf(value: AmountValue, around: Surroundings, sheetId: string): ReadNumber {
  if (!isOn(value, around)) return () => null;
  const name = 'money' in value ? value.money : value.number;
  const columns = columnsOf(around, value.in ?? sheetId);
  const place = columns.place(name);
  if ('money' in value) columns.amounts.add(place);
  const rows = filteredRows(value, around, sheetId);
  const sign = value.negate === true ? -1 : 1;
  return (scope) => {
    let sum: number | null = null;
    for (const row of rows(scope)) {
      const scaled = good(readAmount(row.cells[place] ?? '', around.decimal));
      if (scaled === null) continue;
      sum = (sum ?? 0) + sign * scaled;
      if (value.total !== true) break;
    }
    return sum;
  };
}

/** Whether the settings let something hold. */
export function isOn(
  { when, unless }: { readonly when?: string | undefined; readonly unless?: string | undefined },
  { settings }: Pick<Surroundings, 'settings'>,
): boolean {
  const truth = (name: string) => ['true', 'yes', '1'].includes((settings.get(name.slice(1)) ?? '').toLowerCase());
  return (when === undefined || truth(when)) && (unless === undefined || !truth(unless));
}

function filteredRows(
  { where, in: from = '' }: { readonly where?: Where | undefined; readonly in?: string | undefined },
  around: Surroundings,
  sheetId: string,
): Rows {
  const sheet = from === '' ? sheetId : from;
  if (where === undefined) return (scope) => rowsOf(scope, sheet);
  const holds = conditionOf(where, around, sheet);
  return (scope) => rowsOf(scope, sheet).filter(holds);
}

/** Whether a row has the values that `where` names; letter case does not matter. */
export function conditionOf(where: Where, around: Surroundings, sheetId: string): (row: SheetRow) => boolean {
  const tests = Object.entries(where).map(([name, accepted]) => {
    const place = columnsOf(around, sheetId).place(name);
    const not = typeof accepted === 'object' && !Array.isArray(accepted);
    const list = not ? accepted.not : typeof accepted === 'string' ? [accepted] : accepted;
    const values = new Set(list.map((text) => text.toLowerCase()));
    const holds = remembering((text: string, _given: null) => values.has(text.toLowerCase()) !== not);
    return (row: SheetRow) => holds(row.cells[place] ?? '', null);
  });
  return (row) => tests.every((test) => test(row));
}
