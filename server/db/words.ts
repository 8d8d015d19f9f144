/** Texts of which few different ones come, each made once of its bytes. */
interface Word {
  readonly bytes: Buffer;
  readonly text: string;
}

/** The texts that a column has shown so far, each made once: neighbours often say the same. */
export class Words {
  readonly #first: Word[] = [];
  readonly #others = new Map<number, Word>();

  at(bytes: Buffer, from: number, to: number): string {
    const first = this.#first;
    for (let index = 0; index < first.length; index += 1) {
      const word = first[index];
      if (word !== undefined && isWord(word, bytes, from, to)) return word.text;
    }
    if (first.length < looksThrough) {
      const word = wordOf(bytes, from, to);
      first.push(word);
      return word.text;
    }
    const number = numberOf(bytes, from, to);
    const other = this.#others.get(number);
    if (other !== undefined && isWord(other, bytes, from, to)) return other.text;
    const word = wordOf(bytes, from, to);
    if (this.#others.size < mostOthers) this.#others.set(number, word);
    return word.text;
  }
}

/** So many are looked through one after the other; so many more are found by a number made of their bytes. */
const looksThrough = 6;
const mostOthers = 4_096;

function wordOf(bytes: Buffer, from: number, to: number): Word {
  return { bytes: Buffer.from(bytes.subarray(from, to)), text: bytes.toString('utf8', from, to) };
}

function isWord({ bytes: word }: Word, bytes: Buffer, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let index = 0; index < word.length; index += 1) if (word[index] !== bytes[from + index]) return false;
  return true;
}

/** The same for the same bytes; others may share it. */
export function numberOf(bytes: Buffer, from: number, to: number): number {
  let mixed = to - from;
  for (let at = from; at < to; at += 1) mixed = (Math.imul(mixed, 31) + (bytes[at] ?? 0)) | 0;
  return mixed;
}
