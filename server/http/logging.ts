import type { FastifyLoggerOptions, FastifyRequest } from 'fastify';
import type { PinoLoggerOptions } from 'fastify/types/logger.js';
import type { AnsweredOperation } from '../graphql/answered.ts';

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

/** How long a line may wait for others to be written with, milliseconds, and how many characters may wait. */
const [gatherMs, mostWaiting] = [20, 65_536];
/** Errors and worse, as pino begins their lines. */
const urgent = /^\{"level":[56]/;

/** Levels at which answered operations are logged: pino's info, and what says more. */
const saying: ReadonlySet<string> = new Set(['trace', 'debug', 'info']);

/**
 * Logs answered operations as the logger would. There is a line for each request, and nothing in it that could have to be left out:
 * without serializers and redaction it costs a tenth. @param clock milliseconds since 1970.
 */
export function callLogger(level: string, stream: LogStream, clock: () => number): (answered: AnsweredOperation) => void {
  if (!saying.has(level)) return () => undefined;
  return ({ name, kind, client, cost, seconds, codes }) => {
    const ms = Math.round(1000 * seconds);
    const line = { level: 30, time: clock(), operation: name, kind, client, cost, ms, codes, msg: 'an operation was answered' };
    stream.write(`${JSON.stringify(line)}\n`);
  };
}

/** Writes lines in pieces: a call of the system for each line costs as much as making it. What waits is written when the process ends. */
export function gathered(stream: LogStream): LogStream {
  let waiting = '';
  const flush = (): void => {
    if (waiting === '') return;
    stream.write(waiting);
    waiting = '';
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (waiting === '') setTimeout(flush, gatherMs);
      waiting += line;
      if (waiting.length > mostWaiting || urgent.test(line)) flush();
    },
  };
}

let standardError: LogStream | null = null;

/** One for all servers of a process. */
export function toStandardError(): LogStream {
  standardError ??= gathered(process.stderr);
  return standardError;
}
