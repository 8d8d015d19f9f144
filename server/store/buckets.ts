/** Buckets of points that several processes take from, in a Redis: what a caller spends at one is spent at all. */
import type { Bucket, Rate } from '../access/bucket.ts';
import { reasonOf } from '../db/errors.ts';
import { openRedis, type Redis } from '../db/redis.ts';

/** What was left after a taking, and whether anything was taken. */
export interface SharedTaking {
  readonly bucket: Bucket;
  readonly isTaken: boolean;
}

export interface SharedBuckets {
  /**
   * Takes so much, or nothing when less is left.
   * @param amount at most the capacity. @param now milliseconds since 1970.
   * @throws Error when it cannot be asked.
   */
  readonly take: (account: string, amount: number, rate: Rate, now: number) => Promise<SharedTaking>;
}

/** A bucket that nobody touched for so long is full and may be forgotten: it fills up in a minute. Milliseconds. */
const fullAfterMs = 120_000;

/** As `taken` of access/bucket.ts, at once for everybody: a clock that is behind gives nothing twice. */
const takeScript = `
local known = redis.call('HMGET', KEYS[1], 'left', 'at')
local amount, capacity, per, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local left, at = tonumber(known[1]) or capacity, tonumber(known[2]) or now
left = math.min(capacity, left + math.max(0, now - at) * per)
at = math.max(at, now)
local taken = 0
if left >= amount then left, taken = left - amount, 1 end
redis.call('HSET', KEYS[1], 'left', string.format('%.6f', left), 'at', string.format('%d', at))
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return {string.format('%.6f', left), string.format('%d', at), taken}`;

export function redisBuckets(redis: Redis): SharedBuckets {
  return {
    async take(account, amount, { capacity, perMs }, now) {
      const values = [amount, capacity, perMs, now, fullAfterMs].map(String);
      const answer = await redis.ask('EVAL', takeScript, '1', `ecx:points:${account}`, ...values);
      const [left, at, taken] = Array.isArray(answer) ? answer.map(Number) : [];
      if (left === undefined || at === undefined || taken === undefined || [left, at, taken].some(Number.isNaN))
        throw new Error('expected a bucket from Redis, got something else; is another program using its keys?');
      return { bucket: { left, at }, isTaken: taken === 1 };
    },
  };
}

/** The buckets of a Redis, and who is told when it is away. @param address REDIS_URL; absent: nothing is shared. */
export function openShared(address: string | undefined, log: (line: string) => void) {
  if (address === undefined) return null;
  const redis = openRedis(address);
  const { host } = new URL(address);
  return {
    buckets: redisBuckets(redis),
    onAway: (error: unknown) => {
      const away = `expected Redis at ${host}, got "${reasonOf(error)}"; each server counts points alone until it is back, else correct REDIS_URL`;
      log(error === null ? `Redis at ${host} is back: points are shared again` : away);
    },
    close: async () => redis.close(),
  };
}
