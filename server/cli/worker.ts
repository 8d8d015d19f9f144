import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import type { Db } from '../db/open.ts';
import type { BulkJobs } from '../jobs/bulk-exports.ts';
import { openRunOptions } from '../jobs/run-options.ts';
import { openScorers } from '../jobs/scorers.ts';
import { startWorker } from '../jobs/worker.ts';
import type { Settings } from '../settings.ts';
import { databaseOf, openFor, tell, withDatabase } from './database.ts';

const examples = `
Examples:
  ecx worker                                work beside a server
  DATABASE_URL=postgres://… ecx worker      on another machine than the server
  ECX_WORKER=off ecx serve                  a server that leaves the work to workers

Any number of workers share the runs; each scores in as many threads as there are processors (ECX_SCORING_THREADS).
 Ctrl+C, or SIGTERM, ends the chunk in hand and stops.`;

/** Connections for scoring, and for the job library. */
const workConnections = 5;
const libraryConnections = 5;

export function workerCommand(): Command {
  return new Command('worker')
    .description('do the work that nobody waits for: scheduled runs, scoring after events, upkeep')
    .addHelpText('after', examples)
    .action(() =>
      withDatabase(async (db, settings) => {
        const libraryDb = await openFor(settings, libraryConnections);
        const onFault = (error: unknown): void =>
          tell(`a job failed and is tried again: ${error instanceof Error ? error.message : String(error)}`);
        const scorers = openScorers(
          { count: settings.ECX_SCORING_THREADS ?? availableParallelism(), idleMs: Number.POSITIVE_INFINITY },
          { database: databaseOf(settings), settings },
          Date.now,
          onFault,
        );
        try {
          const worker = startWorker({
            db,
            libraryDb,
            settings,
            current: openRunOptions(db, settings, Date.now),
            clock: Date.now,
            bulk: bulkJobsOf(db, settings),
            scorers,
            onFault,
          });
          scorers.start(); // whoever works beside nothing else is ready for a run
          tell('Working: scheduled runs, scoring after events, upkeep. Stop: Ctrl+C');
          await firstSignal();
          tell('Stopping: ending what is in hand …');
          await worker.stop();
        } finally {
          await libraryDb.close();
        }
      }, workConnections),
    );
}

/** The API is loaded with the first export: most workers never do one, and it takes more memory than a run. */
function bulkJobsOf(db: Db, settings: Settings): BulkJobs {
  let opened: Promise<BulkJobs> | null = null;
  return {
    limitBytes: settings.ECX_EXPORT_MAX_MB * 1_048_576,
    async *source(...asked) {
      opened ??= import('./door.ts').then(({ openBulkJobs }) => openBulkJobs(db, settings));
      yield* (await opened).source(...asked);
    },
  };
}

/** Resolves at the first SIGINT or SIGTERM; the second one does not wait. */
function firstSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        done();
        process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
      });
    }
  });
}
