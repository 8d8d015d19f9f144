import type { Unit } from './fields.ts';
import type { Range } from './model.ts';

/** What stands in the two inputs of a range; empty: open. */
export interface Ends {
  readonly min: string;
  readonly max: string;
}

const shown = (bound: number | string | null | undefined, unit: Unit | 'money') =>
  bound === null || bound === undefined
    ? ''
    : unit === 'share'
      ? String(Math.round(Number(bound) * 10_000) / 100)
      : String(bound);

/** The inputs of a range. Shares are typed as percent. */
export function endsOf(range: Range<number> | Range<string> | null, unit: Unit | 'money'): Ends {
  return { min: shown(range?.min, unit), max: shown(range?.max, unit) };
}

/** The range of the inputs; null: both are open; "wrong": no numbers, out of bounds, or the wrong way round. */
export function rangeOf({ min, max }: Ends, unit: Unit | 'money'): Range<number> | Range<string> | null | 'wrong' {
  const bounds = [min.trim(), max.trim()].map((text) => (text === '' ? null : Number(text)));
  const [low, high] = bounds as [number | null, number | null];
  if (low === null && high === null) return null;
  const most = unit === 'points' || unit === 'share' ? 100 : Number.MAX_SAFE_INTEGER;
  if (bounds.some((bound) => bound !== null && !(bound >= 0 && bound <= most))) return 'wrong';
  if (low !== null && high !== null && low > high) return 'wrong';
  if (unit === 'money') return { ...(low !== null && { min: String(low) }), ...(high !== null && { max: String(high) }) };
  const scaled = (bound: number) => (unit === 'share' ? Math.round(bound * 100) / 10_000 : bound);
  return { ...(low !== null && { min: scaled(low) }), ...(high !== null && { max: scaled(high) }) };
}
