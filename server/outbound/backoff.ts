const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Waits between the attempts of one delivery, milliseconds: three days and more in all. */
export const retryDelays: readonly number[] = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  hourMs,
  2 * hourMs,
  4 * hourMs,
  8 * hourMs,
  ...Array.from({ length: 5 }, () => 12 * hourMs),
];

/** What a wait may be longer by, so that what failed together does not come back together. */
const jitter = 0.3;

/**
 * When the next attempt is due, milliseconds from now.
 * @param attempts made so far, from 1 on. `chance`: 0 to 1. `retryAfterMs`: how long the receiver wants to be left alone.
 * @returns null: it was the last one.
 */
export function nextWait(
  attempts: number,
  chance: number,
  retryAfterMs: number | null,
  delays: readonly number[] = retryDelays,
): number | null {
  const delay = delays[attempts - 1];
  return delay === undefined ? null : Math.max(delay * (1 + jitter * chance), retryAfterMs ?? 0);
}

/** Failures in a row after which a receiver is taken to be down: then one delivery at a time asks whether it is back. */
export const downAfter = 5;
const longestHoldMs = 5 * minuteMs;

/** How long nothing is sent to a receiver that failed so often in a row, milliseconds; 0: it need not wait. */
export function holdOf(failures: number, delays: readonly number[] = retryDelays): number {
  if (failures < downAfter) return 0;
  return Math.min(delays[Math.min(failures - downAfter, delays.length - 1)] ?? 0, longestHoldMs);
}
