/** Threads of this program: from the built files by Node.js itself, from the sources through a loader, which each must be given. */
import { type ResourceLimits, Worker } from 'node:worker_threads';

/** Node.js itself does not read TypeScript. */
const throughLoader = "import('tsx/esm/api').then(({ tsImport }) => tsImport(process.env.THREAD_FILE, process.env.THREAD_FILE))";

/**
 * @param name the file without its ending, from `base`, the importing file's own address.
 * @param data what the thread finds as its `workerData`.
 */
export function openThread(name: string, base: string, data: unknown, resourceLimits: ResourceLimits = {}): Worker {
  const options = { workerData: data, resourceLimits };
  if (!base.endsWith('.ts')) return new Worker(new URL(`${name}.js`, base), options);
  const env = { THREAD_FILE: new URL(`${name}.ts`, base).href };
  return new Worker(throughLoader, { ...options, eval: true, env, execArgv: [] });
}
