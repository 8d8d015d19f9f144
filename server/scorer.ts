/** A thread that scores runs: it is told with what, and when to end. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ScorerTask, scoreUntil } from './jobs/scorers.ts';

const over = new AbortController();
parentPort?.once('message', () => over.abort());
await scoreUntil(over.signal, workerData as ScorerTask, Date.now, (fault) => parentPort?.postMessage(fault));
