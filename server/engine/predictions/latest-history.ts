import type { RepeatHistory } from './model.ts';

/** Remembers what was made of the latest history: a guest is asked about at several horizons in a row. */
export function ofLatest<Value>(make: (guest: RepeatHistory) => Value): (guest: RepeatHistory) => Value {
  let x = Number.NaN;
  let tx = Number.NaN;
  let T = Number.NaN;
  let value: Value;
  return (guest) => {
    if (guest.x === x && guest.tx === tx && guest.T === T) return value;
    value = make(guest);
    ({ x, tx, T } = guest);
    return value;
  };
}

/** Guests beyond this many different numbers of repeats are few, and what is made for one takes some kilobytes. */
const mostKnown = 200;

/** Remembers what rests only on the number of repeat visits, which many guests share. */
export function ofRepeats<Value>(make: (x: number) => Value): (x: number) => Value {
  const known = new Map<number, Value>();
  return (x) => {
    const found = known.get(x);
    if (found !== undefined) return found;
    if (known.size === mostKnown) known.clear();
    const value = make(x);
    known.set(x, value);
    return value;
  };
}
