/** A thread that scores runs: it is told with what, when to look for one, and when to end. */
import { parentPort, workerData } from 'node:worker_threads';
import { Bell, type ScorerTask, scoreUntil } from './jobs/scorers.ts';

const over = new AbortController();
const bell = new Bell();
parentPort?.on('message', (message: 'look' | 'stop') => {
  if (message === 'look') return bell.ring();
  over.abort();
  parentPort?.unref(); // nothing more is waited for; faults of the last chunk are still told
});
await scoreUntil(over.signal, bell, workerData as ScorerTask, Date.now, (fault) => parentPort?.postMessage(fault));
