import { EcxError } from './errors.ts';
import type { DeprecatedField } from './transport.ts';

interface SentError {
  readonly message?: unknown;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An answer of GraphQL. */
export interface GraphqlAnswer {
  readonly status: number;
  /** Null: nothing could be answered. */
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly SentError[];
  readonly deprecations: readonly DeprecatedField[];
  /** Of the log, what has to be sent back to read what this answer tells of; null: it says none. */
  readonly position: string | null;
  readonly requestId: string | null;
  /** Seconds, as a header says; null: it does not. */
  readonly retryAfter: number | null;
}

const codes: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  429: 'RATE_LIMITED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
};

/** Seconds of a Retry-After, which is a number or a date; null: there is none that can be read. */
export function retryAfterOf(header: string | null, now: number = Date.now()): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** @throws EcxError when it is no answer of GraphQL: that of a proxy, or of another program. */
export function readAnswer({ status, headers }: Pick<Response, 'status' | 'headers'>, text: string): GraphqlAnswer {
  const body = parsed(text);
  const retryAfter = retryAfterOf(headers.get('retry-after'));
  const requestId = headers.get('x-request-id');
  if (body === null || !('data' in body || 'errors' in body)) {
    const code = codes[status] ?? 'INVALID_ANSWER';
    const message = `expected an answer of GraphQL, got status ${status} and ${text.length} characters of something else; check the address`;
    throw new EcxError(message, { code, status, retryAfter, requestId });
  }
  const extensions = (body.extensions ?? {}) as {
    readonly deprecations?: readonly DeprecatedField[];
    readonly position?: unknown;
  };
  return {
    status,
    data: (body.data ?? null) as GraphqlAnswer['data'],
    errors: Array.isArray(body.errors) ? (body.errors as readonly SentError[]) : [],
    deprecations: Array.isArray(extensions.deprecations) ? extensions.deprecations : [],
    position: typeof extensions.position === 'string' ? extensions.position : null,
    requestId,
    retryAfter,
  };
}

/** The errors of an answer as they are thrown. @param customerOf whom the error at a path is about. */
export function failuresOf(
  { status, errors, requestId, retryAfter }: GraphqlAnswer,
  customerOf: (path: readonly (string | number)[]) => string | null = () => null,
): EcxError[] {
  return errors.map(({ message, path, extensions = {} }) => {
    const { code, retryAfter: after } = extensions;
    return new EcxError(typeof message === 'string' ? message : 'no message', {
      code: typeof code === 'string' ? code : (codes[status] ?? 'INVALID_ANSWER'),
      status,
      customerId: customerOf(path ?? []),
      retryAfter: typeof after === 'number' ? after : retryAfter,
      path: path ?? null,
      requestId: typeof extensions.requestId === 'string' ? extensions.requestId : requestId,
      extensions,
    });
  });
}

/** A part that is switched off is a null that somebody decided; every other error is one. @param depth of what the part belongs to. */
export function isSwitchedOff({ code, path }: EcxError, depth: number): boolean {
  return code === 'FEATURE_DISABLED' && (path?.length ?? 0) > depth;
}
