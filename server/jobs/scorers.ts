/** Runs are scored in threads of their own, as many as there are processors: requests are answered beside them, and no processor rests. */
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { Worker as Thread } from 'node:worker_threads';
import { reasonOf } from '../db/errors.ts';
import { type OpenOptions, openDatabase } from '../db/open.ts';
import { openThread } from '../db/threads.ts';
import { openRunOptions, type RunSettings } from './run-options.ts';
import { joinWork, newWorkerId, workOnRanges } from './runs.ts';

/** Guests per transaction: each thread has so many in hand. Most ranges of a large run are done at once. */
const guestsPerChunk = 1_600;
/** How long a thread waits before it looks for a range again, and when it has found none, and was told of none, for a while; milliseconds. */
const lookAgainMs = 50;
const lookSeldomMs = 5_000;
const forWhileMs = 2_000;
/** Connections of a thread: the chunk in hand, what it reads beside it, signs of life. */
const connections = 3;
/** Far more than a thread needs, megabytes: without limits V8 takes half as much memory again before it looks for what is of no use any more. */
const limits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 1_024 };
/**
 * What code makes for each guest, V8 puts where things stay as soon as most of it has outlived its turn once, as in a run that writes
 * everybody; from then on every run, and most keep nothing of a guest, pays with collections of all memory: a third of the threads' time.
 */
const placing = '--no-allocation-site-pretenuring';
/** How long threads beside a server wait for the next run, milliseconds: longer they would hold memory that others can use. */
const usualIdleMs = 30_000;
/** How long a thread that broke is let be before another one is started, milliseconds. */
const afterFaultMs = 2_000;
/** How long a thread may take to end its chunks, milliseconds. */
const longestEndMs = 10_000;

/** What a thread is started with; it must be copyable. */
export interface ScorerTask {
  readonly database: Omit<OpenOptions, 'log' | 'maxConnections'>;
  readonly settings: RunSettings;
}

/** Ends a wait from outside. */
export class Bell {
  #rung = new AbortController();

  ring(): void {
    this.#rung.abort();
    this.#rung = new AbortController();
  }

  /** Until it rings, `signal`, or so many milliseconds are over. @returns whether it rang. */
  async wait(ms: number, signal: AbortSignal): Promise<boolean> {
    const rung = this.#rung.signal;
    await sleep(ms, undefined, { signal: AbortSignal.any([signal, rung]) }).catch(() => undefined);
    return rung.aborted;
  }
}

/** What a thread does until `signal`: it ends the chunks in hand then. @param bell rings when there is a run. */
export async function scoreUntil(
  signal: AbortSignal,
  bell: Bell,
  { database, settings }: ScorerTask,
  clock: () => number,
  onFault: (reason: string) => void,
): Promise<void> {
  const tell = (error: unknown): void => onFault(reasonOf(error));
  const db = await openDatabase({ ...database, maxConnections: connections, log: onFault });
  try {
    const hand = newWorkerId();
    const leave = await joinWork(db, hand, tell);
    let foundAt = clock();
    const pause = async (found: number): Promise<void> => {
      if (found > 0) foundAt = clock();
      if (await bell.wait(clock() - foundAt < forWhileMs ? lookAgainMs : lookSeldomMs, signal)) foundAt = clock();
    };
    await workOnRanges(db, [hand], openRunOptions(db, settings, clock, { guestsPerChunk }), signal, tell, pause);
    await leave().catch(tell);
  } finally {
    await db.close();
  }
}

export interface Scorers {
  /** How long the threads wait for the next run before they end, milliseconds: one that has worked before is twice as fast as a new one. */
  readonly idleMs: number;
  /** Starts the threads that are missing, and tells the others of a run. */
  start(): void;
  /** Lets the threads end their chunks, and end. */
  stop(): Promise<void>;
}

/** @param count threads; none is started yet. `idleMs` half a minute when absent. */
export function openScorers(
  { count, idleMs = usualIdleMs }: { readonly count: number; readonly idleMs?: number },
  task: ScorerTask,
  clock: () => number,
  onFault: (error: unknown) => void,
): Scorers {
  const threads = new Map<Thread, Promise<void>>();
  let brokenAt = Number.NEGATIVE_INFINITY;
  const startOne = (): void => {
    const thread = openThread('../scorer', import.meta.url, task, limits);
    thread.on('message', (reason: string) => onFault(new Error(reason)));
    thread.on('error', (error) => {
      brokenAt = clock();
      onFault(error);
    });
    const ended = new Promise<void>((done) =>
      thread.once('exit', () => {
        threads.delete(thread);
        done();
      }),
    );
    threads.set(thread, ended);
  };
  return {
    idleMs,
    start() {
      for (const thread of threads.keys()) thread.postMessage('look');
      if (clock() - brokenAt < afterFaultMs) return;
      setFlagsFromString(placing); // counts for code that is compiled from now on
      while (threads.size < count) startOne();
    },
    async stop() {
      const ending = [...threads];
      for (const [thread] of ending) thread.postMessage('stop');
      const patience = sleep(longestEndMs, undefined, { ref: false });
      await Promise.race([Promise.all(ending.map(([, ended]) => ended)), patience]);
      for (const [thread] of ending) await thread.terminate(); // as if it had died: another one goes on behind its last chunk
    },
  };
}
