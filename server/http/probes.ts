import type { FastifyInstance } from 'fastify';
import type { Replicas } from '../db/replicas.ts';
import { refuse } from './problem.ts';

/** How long the database may take to say that it is ready; a probe waits no longer than 5 s. */
const patienceMs = 3000;

export interface ProbeOptions {
  /** Resolves when the database answers and is migrated. @throws otherwise. */
  readonly checkReady: () => Promise<void>;
  readonly isDraining: () => boolean;
  /** Absent: there are none. Without them the primary answers, so they decide nothing here. */
  readonly replicas?: Pick<Replicas, 'states'> | undefined;
}

/** `/healthz`: the process lives (never asks the database). `/readyz`: send it requests. */
export function probeRoutes(app: FastifyInstance, { checkReady, isDraining, replicas }: ProbeOptions): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (request, reply) => {
    if (isDraining()) {
      const message = 'this server is stopping; send requests to another one';
      return refuse(request, reply, { status: 503, code: 'UNAVAILABLE', message, retryAfter: 5 });
    }
    try {
      await withinPatience(checkReady());
      return { status: 'ready', ...(replicas === undefined ? {} : { replicas: told(replicas) }) };
    } catch {
      const message = 'expected a database that answers and is migrated, it is not; it is tried again with every request';
      return refuse(request, reply, { status: 503, code: 'UNAVAILABLE', message, retryAfter: 5 });
    }
  });
}

/** Without their names: anybody may ask. */
function told(replicas: Pick<Replicas, 'states'>) {
  return replicas
    .states()
    .map(({ isReady, lagSeconds, lagBytes }) => ({ status: isReady ? 'ready' : 'away', lagSeconds, lagBytes }));
}

async function withinPatience(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too slow')), patienceMs);
  });
  try {
    await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}
