import type { FastifyLoggerOptions, FastifyRequest } from 'fastify';
import type { PinoLoggerOptions } from 'fastify/types/logger.js';

/** An error as it may be logged: kind and place. Messages of foreign errors can hold values of customers, so they stay out. */
export function loggedError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const own = error.name === 'DatabaseUnavailable' || code?.startsWith('FST_') === true;
  return { type: error.name, code, message: own ? error.message : undefined, stack: frames.join('\n') };
}

/** A request as it may be logged: the route's pattern, never the address itself, which can hold tokens and ids. */
function loggedRequest(request: FastifyRequest): Readonly<Record<string, unknown>> {
  return { method: request.method, route: request.routeOptions?.url ?? '(unknown)' };
}

/** Takes one JSON line at a time. */
export interface LogStream {
  write(text: string): unknown;
}

/**
 * JSON lines, written to standard error by default, so that standard output stays for people and for `--json`.
 * The serializers are an allow-list; `redact` is the second net.
 */
export function loggerOptions(level: string, stream: LogStream): FastifyLoggerOptions & PinoLoggerOptions {
  return {
    level,
    base: null,
    stream,
    serializers: {
      req: loggedRequest,
      res: (reply) => ({ statusCode: reply.statusCode }),
      err: (error) => ({ type: '', message: '', stack: '', ...loggedError(error) }),
    },
    redact: {
      paths: ['headers', '*.headers', 'token', '*.token', 'key', '*.key', 'variables', '*.variables'],
      censor: '(not logged)',
    },
  };
}
