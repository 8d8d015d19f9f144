import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError, OperationTypeNode } from 'graphql';
import { CloseCode } from 'graphql-ws';
import { useServer as serveSockets } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RequestFacts } from '../graphql/context.ts';
import type { Answers, Prepared, SentDocument } from '../graphql/live/subscribing.ts';
import type { GraphqlDoor } from '../graphql/server.ts';
import { againOf, heartbeatMs, type LiveOptions } from './live-stream.ts';
import { callerAddress, type IsProxy } from './proxies.ts';

/** As for a body over HTTP. */
const mostBytes = 256 * 1024;
/** Operations that one connection may have open. */
const mostOperations = 50;

interface SocketOptions extends LiveOptions {
  readonly isProxy: IsProxy;
}

/** What is known of one connection. */
type Connection = {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  facts?: RequestFacts;
  again?: () => Promise<RequestFacts | null>;
};

let connections = 0;

/** A token in `connection_init`, else the cookie of a browser, if the page is one of this server's. */
function askerOf(
  { headers, socket }: IncomingMessage,
  parameters: Readonly<Record<string, unknown>>,
  isProxy: IsProxy,
): FastifyRequest {
  const given = parameters.authorization ?? parameters.Authorization ?? headers.authorization;
  const foreign = headers.origin !== undefined && hostOf(headers.origin) !== headers.host;
  connections += 1;
  return {
    id: `socket-${connections}`,
    ip: callerAddress(socket.remoteAddress ?? '', [headers['x-forwarded-for'] ?? []].flat().join(','), isProxy),
    headers: {
      ...(typeof given === 'string' ? { authorization: given } : {}),
      ...(foreign || headers.cookie === undefined ? {} : { cookie: headers.cookie }),
    },
  } as unknown as FastifyRequest;
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

/**
 * Subscriptions, queries and mutations over WebSockets on the path of GraphQL, by the protocol of graphql-ws and under the rules of HTTP.
 * @returns ends every connection.
 */
export function liveSocket(app: FastifyInstance, door: GraphqlDoor, options: SocketOptions): () => Promise<void> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBytes });
  app.server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?', 1)[0] !== '/graphql') {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  const served = serveSockets<Record<string, unknown>, Connection>(
    {
      connectionInitWaitTimeout: 5_000,
      onConnect: async ({ extra, connectionParams }) => {
        const again = againOf(askerOf(extra.request, connectionParams ?? {}, options.isProxy), options);
        const facts = await again();
        if (facts === null) {
          extra.socket.close(CloseCode.Forbidden, 'Expected a valid key or session');
          return false;
        }
        Object.assign(extra, { facts, again });
        watch(extra.socket, again);
        return true;
      },
      onSubscribe: async ({ extra, subscriptions }, _id, payload) => {
        const facts = await extra.again?.();
        if (facts === null || facts === undefined) {
          extra.socket.close(CloseCode.Forbidden, 'Signed out');
          return [];
        }
        if (Object.keys(subscriptions).length > mostOperations) {
          extra.socket.close(CloseCode.TooManyInitialisationRequests, 'Too many operations');
          return [];
        }
        const sent = payload as SentDocument;
        const prepared = await door.subscriptions.prepare(facts, sent);
        if ('errors' in prepared) return prepared.errors.map((error) => new ToldError(error));
        const operation = { sent, facts, prepared, again: extra.again };
        return {
          schema: null as never, // both executors below bring their own
          document: prepared.document,
          operationName: sent.operationName ?? null,
          contextValue: operation,
          ...(prepared.kind === OperationTypeNode.SUBSCRIPTION ? {} : { rootValue: null }),
        };
      },
      execute: async ({ contextValue }) => {
        const { sent, facts } = contextValue as Operation;
        const { query, variables, operationName } = sent;
        return (await door.run(facts, {
          query,
          variables: variables ?? {},
          ...(operationName ? { operationName } : {}),
        })) as never;
      },
      subscribe: async ({ contextValue }) => {
        const { sent, facts, prepared, again } = contextValue as Operation;
        const answers = await door.subscriptions.subscribe({ ...facts, again }, sent, prepared);
        return asSentEach(answers) as never;
      },
    },
    sockets,
    heartbeatMs,
  );
  return async () => {
    await served.dispose();
    sockets.close();
  };
}

/** An error as it was told already: the protocol's library wants to word it itself. */
class ToldError extends GraphQLError {
  readonly #told: GraphQLFormattedError;
  constructor(told: GraphQLFormattedError) {
    super(told.message);
    this.#told = told;
  }
  override toJSON(): GraphQLFormattedError {
    return this.#told;
  }
}

function asSent(answer: FormattedExecutionResult) {
  return answer.errors === undefined ? answer : { ...answer, errors: answer.errors.map((error) => new ToldError(error)) };
}

function asSentEach(answers: Answers): AsyncIterableIterator<unknown> {
  return {
    next: async () => {
      const answer = await answers.next();
      return answer.done === true ? answer : { done: false, value: asSent(answer.value) };
    },
    return: async () => (await answers.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

interface Operation {
  readonly sent: SentDocument;
  readonly facts: RequestFacts;
  readonly prepared: Prepared;
  readonly again: () => Promise<RequestFacts | null>;
}

/** Cuts off who is signed out, expired or revoked, also while nothing is told. */
function watch(socket: WebSocket, again: () => Promise<RequestFacts | null>): void {
  const timer = setInterval(() => {
    again().then(
      (facts) => facts === null && socket.close(CloseCode.Forbidden, 'Signed out'),
      () => undefined, // the database is away: a later look says
    );
  }, heartbeatMs);
  socket.on('close', () => clearInterval(timer));
}
