import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** A refusal as this server words it: over `/graphql` as a GraphQL error, elsewhere as an RFC 9457 problem document. */
export interface Refusal {
  readonly status: number;
  /** The same code over every door. */
  readonly code: string;
  /** What was expected, what came, what to do. */
  readonly message: string;
  /** Seconds after which it is worth trying again. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where errors have the shape of GraphQL over HTTP. */
export const graphqlPath = '/graphql';

/** Sends a refusal in the shape that this path speaks. */
export function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, code, message, retryAfter, headers } = refusal;
  const after = retryAfter === undefined ? {} : { retryAfter };
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  for (const [name, value] of Object.entries(headers ?? {})) reply.header(name, value);
  reply.code(status);
  if (request.url.split('?', 1)[0] === graphqlPath) {
    const accepts = request.headers.accept ?? '';
    const type = accepts.includes('application/graphql-response+json') ? 'application/graphql-response+json' : 'application/json';
    const extensions = { code, requestId: request.id, ...after };
    return reply.type(`${type}; charset=utf-8`).send(JSON.stringify({ errors: [{ message, extensions }] }));
  }
  const problem = {
    type: 'about:blank',
    title: titles[status] ?? 'Refused',
    status,
    detail: message,
    code,
    requestId: request.id,
    ...after,
  };
  return reply.type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}

export const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  415: 'Unsupported media type',
  416: 'Range not satisfiable',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

/** The status that goes with a code of GraphQL where it is the whole answer. */
export function statusOf(code: string): number {
  return statuses[code] ?? 500;
}

const statuses: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  QUERY_TOO_EXPENSIVE: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  CUSTOMER_NOT_FOUND: 404,
  CONFLICT: 409,
  BATCH_TOO_LARGE: 413,
  FEATURE_DISABLED: 403,
  RATE_LIMITED: 429,
  PROFILE_UNAVAILABLE: 503,
  UNAVAILABLE: 503,
};

/** How many seconds a caller should wait when the database is away. */
const retryWhenAway = 5;

/** The answer to an error that nobody expected here: it says what the caller can do and gives nothing away. */
export function refusalOf(error: FastifyError | Error): Refusal {
  if (error.name === 'DatabaseUnavailable') {
    const message = 'expected the database to answer, it does not at the moment; try again in a few seconds';
    return { status: 503, code: 'UNAVAILABLE', message, retryAfter: retryWhenAway };
  }
  if (error.name === 'IssuerUnavailable') {
    const message = 'expected the issuer of tokens to answer, it does not at the moment; try again in a few seconds';
    return { status: 503, code: 'UNAVAILABLE', message, retryAfter: retryWhenAway };
  }
  const code = 'code' in error ? error.code : '';
  if (code === 'FST_ERR_HANDLER_TIMEOUT') {
    const message = 'expected to answer within 30 seconds, it takes longer; ask for less at once';
    return { status: 503, code: 'UNAVAILABLE', message, retryAfter: retryWhenAway };
  }
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status === 413) {
    return { status, code: 'PAYLOAD_TOO_LARGE', message: 'expected a body of at most 256 kB, got more; send it in parts' };
  }
  if (status === 415) {
    const message = 'expected a body of content-type application/json, plain or gzip; send the request as JSON';
    return { status, code: 'UNSUPPORTED_MEDIA_TYPE', message };
  }
  if (status >= 400 && status < 500) {
    return {
      status: 400,
      code: 'BAD_REQUEST',
      message: 'expected a well-formed request with a JSON body, got something else; check its form',
    };
  }
  const message = 'the server met an error of its own; report it with the request id';
  return { status: 500, code: 'INTERNAL_SERVER_ERROR', message };
}
