/** How much a bucket holds, and how fast it fills up again. */
export interface Rate {
  readonly capacity: number;
  readonly perMs: number;
}

/** What was left of a bucket at an instant, milliseconds since 1970. */
export interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** A bucket that holds what comes in a minute. */
export function perMinute(amount: number): Rate {
  return { capacity: amount, perMs: amount / 60_000 };
}

/** The bucket as it is by now. @param bucket null: nothing was ever taken from it, so it is full. */
export function filled(bucket: Bucket | null, { capacity, perMs }: Rate, now: number): Bucket {
  if (bucket === null) return { left: capacity, at: now };
  const elapsed = Math.max(0, now - bucket.at); // a clock that was set back gives nothing twice
  return { left: Math.min(capacity, bucket.left + elapsed * perMs), at: Math.max(now, bucket.at) };
}

/** Whole seconds until it holds so much; 0: it does. @param amount at most the capacity. */
export function secondsUntil({ left }: Bucket, amount: number, { perMs }: Rate): number {
  return left >= amount ? 0 : Math.max(1, Math.ceil((amount - left) / perMs / 1000));
}

/** Takes so much, or nothing when less is left. @returns the bucket then, and after how many seconds there is enough; 0: it was taken. */
export function taken(bucket: Bucket | null, amount: number, rate: Rate, now: number): { bucket: Bucket; waitSeconds: number } {
  const level = filled(bucket, rate, now);
  const waitSeconds = secondsUntil(level, amount, rate);
  return waitSeconds > 0 ? { bucket: level, waitSeconds } : { bucket: { left: level.left - amount, at: level.at }, waitSeconds };
}
