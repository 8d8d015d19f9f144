import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailable, type Db } from '../db/open.ts';
import type { Calendar } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import type { WeekSource } from '../facts/population.ts';
import { countCustomers, walkStretch } from '../facts/walk.ts';
import { blockCountFor, forgetOtherBlocks } from '../store/guest-blocks.ts';
import { advanceRange, beginRun, claimRange, finishOf, type Range, RangeLost, releaseRanges } from '../store/ranges.ts';
import { type Run, type RunKind, readRun, requestRun } from '../store/runs.ts';
import { beatHeart, heartbeatMs, leaveWork } from '../store/workers.ts';
import type { ScoreSink } from './guest-score.ts';
import { scoreChunk, weeksOf } from './score.ts';

/**
 * Guests per transaction of a run: what a worker that dies has to do again. Visits lie in the order of time, so that each page of the
 * table holds some of nearly every chunk: twice the guests halve what the database reads, and take twice the memory here.
 */
const guestsPerChunk = 1_600;
/** How long to wait before looking again for what others have let go of, and after the database was away; milliseconds. */
const lookAgainMs = 250;
const awayMs = 1_000;

/** What runs are done with. */
export interface RunOptions {
  readonly config: ScoringConfig;
  readonly calendar: Calendar;
  readonly weeks: WeekSource;
  readonly sinks: readonly ScoreSink[];
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Guests per transaction, 1,600 when absent: fewer beside a server, whose requests wait for the work on a chunk. */
  readonly guestsPerChunk?: number;
  /** Ranges in hand at once, 1 when absent: while one waits for the database, another one computes. Each takes a connection, and all one more. */
  readonly rangesAtOnce?: number;
}

/** Makes a queued run ready: the facts of its weeks are there and fresh, and its ranges can be claimed. */
export async function prepareRun(db: Db, runId: string, options: RunOptions): Promise<void> {
  const run = await readRun(db, runId);
  if (run === null || run.startedAt !== null) return;
  await options.weeks.read(weeksOf(run.asOf, options));
  const expected = await countCustomers(db);
  await beginRun(db, runId, expected, options.clock());
  await forgetOtherBlocks(db, blockCountFor(expected));
}

/** Scores a claimed range to its end, or up to the chunk in which `signal` came. @returns whether its end was reached. */
async function scoreRange(db: Db, range: Range, workerId: string, options: RunOptions, signal: AbortSignal): Promise<boolean> {
  const stretch = { fromBucket: range.nextBucket, lastBucket: range.lastBucket };
  const blockCount = blockCountFor(range.expected);
  for await (const step of walkStretch(db, options.guestsPerChunk ?? guestsPerChunk, stretch, blockCount)) {
    if (signal.aborted) return false;
    const { customerIds, nextBucket } = step;
    const chunk = { ...options, asOf: range.asOf, now: options.clock(), keepNewer: true, keeping: { ...step, blockCount } };
    await scoreChunk(db, chunk, customerIds, (tx, done) => advanceRange(tx, range, workerId, { ...done, nextBucket }));
  }
  return !signal.aborted;
}

/**
 * Claims and scores ranges until nobody has left any. What is broken off stays where it is: the next claim goes on behind the last
 * committed chunk.
 * @returns how many ranges were finished.
 */
export async function scoreFreeRanges(db: Db, workerId: string, options: RunOptions, signal: AbortSignal): Promise<number> {
  let finished = 0;
  while (!signal.aborted) {
    const range = await claimRange(db, workerId);
    if (range === null) return finished;
    try {
      if (!(await scoreRange(db, range, workerId, options, signal))) return finished;
      await finishOf(db, range, workerId, options.clock());
      finished += 1;
    } catch (error) {
      if (!(error instanceof RangeLost)) throw error;
    }
  }
  return finished;
}

/** Says every few seconds that a worker is alive. @returns the end of it, which lets go of everything the worker holds. */
export async function joinWork(db: Db, workerId: string, onFault: (error: unknown) => void): Promise<() => Promise<void>> {
  await beatHeart(db, workerId);
  const timer = setInterval(() => void beatHeart(db, workerId).catch(onFault), heartbeatMs);
  return async () => {
    clearInterval(timer);
    await releaseRanges(db, workerId);
    await leaveWork(db, workerId);
  };
}

/**
 * The same by several hands, each with a range of its own: when one of them fails the others end their chunks.
 * @returns how many ranges were finished.
 */
async function scoreByHands(db: Db, hands: readonly string[], options: RunOptions, signal: AbortSignal): Promise<number> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const ends = await Promise.allSettled(
    hands.map((hand) =>
      scoreFreeRanges(db, hand, options, either).catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  return ends.reduce((finished, end) => {
    if (end.status === 'rejected') throw end.reason;
    return finished + end.value;
  }, 0);
}

/** A name that no other worker has. */
export function newWorkerId(): string {
  return `ecx-${randomBytes(9).toString('hex')}`;
}

/**
 * Runs everybody as of an instant to the end, together with whatever workers there are.
 * @throws DatabaseUnavailable; what was committed stays, and the run goes on when it is asked for again or a worker finds it.
 */
export async function completeRun(
  db: Db,
  wanted: { readonly kind: RunKind; readonly asOf: number },
  options: RunOptions,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Run> {
  const { clock, config } = options;
  const runId = await requestRun(db, { ...wanted, configVersion: config.version, now: clock() });
  const hands = Array.from({ length: options.rangesAtOnce ?? 1 }, newWorkerId);
  const leave = await Promise.all(hands.map((hand) => joinWork(db, hand, () => undefined)));
  const over = new AbortController();
  const told = setInterval(() => {
    readRun(db, runId).then(
      (run) => run !== null && !over.signal.aborted && onProgress(run.customers, run.expected ?? 0),
      () => undefined,
    );
  }, lookAgainMs);
  try {
    await prepareRun(db, runId, options);
    for (;;) {
      await scoreByHands(db, hands, options, over.signal);
      const run = await readRun(db, runId);
      if (run === null) throw new Error(`expected the run ${runId} to be on record, got none; ask for it again`);
      onProgress(run.customers, run.expected ?? 0);
      if (run.finishedAt !== null) return run;
      await sleep(lookAgainMs); // its last ranges are another worker's
    }
  } finally {
    over.abort();
    clearInterval(told);
    for (const go of leave) await go();
  }
}

/**
 * Scores ranges as they come until `signal`, each of the hands one; faults are told, and it goes on.
 * @param pause before it looks for ranges again; told how many were finished since it was asked last.
 */
export async function workOnRanges(
  db: Db,
  hands: readonly string[],
  current: () => Promise<RunOptions>,
  signal: AbortSignal,
  onFault: (error: unknown) => void,
  pause: (finished: number) => Promise<void> = () => sleep(lookAgainMs, undefined, { signal }).catch(() => undefined),
): Promise<void> {
  while (!signal.aborted) {
    try {
      await pause(await scoreByHands(db, hands, await current(), signal));
    } catch (error) {
      onFault(error);
      await sleep(error instanceof DatabaseUnavailable ? awayMs : 5 * awayMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
