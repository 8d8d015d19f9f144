/** What Redis answers: RESP, version 2. */
export type Reply = string | number | null | readonly Reply[];

/** Redis understood and refuses. */
export class RedisError extends Error {}

/** A reply and how many bytes it takes. */
interface Found {
  readonly reply: Reply | RedisError;
  readonly end: number;
}

/** The longest line that is waited for: our replies are short, and whatever is longer is no Redis. */
const longestBytes = 65_536;

/** Puts replies together from the pieces in which they come. */
export class ReplyReader {
  readonly #tell: (reply: Reply | RedisError) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(tell: (reply: Reply | RedisError) => void) {
    this.#tell = tell;
  }

  /** @throws Error when it is no Redis that speaks. */
  read(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let found = replyAt(this.#rest, 0); found !== null; found = replyAt(this.#rest, 0)) {
      this.#rest = this.#rest.subarray(found.end);
      this.#tell(found.reply);
    }
    if (this.#rest.length > longestBytes) throw new Error('expected short replies of a Redis, got something longer');
  }
}

/** @returns null: there is more to come. */
function replyAt(bytes: Buffer, start: number): Found | null {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd < 0) return null;
  const text = bytes.toString('utf8', start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case '+':
      return { reply: text, end };
    case '-':
      return { reply: new RedisError(text), end };
    case ':':
      return { reply: Number(text), end };
    case '$':
      return bulkAt(bytes, end, Number(text));
    case '*':
      return listAt(bytes, end, Number(text));
    default:
      throw new Error(`expected a reply of a Redis, got ${JSON.stringify(bytes.toString('latin1', start, start + 20))}`);
  }
}

function bulkAt(bytes: Buffer, start: number, length: number): Found | null {
  if (length < 0) return { reply: null, end: start };
  const end = start + length + 2;
  return bytes.length < end ? null : { reply: bytes.toString('utf8', start, start + length), end };
}

function listAt(bytes: Buffer, start: number, length: number): Found | null {
  const items: Reply[] = [];
  let end = start;
  for (let index = 0; index < length; index += 1) {
    const found = replyAt(bytes, end);
    if (found === null) return null;
    if (found.reply instanceof RedisError) return { reply: found.reply, end: found.end };
    items.push(found.reply);
    end = found.end;
  }
  return { reply: length < 0 ? null : items, end };
}
