/** Numbers and texts as bytes, and back: whole numbers of seven bits a byte, low ones first; a byte of 128 and more is not the last. */
import type { Words } from './words.ts';

/** A part of other bytes. */
export interface Piece {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

/** All bytes as a part. */
export const wholeOf = (bytes: Buffer): Piece => ({ bytes, from: 0, to: bytes.length });

/** More than a number takes: one of 53 bits and its sign, eight bytes. */
const mostOfNumber = 10;

/** Below zero: odd. */
export class ByteWriter {
  #bytes = Buffer.alloc(1_024);
  #length = 0;

  begin(): void {
    this.#length = 0;
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length + bytes)]);
  }

  byte(value: number): void {
    this.#makeRoom(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  whole(value: number): void {
    this.#makeRoom(mostOfNumber);
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) {
      this.#bytes[this.#length] = (rest % 128) + 128;
      this.#length += 1;
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  float8(value: number): void {
    this.#makeRoom(8);
    this.#bytes.writeDoubleBE(value, this.#length);
    this.#length += 8;
  }

  text(value: string): void {
    const length = Buffer.byteLength(value, 'utf8');
    this.whole(length);
    this.#makeRoom(length);
    this.#bytes.write(value, this.#length, 'utf8');
    this.#length += length;
  }

  /** With their length before them. */
  piece({ bytes, from, to }: Piece): void {
    const length = to - from;
    this.whole(length);
    this.#makeRoom(length);
    bytes.copy(this.#bytes, this.#length, from, to);
    this.#length += length;
  }

  /** A copy. */
  all(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }
}

/** Reads, from a place on, what was written in that order. */
export class ByteReader {
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const byte = this.#bytes[this.at] ?? 0;
    this.at += 1;
    return byte;
  }

  whole(): number {
    let byte = this.byte();
    let value = byte & 127;
    for (let factor = 128; byte >= 128; factor *= 128) {
      byte = this.byte();
      value += (byte & 127) * factor;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  float8(): number {
    this.at += 8;
    return this.#bytes.readDoubleBE(this.at - 8);
  }

  text(): string {
    const length = this.whole();
    this.at += length;
    return this.#bytes.toString('utf8', this.at - length, this.at);
  }

  /** A text of which few different ones come. */
  word(known: Words): string {
    const length = this.whole();
    this.at += length;
    return known.at(this.#bytes, this.at - length, this.at);
  }

  /** Goes on behind a piece. @returns where the piece itself begins. */
  skipPiece(): number {
    const length = this.whole();
    this.at += length;
    return this.at - length;
  }
}
