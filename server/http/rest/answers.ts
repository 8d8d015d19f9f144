import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { type Refusal, refuse, statusOf } from '../problem.ts';

/** An answer of GraphQL, and what it says about it in headers. */
export interface Answered {
  readonly result: FormattedExecutionResult;
  readonly headers: ReadonlyMap<string, string>;
}

/** What is switched off is off for long: the rest of the object is worth having. Every other fault may be gone at the next try. */
const lasting = 'FEATURE_DISABLED';

/** Headers that hold for every answer of a route, and the price. */
export function sayCost(reply: FastifyReply, { result, headers }: Answered): void {
  for (const [name, value] of headers) if (!ownHeaders.has(name)) reply.header(name, value);
  const cost = result.extensions?.cost as { requested: number; limit: number; remaining: number } | undefined;
  if (cost === undefined) return;
  reply.header('query-cost', `requested=${cost.requested}, limit=${cost.limit}, remaining=${cost.remaining}`);
}

/** Of Apollo's answer, whose body is not the one that is sent. */
const ownHeaders: ReadonlySet<string> = new Set(['content-type', 'content-length', 'cache-control']);

/** The refusal that an error of GraphQL is here. */
export function refusalOfError({ message, extensions = {} }: GraphQLFormattedError): Refusal {
  const code = typeof extensions.code === 'string' ? extensions.code : 'INTERNAL_SERVER_ERROR';
  const retryAfter = typeof extensions.retryAfter === 'number' ? { retryAfter: extensions.retryAfter } : {};
  return { status: statusOf(code), code, message, ...retryAfter };
}

/** Sends the object, or one section of it. */
export function sendObject(
  request: FastifyRequest,
  reply: FastifyReply,
  { result: { data, errors = [] } }: Answered,
  { root, section }: { readonly root: string; readonly section: string | null },
): FastifyReply {
  const object = data?.[root] as Readonly<Record<string, unknown>> | null | undefined;
  const depth = section === null ? 1 : 2;
  const decisive = errors.find(({ path, extensions }) => (path?.length ?? 0) <= depth || extensions?.code !== lasting);
  if (decisive !== undefined || object === null || object === undefined) {
    return refuse(request, reply, refusalOfError(decisive ?? errors[0] ?? { message: 'the server gave no answer' }));
  }
  const leftOut = errors.map(({ path = [] }) => path.slice(depth).join('.'));
  if (leftOut.length > 0) reply.header('switched-off', leftOut.join(', '));
  return sendTagged(request, reply, section === null ? object : object[section]);
}

/**
 * The answer with a tag of what it says: the time at which it was computed apart, so that an unchanged one is not sent again. The tag is
 * weak for that reason. It is made of what this caller may read, and nobody else may be sent it.
 */
function sendTagged(request: FastifyRequest, reply: FastifyReply, value: unknown): FastifyReply {
  const said = JSON.stringify(value, (key, inner: unknown) => (key === 'lastUpdated' ? undefined : inner));
  const tag = `W/"${createHash('sha256').update(said).digest('base64url').slice(0, 27)}"`;
  reply.header('etag', tag);
  if (isKnown(request.headers['if-none-match'], tag)) return reply.code(304).send();
  return sendJson(reply, value);
}

function isKnown(given: string | undefined, tag: string): boolean {
  const tags = (given ?? '').split(',').map((text) => text.trim());
  return tags.includes('*') || tags.some((text) => text.replace(/^W\//, '') === tag.slice(2));
}

function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(value));
}

/** Sends what there is of several objects, and for each fault whose it is. */
export function sendBatch(
  request: FastifyRequest,
  reply: FastifyReply,
  { result: { data, errors = [] } }: Answered,
  { root, customerIds }: { readonly root: string; readonly customerIds: readonly (string | number)[] },
): FastifyReply {
  const objects = data?.[root];
  const whole = errors.find(({ path }) => (path?.length ?? 0) < 2);
  if (whole !== undefined || !Array.isArray(objects)) {
    return refuse(request, reply, refusalOfError(whole ?? errors[0] ?? { message: 'the server gave no answer' }));
  }
  const told = errors.map(({ message, path = [], extensions }) => {
    const field = path.slice(2).join('.');
    return {
      customerId: String(customerIds[Number(path[1])] ?? ''),
      code: extensions?.code ?? 'INTERNAL_SERVER_ERROR',
      message,
      ...(field === '' ? {} : { field }),
    };
  });
  return sendJson(reply, { data: objects, errors: told });
}
