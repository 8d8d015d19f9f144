/**
 * Remembers something about an object for as long as the object lives, like a WeakMap, but in the object itself: where objects live as
 * shortly as the facts of one guest in a run, the tables of a WeakMap keep them alive through many collections, which then cost more
 * than what is computed. What is remembered is invisible: it is neither copied, compared nor printed. A frozen object remembers nothing.
 */
export interface Memory<Key extends object, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
}

export function openMemory<Key extends object, Value>(): Memory<Key, Value> {
  const place = Symbol('remembered');
  return {
    get: (key) => (key as { readonly [place]?: Value })[place],
    set(key, value) {
      if (Object.hasOwn(key, place)) (key as { [place]?: Value })[place] = value;
      else if (Object.isExtensible(key)) Object.defineProperty(key, place, { value, writable: true });
    },
  };
}
