/** Fits in a thread of its own, so that requests are answered meanwhile. */
import { Worker } from 'node:worker_threads';
import { fitWeek, type WeekFit, type WeekFitTask } from '../engine/predictions/week-fit.ts';

/** Guests up to which a fit takes less time than a thread takes to start. */
const soon = 300;

/** @throws Error of the fit, or when the thread ends without an answer. */
export async function fitAside(task: WeekFitTask): Promise<WeekFit> {
  if (task.log.starts.length - 1 <= soon) return fitWeek(task);
  const source = import.meta.url.endsWith('.ts');
  const file = new URL(source ? './fit-thread.ts' : './fit-thread.js', import.meta.url);
  return new Promise((resolve, reject) => {
    // The sources run through a loader, which a new thread does not inherit.
    const worker = new Worker(file, { workerData: task, execArgv: source ? ['--import', 'tsx'] : [] });
    worker.once('message', (fitted: WeekFit) => resolve(fitted));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`expected fitted models from the thread, got exit code ${code}`)));
  });
}
