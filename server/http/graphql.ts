import type { ApolloServer, BaseContext } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Viewer } from '../access/viewer.ts';
import type { Authenticator, Recognition } from './authenticate.ts';
import { refuse } from './problem.ts';

/** Who asks, when, and under which id the answer can be found in the log. */
export interface Asker {
  readonly viewer: Viewer;
  /** Milliseconds since 1970: the one instant of this request. */
  readonly now: number;
  readonly requestId: string;
}

export interface GraphqlDoor<Context extends BaseContext> {
  /** Started. */
  readonly apollo: ApolloServer<Context>;
  readonly contextFor: (asker: Asker) => Context;
}

interface RouteOptions {
  readonly authenticator: Authenticator;
  readonly clock: () => number;
}

/** `/graphql`: who asks is settled before a byte of the body is read. */
export function graphqlRoute<Context extends BaseContext>(
  app: FastifyInstance,
  door: GraphqlDoor<Context>,
  options: RouteOptions,
): void {
  const askers = new WeakMap<FastifyRequest, Asker>();
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    exposeHeadRoute: false,
    onRequest: async (request, reply) => {
      if (opensInBrowser(request)) return reply.code(303).header('location', '/graphiql').send();
      const now = options.clock();
      const recognition = await options.authenticator.recognise(request, now);
      if (recognition.kind !== 'viewer') return refuseAsker(request, reply, recognition);
      askers.set(request, { viewer: recognition.viewer, now, requestId: request.id });
    },
    handler: fastifyApolloHandler(door.apollo, {
      context: async (request) => {
        const asker = askers.get(request);
        if (asker === undefined) throw new Error('a request came to /graphql past the check of who asks');
        return door.contextFor(asker);
      },
    }),
  });
}

/** Somebody typed the address: show the page for people. */
function opensInBrowser(request: FastifyRequest): boolean {
  return request.method === 'GET' && !request.url.includes('?') && (request.headers.accept ?? '').includes('text/html');
}

/** The answer to a stranger, a wrong token or a guesser. */
export function refuseAsker(
  request: FastifyRequest,
  reply: FastifyReply,
  recognition: Exclude<Recognition, { kind: 'viewer' }>,
): FastifyReply {
  if (recognition.kind === 'limited') {
    const message = `expected a valid key or session, too many wrong ones came from this address; wait ${recognition.retryAfterSeconds} seconds`;
    return refuse(request, reply, { status: 429, code: 'RATE_LIMITED', message, retryAfter: recognition.retryAfterSeconds });
  }
  const wrong = recognition.kind === 'wrong';
  const message = wrong
    ? 'expected a valid key or session, got one that is unknown, expired or revoked; make a new one with "ecx key create" or "ecx sign-in"'
    : 'expected a key or a session, got neither; send "Authorization: Bearer <key>" or open a link from "ecx sign-in"';
  const challenge = `Bearer realm="Enhanced Customer Experience"${wrong ? ', error="invalid_token"' : ''}`;
  return refuse(request, reply, { status: 401, code: 'UNAUTHENTICATED', message, headers: { 'www-authenticate': challenge } });
}
