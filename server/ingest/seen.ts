/**
 * What a run has already read, in flat arrays: 16 bytes a slot, so that a million rows stay within 25 MB. Keys are kept as
 * 64-bit hashes; among a million rows two different keys meet with a chance of about 1 in 30 million.
 */

/** Two independent 32-bit hashes of a text. */
export function hash64(text: string): { readonly high: number; readonly low: number } {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return { high: high >>> 0, low: low >>> 0 };
}

const digestSeed = 0x811c9dc5;
const digestPrime = 0x01000193;

/** A 32-bit digest of texts and numbers that come one after the other: to be begun with 0. */
export function digested(before: number, part: string | number): number {
  let state = before ^ digestSeed;
  if (typeof part === 'number') {
    state = Math.imul(state ^ (part % 0x7fffffff), digestPrime);
    state = Math.imul(state ^ (part / 0x7fffffff), digestPrime);
  } else for (let index = 0; index < part.length; index += 1) state = Math.imul(state ^ part.charCodeAt(index), digestPrime);
  return (state ^ (state >>> 15)) >>> 0;
}

const wordsPerSlot = 4; // two words of key, then two words of the owner's choice
const firstSlots = 128;
const parts = 32;
const fullShare = 0.8;
const growth = 1.25; // doubled, a table would be half empty most of the time

/** A part of a table, which grows by itself: a whole one would hold all it had twice for a moment. */
class Part {
  words = new Uint32Array(firstSlots * wordsPerSlot);
  #slots = firstSlots;
  #used = 0;

  /** @returns the slot; negative less one for one that was empty. */
  locate(high: number, low: number): number {
    if (this.#used > this.#slots * fullShare) this.#grow();
    const { words } = this;
    const slots = this.#slots;
    let slot = ((high ^ low) >>> 0) % slots;
    for (;;) {
      const at = slot * wordsPerSlot;
      if (words[at + 1] === 0) {
        words[at] = high;
        words[at + 1] = low;
        this.#used += 1;
        return -1 - slot;
      }
      if (words[at] === high && words[at + 1] === low) return slot;
      slot = slot + 1 === slots ? 0 : slot + 1;
    }
  }

  #grow(): void {
    const old = this.words;
    this.#slots = Math.ceil(this.#slots * growth);
    this.words = new Uint32Array(this.#slots * wordsPerSlot);
    this.#used = 0;
    for (let at = 0; at < old.length; at += wordsPerSlot) {
      const low = old[at + 1] ?? 0;
      if (low === 0) continue;
      const place = (-1 - this.locate(old[at] ?? 0, low)) * wordsPerSlot;
      this.words[place + 2] = old[at + 2] ?? 0;
      this.words[place + 3] = old[at + 3] ?? 0;
    }
  }
}

/** A map from a text's hash to two unsigned 32-bit numbers. */
export class HashTable {
  readonly #parts = Array.from({ length: parts }, () => new Part());

  /** @returns a place to read and write, and whether the text is new. The place holds until the next call. */
  find(text: string): { readonly place: number; readonly fresh: boolean } {
    const { high, low } = hash64(text);
    const part = (high >>> 24) % parts;
    const slot = this.#parts[part]?.locate(high, (low | 1) >>> 0) ?? 0; // an empty slot is the one whose second word is 0
    return { place: (slot < 0 ? -1 - slot : slot) * parts + part, fresh: slot < 0 };
  }

  read(place: number, word: 0 | 1): number {
    return this.#parts[place % parts]?.words[Math.floor(place / parts) * wordsPerSlot + 2 + word] ?? 0;
  }

  write(place: number, word: 0 | 1, value: number): void {
    const words = this.#parts[place % parts]?.words;
    if (words !== undefined) words[Math.floor(place / parts) * wordsPerSlot + 2 + word] = value;
  }
}

const refusedBit = 0x80000000;

/** The natural keys of one file, so that a repeated key is found whatever lies between. */
export class SeenKeys {
  readonly #table = new HashTable();

  /**
   * @param digest of what the row says.
   * @returns null for a new key; else the line that had it first and whether it said the same.
   */
  repeated(key: string, digest: number, line: number): { readonly line: number; readonly same: boolean } | null {
    const { place, fresh } = this.#table.find(key);
    if (!fresh) return { line: this.#table.read(place, 1) & ~refusedBit, same: this.#table.read(place, 0) === digest };
    this.#table.write(place, 0, digest);
    this.#table.write(place, 1, line & ~refusedBit);
    return null;
  }

  /** Remembers that the first row of a key was refused by the database's look-ups: so are its repetitions. */
  refuse(key: string): void {
    const { place } = this.#table.find(key);
    this.#table.write(place, 1, (this.#table.read(place, 1) | refusedBit) >>> 0);
  }

  wasRefused(key: string): boolean {
    const { place } = this.#table.find(key);
    return this.#table.read(place, 1) >>> 31 === 1;
  }
}

/** Counts equal texts: 1 for the first, 2 for the second … */
export class Ordinals {
  readonly #table = new HashTable();

  next(text: string): number {
    const { place } = this.#table.find(text);
    const ordinal = this.#table.read(place, 0) + 1;
    this.#table.write(place, 0, ordinal);
    return ordinal;
  }
}
