import { failuresOf, type GraphqlAnswer, readAnswer } from './answer.ts';
import { EcxError } from './errors.ts';

/** How the server is reached. Everything may be left out. */
export interface ClientOptions {
  /** The server, such as "https://ecx.example.com" or its /graphql; absent: ECX_URL, in a browser the page's own host, else http://localhost:4000. */
  readonly url?: string;
  /** A key (`ecx_…`) or token, or what fetches one; absent: ECX_TOKEN, in a browser its session. */
  readonly token?: string | (() => string | Promise<string>);
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: that of the platform. */
  readonly fetch?: typeof fetch;
  /** How long one try may take, milliseconds; absent: 30,000. */
  readonly timeoutMs?: number;
  /** How often a question is repeated that met a full or absent server; absent: 4. */
  readonly retries?: number;
  /** The longest wait before a repetition, milliseconds; who is told to wait longer gets the error. Absent: 30,000. */
  readonly longestWaitMs?: number;
  /** Most ids in one request; absent: 50, and what the server says. */
  readonly batchSize?: number;
  /** How many requests of one batch are under way at once; absent: 2. */
  readonly concurrency?: number;
  /** Told once of each deprecated field that an answer names: ask for its replacement before it goes. */
  readonly onDeprecated?: (field: DeprecatedField) => void;
}

/** A field that was asked for and will go. */
export interface DeprecatedField {
  /** `Type.field`. */
  readonly field: string;
  /** What to ask instead. */
  readonly reason: string;
  /** The day it was deprecated, such as "2026-12-01"; null: unknown. */
  readonly since: string | null;
  /** The day after which it may be gone; null: unknown. */
  readonly removedAfter: string | null;
}

/** For one call. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A question as it is sent. */
export interface Sent {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** Sends questions. `repeatable`: asking twice does no harm. @throws EcxError, or the reason of the signal */
export type Transport = (sent: Sent, repeatable: boolean, options: CallOptions) => Promise<GraphqlAnswer>;

const firstWaitMs = 250;
const worthAnother: ReadonlySet<string> = new Set(['NETWORK', 'TIMEOUT', 'RATE_LIMITED', 'UNAVAILABLE', 'PROFILE_UNAVAILABLE']);

/** Variables of the environment under Node.js; a browser has none. */
function environment(name: string): string | undefined {
  const { process } = globalThis as { readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> } };
  return process?.env?.[name] || undefined;
}

/** Where questions go. */
export function endpointOf(given: string | undefined): string {
  const { location } = globalThis as { readonly location?: { readonly origin?: string } };
  const own = location?.origin?.startsWith('http') === true ? location.origin : undefined;
  const base = (given ?? environment('ECX_URL') ?? own ?? 'http://localhost:4000').replace(/\/+$/, '');
  return base.endsWith('/graphql') ? base : `${base}/graphql`;
}

/** The headers of a request, with a token that is fetched for each. */
export async function headersOf({ token, headers }: ClientOptions, accept: string): Promise<Record<string, string>> {
  const bearer = typeof token === 'function' ? await token() : (token ?? environment('ECX_TOKEN'));
  return {
    'content-type': 'application/json',
    accept,
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...headers,
  };
}

/** How long to wait before try number `tried` + 1, milliseconds: doubling, half of it by chance, never less than the server asks for. */
export function waitMs(tried: number, retryAfter: number | null, chance: () => number = Math.random): number {
  const doubled = firstWaitMs * 2 ** (tried - 1);
  return Math.max(doubled / 2 + (doubled / 2) * chance(), (retryAfter ?? 0) * 1000);
}

/** Waits. @throws the reason of the signal */
export function slept(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done, fail) => {
    const stop = () => {
      clearTimeout(timer);
      fail(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      done();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

const positionHeader = 'x-ecx-position';

/** What this client has written, or was told of, last: sent back, so that it reads that wherever the server reads. Empty: nothing. */
export interface Seen {
  position: string;
}

/** Of two positions the later one is the greater text. */
export function noteSeen(seen: Seen, told: string | null): void {
  if (told !== null && told > seen.position) seen.position = told;
}

async function tryOnce(options: ClientOptions, sent: Sent, { signal }: CallOptions, seen: Seen): Promise<GraphqlAnswer> {
  const { timeoutMs = 30_000 } = options;
  const limit = new AbortController();
  const stop = () => limit.abort(signal?.reason);
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  const url = endpointOf(options.url);
  try {
    const headers = await headersOf(options, 'application/graphql-response+json, application/json');
    const ask = options.fetch ?? fetch;
    if (seen.position !== '') headers[positionHeader] = seen.position;
    const response = await ask(url, { method: 'POST', headers, body: JSON.stringify(sent), signal: limit.signal });
    noteSeen(seen, response.headers.get(positionHeader));
    return readAnswer(response, await response.text());
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    if (error instanceof EcxError) throw error;
    if (limit.signal.aborted) {
      const message = `expected an answer of ${url} within ${timeoutMs} ms, got none; try again, or ask for less at once`;
      throw new EcxError(message, { code: 'TIMEOUT', status: null, cause: error });
    }
    const message = `expected an answer of ${url}, got none (${error instanceof Error ? error.message : error}); check the address and the network`;
    throw new EcxError(message, { code: 'NETWORK', status: null, cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** What speaks for another try; null: nothing. */
export function passing(errors: readonly unknown[]): EcxError | null {
  const found = errors.filter((error): error is EcxError => error instanceof EcxError && worthAnother.has(error.code));
  return found.sort((a, b) => (b.retryAfter ?? 0) - (a.retryAfter ?? 0))[0] ?? null;
}

/** A way to the server that repeats what met a full or absent one, and nothing else. */
export function openTransport(options: ClientOptions, seen: Seen): Transport {
  const { retries = 4, longestWaitMs = 30_000 } = options;
  const known = new Set<string>();
  return async (sent, repeatable, call) => {
    for (let tried = 1; ; tried += 1) {
      call.signal?.throwIfAborted();
      const [answer, thrown] = await tryOnce(options, sent, call, seen).then(
        (value) => [value, null] as const,
        (error: unknown) => [null, error] as const,
      );
      for (const use of answer?.deprecations ?? []) {
        if (!known.has(use.field)) options.onDeprecated?.(use);
        known.add(use.field);
      }
      const reason = passing(answer === null ? [thrown] : failuresOf(answer));
      const wait = reason === null ? 0 : waitMs(tried, reason.retryAfter);
      if (reason === null || !repeatable || tried > retries || wait > longestWaitMs) {
        if (answer === null) throw thrown;
        return answer;
      }
      await slept(wait, call.signal);
    }
  };
}
