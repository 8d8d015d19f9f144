/** Fits in a thread of its own, so that requests are answered meanwhile. */
import { Worker } from 'node:worker_threads';
import { fitWeek, type WeekFit, type WeekFitTask } from '../engine/predictions/week-fit.ts';

/** Guests up to which a fit takes less time than a thread takes to start. */
const soon = 300;

/** The sources run through a loader, which a new thread must be given: Node.js itself does not read TypeScript. */
const throughLoader = "import('tsx/esm/api').then(({ tsImport }) => tsImport(process.env.FIT_THREAD, process.env.FIT_THREAD))";

function openThread(task: WeekFitTask): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./fit-thread.js', import.meta.url), { workerData: task });
  const env = { FIT_THREAD: new URL('./fit-thread.ts', import.meta.url).href };
  return new Worker(throughLoader, { eval: true, workerData: task, env, execArgv: [] });
}

/** @throws Error of the fit, or when the thread ends without an answer. */
export async function fitAside(task: WeekFitTask): Promise<WeekFit> {
  if (task.log.starts.length - 1 <= soon) return fitWeek(task);
  return new Promise((resolve, reject) => {
    const thread = openThread(task);
    thread.once('message', (fitted: WeekFit) => resolve(fitted));
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`expected fitted models from the thread, got exit code ${code}`)));
  });
}
