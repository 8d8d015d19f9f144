import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../db/open.ts';
import { waitingBulkExports } from '../store/bulk-exports.ts';
import { forgetOldBulkExports } from '../store/bulk-pieces.ts';
import { forgetOldImports } from '../store/import-pieces.ts';
import { waitingImports } from '../store/imports.ts';
import { waitingMarks } from '../store/marks.ts';
import { isRunDue, isRunUnfinished, newestFinishedRun, queuedRuns } from '../store/runs.ts';
import { isStockDue } from '../store/segments.ts';
import { buryWorkers } from '../store/workers.ts';
import type { BulkJobs } from './bulk-exports.ts';
import { type Library, startLibrary } from './library.ts';
import { isPastDue } from './past.ts';
import { settleMs } from './rescore.ts';
import type { CurrentRunOptions } from './run-options.ts';
import { joinWork, workOnRanges } from './runs.ts';
import type { Scorers } from './scorers.ts';
import { isFollowingDue } from './segments.ts';
import type { JobContext, JobSettings } from './tasks.ts';

/** How often a worker looks for what is to be done, for what the dead left, for segments to look at, and again after a fault; milliseconds. */
const watchEveryMs = 250;
const buryEveryMs = 5_000;
const afterFaultMs = 1_000;
const segmentsEveryMs = 1_000;

export interface WorkerOptions {
  /** Scores. */
  readonly db: Db;
  /** The library's own connections; nobody else uses them. */
  readonly libraryDb: Db;
  readonly settings: JobSettings;
  readonly current: CurrentRunOptions;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How exports in the background find their rows; absent: they are left to other workers. */
  readonly bulk?: BulkJobs;
  /** The threads that score runs, which end with the worker; absent: it does so itself. */
  readonly scorers?: Scorers;
  /** Told of what failed and is tried again. */
  readonly onFault: (error: unknown) => void;
}

/** A worker: it schedules, prepares and scores runs, scores marked guests again, and does the other jobs. */
export interface Worker {
  /** Ends the chunk and the jobs in hand, and lets go of the rest. */
  stop(): Promise<void>;
}

export function startWorker(worker: WorkerOptions): Worker {
  const over = new AbortController();
  const done = (async () => {
    while (!over.signal.aborted) {
      try {
        await workUntilBroken(worker, over.signal);
      } catch (error) {
        worker.onFault(error);
        await sleep(afterFaultMs, undefined, { signal: over.signal }).catch(() => undefined);
      }
    }
  })();
  return {
    async stop() {
      over.abort();
      await done;
    },
  };
}

/** Works until `signal`, or until the library gives up. */
async function workUntilBroken(worker: WorkerOptions, signal: AbortSignal): Promise<void> {
  const { db, settings, current, clock, onFault } = worker;
  const broken = new AbortController();
  const either = AbortSignal.any([signal, broken.signal]);
  const { bulk } = worker;
  const context: JobContext = { db, settings, current, clock, signal: either, ...(bulk === undefined ? {} : { bulk }) };
  const library = await startLibrary(worker.libraryDb, context, onFault);
  void library.ended.then(() => broken.abort());
  const leave: (() => Promise<void>)[] = [];
  try {
    leave.push(await joinWork(db, library.workerId, onFault));
    const isScoring = runsAllowed(settings) && worker.scorers === undefined;
    const ranges = isScoring ? workOnRanges(db, [library.workerId], current, either, onFault) : undefined;
    await Promise.all([ranges, watch(worker, library, either)]);
  } finally {
    broken.abort();
    await Promise.all([worker.scorers?.stop(), library.stop()]);
    for (const go of leave) await go().catch(onFault);
  }
}

function runsAllowed({ FEATURE_BATCH_PROCESSING, FEATURE_HEALTH_SCORING }: JobSettings): boolean {
  return FEATURE_BATCH_PROCESSING && FEATURE_HEALTH_SCORING;
}

/** Turns what is to be done into jobs, each once however many workers see it. */
async function watch(worker: WorkerOptions, library: Library, signal: AbortSignal): Promise<void> {
  let buriedAt = Number.NEGATIVE_INFINITY;
  const segments: { lookedAt: number; run: string | null } = { lookedAt: Number.NEGATIVE_INFINITY, run: null };
  let isPastWritten = !runsAllowed(worker.settings);
  const scoring = { neededAt: worker.clock() };
  while (!signal.aborted) {
    try {
      const now = worker.clock();
      await addWhatIsDue(worker, library, now);
      if (worker.scorers !== undefined) await tendScorers(worker, worker.scorers, now, scoring);
      await addSegments(worker, library, now, segments);
      if (!isPastWritten) isPastWritten = await addPast(worker, library, now);
      if (now - buriedAt >= buryEveryMs) {
        buriedAt = now;
        await buryWorkers(worker.db);
        await forgetOldImports(worker.db, now);
        await forgetOldBulkExports(worker.db, now);
        await library.freeOrphans();
      }
    } catch (error) {
      worker.onFault(error);
      await sleep(afterFaultMs, undefined, { signal }).catch(() => undefined);
    }
    await sleep(watchEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

async function addWhatIsDue({ db, settings, bulk }: WorkerOptions, library: Library, now: number): Promise<void> {
  for (const importId of await waitingImports(db)) await library.add('run-import', `run-import ${importId}`, { importId });
  for (const exportId of bulk === undefined ? [] : await waitingBulkExports(db)) {
    await library.add('run-bulk-export', `run-bulk-export ${exportId}`, { exportId });
  }
  if (!settings.FEATURE_HEALTH_SCORING) return;
  if ((await waitingMarks(db, now - settleMs, 1)).length > 0) await library.add('rescore-marks', 'rescore-marks');
  if (!runsAllowed(settings)) return;
  if (await isRunDue(db, now, settings.HEALTH_SCORE_CALCULATION_INTERVAL * 1_000)) {
    await library.add('schedule-run', 'schedule-run');
  }
  for (const runId of await queuedRuns(db)) await library.add('prepare-run', `prepare-run ${runId}`, { runId });
}

/** Threads are started for a run, and stay for a while after it. */
async function tendScorers(
  { db, settings }: WorkerOptions,
  scorers: Scorers,
  now: number,
  last: { neededAt: number },
): Promise<void> {
  if (!runsAllowed(settings)) return;
  if (await isRunUnfinished(db)) {
    last.neededAt = now;
    scorers.start();
  } else if (now - last.neededAt >= scorers.idleMs) await scorers.stop();
}

/** @returns whether the past is written: it need not be asked for again. */
async function addPast({ db }: WorkerOptions, library: Library, now: number): Promise<boolean> {
  const due = await isPastDue(db, now);
  if (due === true) await library.add('write-past', 'write-past');
  return due === 'NEVER';
}

/** Segments are looked at after each run, after each other scoring for its guests, and once they are saved. */
async function addSegments(
  { db, settings }: WorkerOptions,
  library: Library,
  now: number,
  last: { lookedAt: number; run: string | null },
): Promise<void> {
  if (!settings.FEATURE_HEALTH_SCORING || now - last.lookedAt < segmentsEveryMs) return;
  last.lookedAt = now;
  const run = await newestFinishedRun(db);
  if (run !== last.run || (await isStockDue(db))) await library.add('segment-counts', 'segment-counts');
  last.run = run;
  if (await isFollowingDue(db)) await library.add('follow-segments', 'follow-segments');
}
