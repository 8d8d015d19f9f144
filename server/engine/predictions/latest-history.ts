import type { RepeatHistory } from './model.ts';

/** Remembers what was made of the latest history: a guest is asked about at several horizons in a row. */
export function ofLatest<Value>(make: (guest: RepeatHistory) => Value): (guest: RepeatHistory) => Value {
  let latest: { readonly x: number; readonly tx: number; readonly T: number; readonly value: Value } | null = null;
  return (guest) => {
    const { x, tx, T } = guest;
    if (latest === null || latest.x !== x || latest.tx !== tx || latest.T !== T) latest = { x, tx, T, value: make(guest) };
    return latest.value;
  };
}
