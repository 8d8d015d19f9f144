import { Command } from 'commander';
import { openRunOptions } from '../jobs/run-options.ts';
import { startWorker } from '../jobs/worker.ts';
import { openFor, tell, withDatabase } from './database.ts';
import { openBulkJobs } from './door.ts';

const examples = `
Examples:
  ecx worker                                work beside a server
  DATABASE_URL=postgres://… ecx worker      on another machine than the server
  ECX_WORKER=off ecx serve                  a server that leaves the work to workers

Any number of workers share the runs. Ctrl+C, or SIGTERM, ends the chunk in hand and stops.`;

/** Ranges of a run in hand at once: while one is read or written, another one is computed. */
const rangesAtOnce = 2;

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
        try {
          const worker = startWorker({
            db,
            libraryDb,
            settings,
            current: openRunOptions(db, settings, Date.now),
            clock: Date.now,
            bulk: await openBulkJobs(db, settings),
            rangesAtOnce,
            onFault: (error) =>
              tell(`a job failed and is tried again: ${error instanceof Error ? error.message : String(error)}`),
          });
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
