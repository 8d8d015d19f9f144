import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestFacts } from '../graphql/context.ts';
import type { GraphqlDoor } from '../graphql/server.ts';
import { askedBy } from './asked.ts';
import type { Authenticator, Recognition } from './authenticate.ts';
import { streamAnswers, wantsStream } from './live-stream.ts';
import type { AnswerPatience } from './patience.ts';
import { readsAfter } from './position.ts';
import { refuse } from './problem.ts';

interface RouteOptions {
  readonly authenticator: Authenticator;
  /** How long an answer may take. */
  readonly answering: AnswerPatience;
  readonly clock: () => number;
}

/** `/graphql`: who asks is settled before a byte of the body is read. */
export function graphqlRoute(app: FastifyInstance, door: GraphqlDoor, options: RouteOptions): void {
  const askerOf = (request: FastifyRequest): RequestFacts => {
    const asker = askedBy(request).facts;
    if (asker === null) throw new Error('a request came to /graphql past the check of who asks');
    return asker;
  };
  const answer = fastifyApolloHandler(door.apollo, { context: async (request) => door.contextOf(askerOf(request)) });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    exposeHeadRoute: false,
    onResponse: (_request, reply, done) => {
      options.answering.end(reply);
      done();
    },
    onRequest: async (request, reply) => {
      options.answering.begin(reply);
      if (opensInBrowser(request)) return reply.code(303).header('location', '/graphiql').send();
      const now = options.clock();
      const recognition = await options.authenticator.recognise(request, now);
      if (recognition.kind !== 'viewer') return refuseAsker(request, reply, recognition);
      // A key in a header is something that no other site can make a browser send, so it vouches for a plain GET as well.
      if (request.headers.authorization !== undefined) request.headers['apollo-require-preflight'] = 'true';
      askedBy(request).facts = { viewer: recognition.viewer, now, requestId: request.id, readsAfter: readsAfter(request) };
    },
    handler: async (request, reply) => {
      if (wantsStream(request)) {
        await streamAnswers(door, askerOf(request), request, reply, options);
        return reply;
      }
      const type = straightType(request);
      if (type === null) return await answer.call(app, request, reply);
      const { text, ...before } = await door.straight(askerOf(request), request.body);
      if (text !== null) return reply.type(type).send(text);
      askedBy(request).facts = { ...askerOf(request), ...before };
      return await answer.call(app, request, reply);
    },
  });
}

/** What callers accept who need no negotiating, and what they get. */
const straightTypes: ReadonlyMap<string, string> = new Map([
  ['*/*', 'application/json; charset=utf-8'],
  ['application/json', 'application/json; charset=utf-8'],
  ['application/graphql-response+json,application/json;q=0.9', 'application/graphql-response+json; charset=utf-8'],
]);

/** The type of an answer to plain JSON; null: Apollo finds out how to answer, or whether. */
function straightType({ method, headers }: FastifyRequest): string | null {
  if (method !== 'POST' || headers['content-type']?.startsWith('application/json') !== true) return null;
  return straightTypes.get(headers.accept ?? '*/*') ?? null;
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
    const message = `expected a valid key or session, too many requests without one came from this address; wait ${recognition.retryAfterSeconds} seconds`;
    return refuse(request, reply, { status: 429, code: 'RATE_LIMITED', message, retryAfter: recognition.retryAfterSeconds });
  }
  const wrong = recognition.kind === 'wrong';
  const message = wrong
    ? 'expected a valid key or session, got one that is unknown, expired or revoked; make a new one with "ecx key create" or "ecx sign-in"'
    : 'expected a key or a session, got neither; send "Authorization: Bearer <key>" or open a link from "ecx sign-in"';
  const challenge = `Bearer realm="Enhanced Customer Experience"${wrong ? ', error="invalid_token"' : ''}`;
  return refuse(request, reply, { status: 401, code: 'UNAUTHENTICATED', message, headers: { 'www-authenticate': challenge } });
}
