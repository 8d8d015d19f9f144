import { type LookupAddress, lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './addresses.ts';
import { isAllowedPrivate, targetFault } from './target.ts';

/** What came of sending something once. */
export interface Attempt {
  /** Of HTTP; null: there was no answer. */
  readonly status: number | null;
  readonly durationMs: number;
  /** What went wrong, for people; null: the receiver took it. */
  readonly error: string | null;
  /** How long the receiver wants to be left alone, milliseconds; null: it says nothing. */
  readonly retryAfterMs: number | null;
}

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export interface SenderOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Hosts that WEBHOOK_ALLOW_PRIVATE names. */
  readonly allowPrivate: ReadonlySet<string>;
  /** Absent: the system's. */
  readonly resolve?: Resolve;
  /** Absent: ten seconds. */
  readonly timeoutMs?: number;
}

/** Sends to the outside. */
export interface Sender {
  /** What is wrong with an address; null: nothing that can be seen from here. */
  readonly fault: (url: string) => string | null;
  send(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Attempt>;
}

const defaultTimeoutMs = 10_000;
/** Most of an answer that is read: nothing in it matters, but the line should end well. */
const mostRead = 65_536;
const longestWaitMs = 86_400_000;

const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true, verbatim: true }, (error, found) => (error === null ? resolve(found) : reject(error)));
  });

class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/**
 * Sends with a deadline, to the addresses that were checked and nowhere else: the connection itself asks here for the address, so that no
 * second answer of the name's server comes in between. Redirects are not followed.
 */
export function openSender({
  clock,
  allowPrivate,
  resolve = systemResolve,
  timeoutMs = defaultTimeoutMs,
}: SenderOptions): Sender {
  const fault = (url: string) => targetFault(url, allowPrivate);
  return {
    fault,
    async send(text, headers, body) {
      const startedAt = clock();
      const attempt = (part: Omit<Attempt, 'durationMs'>): Attempt => ({
        ...part,
        durationMs: Math.max(0, Math.round(clock() - startedAt)),
      });
      const wrong = fault(text);
      if (wrong !== null) return attempt({ status: null, error: `The address is refused: ${wrong}`, retryAfterMs: null });
      const url = new URL(text);
      const isNamed = isAllowedPrivate(url, allowPrivate);
      try {
        const answer = await post(url, headers, body, { timeoutMs, lookup: checkedLookup(resolve, isNamed) });
        const { status } = answer;
        const error = status >= 200 && status < 300 ? null : faultOf(status);
        return attempt({ status, error, retryAfterMs: waitOf(answer.retryAfter, clock()) });
      } catch (error) {
        return attempt({ status: null, error: wordsOf(error, timeoutMs), retryAfterMs: null });
      }
    },
  };
}

/** Answers the connection with addresses that were checked: all of them must be public. */
function checkedLookup(resolve: Resolve, isNamed: boolean): LookupFunction {
  return (host, options, answer) => {
    resolve(host).then(
      (found) => {
        const [first] = found;
        const bad = isNamed ? undefined : found.find(({ address }) => !isPublicAddress(address));
        if (first === undefined || bad !== undefined) {
          const message =
            first === undefined
              ? `${host} has no address`
              : `${host} leads to ${bad?.address}, which is not on the public internet`;
          answer(new AddressRefused(message), '', 0);
        } else if (options.all === true) answer(null, [...found]);
        else answer(null, first.address, first.family);
      },
      (error: unknown) => answer(error instanceof Error ? error : new Error(String(error)), '', 0),
    );
  };
}

interface Posting {
  readonly timeoutMs: number;
  readonly lookup: LookupFunction;
}

interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  { timeoutMs, lookup: find }: Posting,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const bytes = Buffer.from(body, 'utf8');
    const outgoing = send(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(bytes.length) },
      lookup: find,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      const done = () => resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] });
      let read = 0;
      answer.on('data', (part: Buffer) => {
        read += part.length;
        if (read < mostRead) return;
        done();
        answer.destroy();
      });
      answer.on('end', done);
      answer.on('error', reject);
    });
    outgoing.end(bytes);
  });
}

function faultOf(status: number): string {
  if (status >= 300 && status < 400)
    return `The receiver answered ${status}; expected 2xx: redirects are not followed, save the address that they lead to`;
  return `The receiver answered ${status}; expected 2xx`;
}

/** Seconds, or an HTTP date. */
function waitOf(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, longestWaitMs) : null;
}

const known: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nobody listens there: the connection was refused',
  ECONNRESET: 'The receiver broke off the connection',
  ENOTFOUND: 'There is no host of this name',
  EAI_AGAIN: 'The name of the host could not be looked up',
  EHOSTUNREACH: 'There is no way to this host',
  ENETUNREACH: 'There is no way to this host',
  CERT_HAS_EXPIRED: 'The certificate of the receiver has expired',
};

/** Nothing of the inside is told: the log is read by whoever owns the webhook. */
function wordsOf(error: unknown, timeoutMs: number): string {
  if (error instanceof AddressRefused) return `The address is refused: ${error.message}`;
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return `No answer within ${timeoutMs / 1_000} s`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return known[code] ?? `The receiver could not be reached (${code === '' ? 'no code' : code})`;
}
