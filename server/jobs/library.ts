import { EventEmitter } from 'node:events';
import { Logger, makeWorkerUtils, run, type TaskList, type WorkerEvents, type WorkerUtils } from 'graphile-worker';
import { type Db, poolOf } from '../db/open.ts';
import { silenceMs } from '../store/workers.ts';
import { crontabOf, type JobContext, type JobName, jobs } from './tasks.ts';

/** Jobs of one process at a time. */
const concurrency = 2;
/** How jobs wait that are not done at once: behind others, and of a queue one at a time, so that they never fill every worker. */
const manners: Partial<Record<JobName, { readonly priority: number; readonly queueName?: string }>> = {
  'run-bulk-export': { priority: 5, queueName: 'bulk-exports' },
  'write-past': { priority: 10 },
};
/** How often jobs that wait for their second attempt are looked for, milliseconds; new ones are heard of at once. */
const pollEveryMs = 1_000;

/** The job library, running in this process. */
export interface Library {
  /** What locks of this process are held under. */
  readonly workerId: string;
  /** Adds a job unless one of that key waits or runs already. */
  add(job: JobName, key: string, payload?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Frees the jobs that workers held who are not alive; the library itself would wait for four hours. */
  freeOrphans(): Promise<void>;
  /** Settles when it has stopped by itself, which it does when the database is away for long. */
  readonly ended: Promise<void>;
  /** Lets the jobs in hand end. */
  stop(): Promise<void>;
}

const orphans = {
  text: `select distinct j.locked_by from graphile_worker.jobs j
    where j.locked_at < clock_timestamp() - make_interval(secs => $1 / 1000.0)
      and not exists (select from job_workers w where w.worker_id = j.locked_by)`,
  values: [silenceMs],
};

/**
 * Starts the library on connections of its own; it makes and keeps its schema `graphile_worker` itself.
 * @param db the database that nobody else uses in this process.
 */
export async function startLibrary(db: Db, context: JobContext, onFault: (error: unknown) => void): Promise<Library> {
  const events: WorkerEvents = new EventEmitter();
  let workerId = '';
  events.on('pool:create', ({ workerPool }) => {
    workerId = workerPool.id;
  });
  events.on('job:error', ({ error }) => onFault(error));
  const pgPool = poolOf(db);
  const logger = new Logger(() => (level, message) => {
    if (level === 'error') onFault(new Error(message));
  });
  const taskList = Object.fromEntries(
    Object.entries(jobs).map(([name, job]) => [name, (payload: unknown) => job(context, payload)]),
  ) as TaskList;
  const utils: WorkerUtils = await makeWorkerUtils({ pgPool, logger });
  const crontab = crontabOf(context.settings);
  const shared = { pgPool, logger, events, noHandleSignals: true };
  const runner = await run({ ...shared, taskList, crontab, concurrency, pollInterval: pollEveryMs });
  let stopped: Promise<void> | null = null;
  const ended = runner.promise.then(
    () => undefined,
    () => undefined,
  );
  return {
    workerId,
    ended,
    async add(job, key, payload = {}) {
      await utils.addJob(job, payload, {
        jobKey: key,
        jobKeyMode: 'unsafe_dedupe',
        ...manners[job],
      });
    },
    async freeOrphans() {
      const { rows } = await utils.withPgClient((client) => client.query<{ locked_by: string }>(orphans));
      if (rows.length > 0) await utils.forceUnlockWorkers(rows.map((row) => row.locked_by));
    },
    stop() {
      stopped ??= (async () => {
        await runner.stop().catch(() => undefined); // it may have stopped by itself
        await ended;
        await utils.release();
      })();
      return stopped;
    },
  };
}
