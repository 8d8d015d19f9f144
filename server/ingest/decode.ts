import { isUtf8 } from 'node:buffer';
import { gunzipped } from './gunzip.ts';
import { UnusableFile } from './unusable.ts';

/** What was found out about a file's bytes, in words for people. */
export interface DecodingNotes {
  readonly warnings: string[];
  /** Bytes that are no UTF-8 were replaced by U+FFFD: rows with it are refused. */
  replaced: boolean;
}

const lineFeed = 0x0a;
/** A line beyond this is refused anyway: it is handed on in pieces, so that memory stays bounded. */
const longLineBytes = 65_536;
const magic = {
  gzip: [0x1f, 0x8b],
  zip: [0x50, 0x4b, 0x03, 0x04],
  utf8: [0xef, 0xbb, 0xbf],
  utf16le: [0xff, 0xfe],
  utf16be: [0xfe, 0xff],
};

/**
 * Bytes to text in blocks of whole lines (a very long line comes in pieces). Gzip, byte order marks and UTF-16 are recognised. UTF-8
 * is read strictly; a file that turns out not to be UTF-8 is read as Windows-1252 from there on, once, with a warning.
 * @throws UnusableFile when the bytes are no text
 */
export async function* textBlocks(bytes: AsyncIterable<Uint8Array>, notes: DecodingNotes): AsyncGenerator<string> {
  const packed = await peeked(bytes);
  if (startsWith(packed.head, magic.zip))
    throw new UnusableFile('expected CSV text, got a ZIP or Excel file: save it as "CSV UTF-8" and import that');
  const { head, all } = startsWith(packed.head, magic.gzip) ? await peeked(gunzipped(packed.all)) : packed;
  const wide = wideEncoding(head);
  if (wide !== null) {
    notes.warnings.push(`the file is ${wide.toUpperCase()}, read as such`);
    yield* wideText(all, wide);
  } else yield* byteText(all, notes);
}

/** The first bytes of a stream, and the stream with them. */
async function peeked(bytes: AsyncIterable<Uint8Array>): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let ended = false;
  while (head.length < 4 && !ended) {
    const { done, value } = await iterator.next();
    if (done === true) ended = true;
    else head = Buffer.concat([head, value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      for (;;) {
        const { done, value } = await iterator.next();
        if (done === true) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head, all: all() };
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

function wideEncoding(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (startsWith(head, magic.utf16le) || (head.length >= 4 && head[0] !== 0 && head[1] === 0 && head[3] === 0)) return 'utf-16le';
  return startsWith(head, magic.utf16be) || (head.length >= 4 && head[0] === 0 && head[1] !== 0 && head[2] === 0)
    ? 'utf-16be'
    : null;
}

async function* wideText(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let rest = '';
  for await (const piece of bytes) {
    const text = rest + decoder.decode(piece, { stream: true });
    const end = text.length > longLineBytes ? text.length : text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    if (end > 0) yield text.slice(0, end);
  }
  yield rest + decoder.decode();
}

type Reading = 'ascii' | 'utf-8' | 'windows-1252' | 'replacing';

async function* byteText(bytes: AsyncIterable<Uint8Array>, notes: DecodingNotes): AsyncGenerator<string> {
  let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  let reading: Reading = 'ascii';
  let line = 1;
  const decoded = (block: Buffer, wholeLines: boolean): string => {
    const valid = isUtf8(block);
    if (!valid && wholeLines && (reading === 'ascii' || reading === 'utf-8')) {
      // Without any other character before, the whole file is of the older encoding; after real UTF-8 it is a file with damage.
      const firstBad = line + lineOfBadByte(block);
      notes.replaced = reading === 'utf-8';
      reading = notes.replaced ? 'replacing' : 'windows-1252';
      notes.warnings.push(
        notes.replaced
          ? `line ${firstBad} holds bytes that are not UTF-8 though lines before are: rows with such bytes are refused`
          : `line ${firstBad} is not UTF-8: the file is read as Windows-1252 from there on; save it as UTF-8 if names look wrong`,
      );
    }
    for (let at = block.indexOf(lineFeed); at >= 0; at = block.indexOf(lineFeed, at + 1)) line += 1;
    if (reading === 'windows-1252') return windows1252(block);
    const text = block.toString('utf8');
    if (reading === 'ascii' && text.length !== block.length) reading = 'utf-8';
    return text;
  };
  let first = true;
  for await (const piece of bytes) {
    const joined =
      rest.length === 0 ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength) : Buffer.concat([rest, piece]);
    const block = first && startsWith(joined, magic.utf8) ? joined.subarray(3) : joined;
    first = first && joined.length < 3;
    const end = block.lastIndexOf(lineFeed) + 1;
    const long = block.length - end > longLineBytes;
    rest = Buffer.from(long ? [] : block.subarray(end)); // copied: a stream may use its memory again
    if (end > 0) yield decoded(block.subarray(0, end), true);
    if (long) yield decoded(block.subarray(end), false);
  }
  if (rest.length > 0) yield decoded(rest, true);
}

/** The characters of the bytes 0x80 to 0x9f; elsewhere the encoding is Latin-1. Some versions of Node decode these as controls. */
const windowsOnly = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function windows1252(block: Buffer): string {
  return block
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (character) => windowsOnly[character.charCodeAt(0) - 0x80] ?? character);
}

function lineOfBadByte(block: Buffer): number {
  let line = 0;
  for (let start = 0; start < block.length; line += 1) {
    const end = block.indexOf(lineFeed, start);
    const stop = end < 0 ? block.length : end + 1;
    if (!isUtf8(block.subarray(start, stop))) return line;
    start = stop;
  }
  return line;
}
