import { channels, type FieldName, fields, isField, type Kind, kindOf } from './fields.ts';

/** A range with one bound at least. */
export interface Range<Bound> {
  readonly min?: Bound | null;
  readonly max?: Bound | null;
}

/** What a field is asked for: as CustomerFilter holds it. */
export type Wanted =
  | readonly string[]
  | Range<number>
  | Range<string>
  | boolean
  | string
  | readonly { readonly channel: string; readonly given?: boolean | null }[];

/** A CustomerFilter, as the address and the API hold it. */
export interface Filter {
  readonly [field: string]: unknown;
}

/** One chip: a field and what is asked of it. */
export interface Condition {
  readonly field: FieldName;
  readonly wanted: Wanted;
}

/** What the address holds: a filter, and the names of the parts that could not be read. */
export interface ReadFilter {
  readonly filter: Filter;
  readonly ignored: readonly string[];
}

const logic = ['and', 'or', 'not'] as const;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown, most = 100): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.length <= most && value.every((item) => typeof item === 'string');

/** Guests that a filter may name one by one. */
export const mostGuests = 1_000;

function isRange(value: unknown, isBound: (bound: unknown) => boolean): boolean {
  if (!isObject(value)) return false;
  const bounds = Object.entries(value).filter(([, bound]) => bound !== null && bound !== undefined);
  return bounds.length > 0 && bounds.every(([name, bound]) => (name === 'min' || name === 'max') && isBound(bound));
}

function fits(kind: Kind, value: unknown): boolean {
  switch (kind.kind) {
    case 'choice':
      return isTexts(value) && value.every((item) => kind.options.includes(item));
    case 'number':
      return isRange(value, (bound) => typeof bound === 'number' && Number.isFinite(bound));
    case 'money':
      return isRange(value, (bound) => typeof bound === 'string' && /^-?\d{1,13}(\.\d+)?$/.test(bound));
    case 'flag':
      return typeof value === 'boolean';
    case 'texts':
    case 'segments':
    case 'locations':
      return isTexts(value);
    case 'guests':
      return isTexts(value, mostGuests);
    case 'consents':
      return Array.isArray(value) && value.length > 0 && value.every(isConsent);
    case 'time':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    case 'text':
      return typeof value === 'string' && value.trim() !== '' && value.length <= 320;
  }
}

function isConsent(value: unknown): boolean {
  return (
    isObject(value) &&
    (channels as readonly unknown[]).includes(value.channel) &&
    [true, false, null, undefined].includes(value.given as boolean | null | undefined)
  );
}

/** A filter read from anything: what is no part of one is left out and named. */
export function readFilter(value: unknown, path = ''): ReadFilter {
  if (!isObject(value)) return { filter: {}, ignored: value === null || value === undefined ? [] : [path || 'f'] };
  const filter: Record<string, unknown> = {};
  const ignored: string[] = [];
  for (const [name, given] of Object.entries(value)) {
    if (given === null || given === undefined) continue;
    const at = path === '' ? name : `${path}.${name}`;
    if (isField(name) && fits(kindOf(name), given)) filter[name] = given;
    else if (name === 'not' && isObject(given)) {
      const inner = readFilter(given, at);
      ignored.push(...inner.ignored);
      if (!isEmpty(inner.filter)) filter.not = inner.filter;
    } else if ((name === 'and' || name === 'or') && Array.isArray(given)) {
      const inner = given.map((part, index) => readFilter(part, `${at}[${index}]`));
      ignored.push(...inner.flatMap((part) => part.ignored));
      const parts = inner.map((part) => part.filter).filter((part) => !isEmpty(part));
      if (parts.length > 0) filter[name] = parts;
    } else if ((name === 'minHealthScore' || name === 'maxHealthScore') && typeof given === 'number') filter[name] = given;
    else ignored.push(at);
  }
  return { filter: flat(filter), ignored };
}

/** A filter read from an address. */
export function readFilterText(text: string | null): ReadFilter {
  if (text === null || text === '') return { filter: {}, ignored: [] };
  try {
    return readFilter(JSON.parse(text) as unknown);
  } catch {
    return { filter: {}, ignored: ['f'] };
  }
}

/** The same filter with less nesting: one `and` of plain conditions on other fields is itself plain. */
function flat(filter: Filter): Filter {
  const { and, minHealthScore, maxHealthScore, ...rest } = filter;
  const own: Record<string, unknown> = { ...rest };
  const bounds = {
    ...(minHealthScore !== undefined && { min: minHealthScore }),
    ...(maxHealthScore !== undefined && { max: maxHealthScore }),
  };
  if (Object.keys(bounds).length > 0) {
    if (own.healthScore === undefined) own.healthScore = bounds;
    else Object.assign(own, { minHealthScore, maxHealthScore });
  }
  if (and === undefined) return own;
  const left: Filter[] = [];
  for (const part of and as readonly Filter[]) {
    const names = Object.keys(part);
    const isPlain = names.every((name) => isField(name) && own[name] === undefined);
    if (isPlain) Object.assign(own, part);
    else left.push(part);
  }
  return left.length === 0 ? own : { ...own, and: left };
}

/** Whether it asks nothing: everybody. */
export function isEmpty(filter: Filter): boolean {
  return Object.values(filter).every((value) => value === undefined || value === null);
}

/** The plain conditions, in the order of the menu. */
export function conditionsOf(filter: Filter): readonly Condition[] {
  return (Object.keys(fields) as FieldName[]).flatMap((field) => {
    const wanted = filter[field];
    return wanted === undefined || wanted === null ? [] : [{ field, wanted: wanted as Wanted }];
  });
}

/** The parts that are no plain conditions: and, or, not, each as a filter of its own. */
export function advancedOf(filter: Filter): readonly Filter[] {
  return [...logic, 'minHealthScore', 'maxHealthScore'].flatMap((name) => {
    const value = filter[name];
    if (value === undefined || value === null) return [];
    if (name === 'and') return (value as readonly Filter[]).map((part) => ({ and: [part] }));
    return [{ [name]: value }];
  });
}

/** The filter with a field asked for otherwise. @param wanted null: no more. */
export function withField(filter: Filter, field: FieldName, wanted: Wanted | null): Filter {
  const { [field]: _, ...rest } = filter;
  return wanted === null ? rest : { ...rest, [field]: wanted };
}

/** The filter without one of its parts that are no plain conditions. */
export function withoutAdvanced(filter: Filter, part: Filter): Filter {
  const [name] = Object.keys(part);
  if (name === undefined) return filter;
  const { [name]: value, ...rest } = filter;
  if (name !== 'and') return rest;
  const removed = JSON.stringify((part.and as readonly Filter[])[0]);
  const left = (value as readonly Filter[]).filter((other) => JSON.stringify(other) !== removed);
  return left.length === 0 ? rest : { ...rest, and: left };
}

/** Both hold. */
export function bothOf(one: Filter, other: Filter): Filter {
  if (isEmpty(one)) return other;
  if (isEmpty(other)) return one;
  return flat({ and: [one, other] });
}
