/** What is known of a request on its way: kept in it, because maps beside it are what the garbage collector works longest for. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Viewer } from '../access/viewer.ts';
import type { RequestFacts } from '../graphql/context.ts';

interface Asked {
  /** Who was recognised; null: nobody yet. */
  viewer: Viewer | null;
  /** Whose budget it is; null: nobody's yet. */
  account: string | null;
  /** For `/graphql`: what the document is answered by. */
  facts: RequestFacts | null;
}

const name = 'asked';

/** Makes room in each request. */
export function decorateRequests(app: FastifyInstance): void {
  app.decorateRequest(name, null);
}

export function askedBy(request: FastifyRequest): Asked {
  const holder = request as FastifyRequest & { [name]: Asked | null };
  holder[name] ??= { viewer: null, account: null, facts: null };
  return holder[name];
}
