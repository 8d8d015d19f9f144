const capacity = 60;
const refillPerMs = 30 / 60_000;

/** Beyond so many addresses, the ones that were quiet longest are forgotten: a full bucket is what a stranger gets anyway. */
const mostAddresses = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Slows down guessing of keys: a bucket of 60 wrong tries per address that refills by 30 a minute, so no minute sees more than 90.
 * A try is taken before the look-up and given back when it was right, so that many at once are no way around.
 * `now` is in milliseconds since 1970.
 */
export interface GuessLimit {
  /** Takes one try. @returns 0: taken; else nothing was taken and there is one after so many whole seconds. */
  take(address: string, now: number): number;
  /** The try was right. */
  giveBack(address: string): void;
}

export function openGuessLimit(): GuessLimit {
  const buckets = new Map<string, Bucket>();
  return {
    take(address, now) {
      const key = networkOf(address);
      const known = buckets.get(key) ?? { tokens: capacity, at: now };
      const tokens = Math.min(capacity, known.tokens + Math.max(0, now - known.at) * refillPerMs);
      buckets.delete(key); // put back at the end: the map's order is the order of the last try
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
      if (buckets.size > mostAddresses)
        for (const oldest of [...buckets.keys()].slice(0, mostAddresses / 10)) buckets.delete(oldest);
      return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / refillPerMs / 1000);
    },
    giveBack(address) {
      const bucket = buckets.get(networkOf(address));
      if (bucket !== undefined) bucket.tokens = Math.min(capacity, bucket.tokens + 1);
    },
  };
}

/** Who shares a bucket: an IPv4 address, or the /64 network of an IPv6 address, since one line of an IPv6 provider has them all. */
export function networkOf(address: string): string {
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined) return v4;
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = (address.split('%', 1)[0] ?? '').split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const middle = address.includes('::') ? Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0') : [];
  return [...front, ...middle, ...back]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
