import type { FieldName, Filter } from '../filters/index.ts';
import { withField } from '../filters/index.ts';

/** Whether a filter asks for this value of a field, among others or alone. */
export function asksFor(filter: Filter, field: FieldName, value: string): boolean {
  const wanted = filter[field];
  return Array.isArray(wanted) && wanted.includes(value);
}

/** The filter after a press on a mark: it asks for this value alone, with Shift for it too; a second press takes it away. */
export function pressed(filter: Filter, field: FieldName, value: string, adds: boolean): Filter {
  const wanted = filter[field];
  const now = Array.isArray(wanted) ? (wanted as readonly string[]) : [];
  if (now.includes(value)) {
    const left = adds || now.length === 1 ? now.filter((other) => other !== value) : [value];
    return withField(filter, field, left.length === 0 ? null : left);
  }
  return withField(filter, field, adds ? [...now, value] : [value]);
}

interface Span {
  readonly min: number;
  readonly max: number;
}

const spanOf = (wanted: unknown): Span | null => {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return null;
  const { min, max } = wanted as { min?: number | null; max?: number | null };
  return { min: min ?? 0, max: max ?? 1 };
};

/** Whether a filter asks for this bin of a share of 0 to 1. */
export function asksForBin(filter: Filter, field: FieldName, bin: Span): boolean {
  const now = spanOf(filter[field]);
  return now !== null && now.min <= bin.min && now.max >= bin.max;
}

/** The filter after a press on a bin: it asks for it alone, with Shift for all from the first to the last; a second press takes it away. */
export function pressedBin(filter: Filter, field: FieldName, bin: Span, adds: boolean): Filter {
  const now = spanOf(filter[field]);
  if (now !== null && now.min === bin.min && now.max === bin.max) return withField(filter, field, null);
  if (!adds || now === null) return withField(filter, field, { min: bin.min, max: bin.max });
  return withField(filter, field, { min: Math.min(now.min, bin.min), max: Math.max(now.max, bin.max) });
}
