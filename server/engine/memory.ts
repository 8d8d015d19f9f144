/**
 * Remembers something about an object for as long as the object lives, like a WeakMap, but in the object itself: where objects live as
 * shortly as the facts of one guest in a run, the tables of a WeakMap keep them alive through many collections, which then cost more
 * than what is computed. What is remembered is invisible: it is
 * neither copied, compared nor printed. A frozen object remembers nothing.
 */
export interface Memory<Key extends object, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
}

export function openMemory<Key extends object, Value>(): Memory<Key, Value> {
  /** Puts its field into whatever object it is given. */
  class Place extends Given {
    #value: Value | undefined;

    static get(key: Key): Value | undefined {
      return #value in key ? (key as unknown as Place).#value : undefined;
    }

    static set(key: Key, value: Value): void {
      if (#value in key) (key as unknown as Place).#value = value;
      else if (Object.isExtensible(key)) new Place(key).#value = value;
    }
  }
  return Place;
}

/** A class whose instances are the objects that it is given. */
const Given = function (this: unknown, key: object) {
  return key;
} as unknown as new (
  key: object,
) => object;
