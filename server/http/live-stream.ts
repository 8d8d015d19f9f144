import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { RequestFacts } from '../graphql/context.ts';
import type { SentDocument } from '../graphql/live/subscribing.ts';
import type { GraphqlDoor } from '../graphql/server.ts';
import type { Authenticator } from './authenticate.ts';
import { refuse } from './problem.ts';
import { refusalOfError } from './rest/answers.ts';

/** How often a line that says nothing shows that it is there, milliseconds; who is signed out then is cut off. */
export const heartbeatMs = 10_000;

export interface LiveOptions {
  readonly authenticator: Authenticator;
  readonly clock: () => number;
}

/** Whether the caller wants server-sent events. */
export function wantsStream({ headers }: FastifyRequest): boolean {
  return /text\/event-stream/i.test(headers.accept ?? '');
}

/** The document of a request: of the body, else of the address. A cursor may also come in the header that browsers send by themselves. */
function sentBy(request: FastifyRequest): SentDocument {
  const given = (request.method === 'GET' ? request.query : request.body) as Readonly<Record<string, unknown>> | null | undefined;
  const { query, variables, operationName } = given ?? {};
  const values = typeof variables === 'string' ? parsed(variables) : variables;
  const last = request.headers['last-event-id'];
  return {
    query: query as string,
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: {
      ...(typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : {}),
      ...(typeof last === 'string' ? { after: last } : {}),
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Who asks now, by the same token. */
export function againOf(request: FastifyRequest, { authenticator, clock }: LiveOptions): () => Promise<RequestFacts | null> {
  return async () => {
    const now = clock();
    const recognition = await authenticator.recognise(request, now);
    return recognition.kind === 'viewer' ? { viewer: recognition.viewer, now, requestId: request.id, door: 'LIVE' } : null;
  };
}

/** Answers as server-sent events: `next` with a result each, `complete` at the end (the protocol of graphql-sse, distinct connections). */
export async function streamAnswers(
  door: GraphqlDoor,
  asker: RequestFacts,
  request: FastifyRequest,
  reply: FastifyReply,
  options: LiveOptions,
): Promise<void> {
  const facts: RequestFacts = { ...asker, door: 'LIVE' };
  const sent = sentBy(request);
  const prepared = await door.subscriptions.prepare(facts, sent);
  const limited =
    'errors' in prepared ? prepared.errors.find(({ extensions }) => extensions?.code === 'RATE_LIMITED') : undefined;
  if (limited !== undefined) {
    refuse(request, reply, refusalOfError(limited));
    return;
  }
  reply.hijack();
  const out = reply.raw;
  const head = Object.entries(reply.getHeaders()).filter(([name]) => name !== 'content-encoding' && name !== 'content-length');
  out.writeHead(200, {
    ...(Object.fromEntries(head) as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  out.write(':\n\n');
  const write = async (event: string, data: string, id?: unknown): Promise<void> => {
    const line = typeof id === 'string' ? `id: ${id}\n` : '';
    if (!out.destroyed && !out.write(`event: ${event}\n${line}data: ${data}\n\n`))
      await once(out, 'drain').catch(() => undefined);
  };
  if ('errors' in prepared) {
    await write('next', JSON.stringify({ errors: prepared.errors }));
  } else if (prepared.kind !== OperationTypeNode.SUBSCRIPTION) {
    const { query, variables, operationName } = sent;
    const message = 'Expected POST for a mutation, got GET';
    const answer =
      prepared.kind === OperationTypeNode.MUTATION && request.method === 'GET'
        ? { errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] }
        : await door.run(facts, { query, variables: variables ?? {}, ...(operationName ? { operationName } : {}) });
    await write('next', JSON.stringify(answer));
  } else {
    const again = againOf(request, options);
    const answers = await door.subscriptions.subscribe({ ...facts, again }, sent, prepared);
    const stop = () => void answers.return?.();
    out.on('close', stop);
    const beat = setInterval(() => {
      out.write(':\n\n');
      again().then((who) => who === null && stop(), stop);
    }, heartbeatMs);
    try {
      for await (const answer of answers) await write('next', JSON.stringify(answer), answer.extensions?.cursor);
    } finally {
      clearInterval(beat);
    }
  }
  await write('complete', '');
  out.end();
}
