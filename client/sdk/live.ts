import { failuresOf, readAnswer } from './answer.ts';
import { EcxError } from './errors.ts';
import { type CallOptions, type ClientOptions, endpointOf, headersOf, passing, type Sent, slept, waitMs } from './transport.ts';

/** For one subscription. */
export interface SubscribeOptions extends CallOptions {
  /** A cursor that `onCursor` told before: what happened since comes first. Absent: from now on. Works where the document hands on `$after`. */
  readonly after?: string;
  /** Told after each answer that was used, so that a program that starts again can go on from there. */
  readonly onCursor?: (cursor: string) => void;
  /** How long the line may be silent before it is opened anew, milliseconds; absent: 30,000. The server shows every 10 seconds that it is there. */
  readonly silenceMs?: number;
}

/** An event of the line. */
interface LiveEvent {
  readonly event: string;
  readonly data: string;
  /** The cursor; null: it has none. */
  readonly id: string | null;
}

/** The first whole event of a text and what is left; null: there is none yet. */
export function eventOf(text: string): { readonly found: LiveEvent; readonly rest: string } | null {
  const end = text.indexOf('\n\n');
  if (end === -1) return null;
  const fields = new Map<string, string>();
  for (const line of text.slice(0, end).split('\n')) {
    const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (name !== undefined && name !== '')
      fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value ?? ''}` : (value ?? ''));
  }
  const found = { event: fields.get('event') ?? 'message', data: fields.get('data') ?? '', id: fields.get('id') ?? null };
  return { found, rest: text.slice(end + 2) };
}

function lost(url: string, cause: unknown): EcxError {
  const message = `expected a line to ${url}, got none (${cause instanceof Error ? cause.message : cause}); check the address and the network`;
  return new EcxError(message, { code: 'NETWORK', status: null, cause });
}

/** The events of one connection. @throws EcxError when it cannot be opened, breaks or falls silent */
async function* eventsOf(
  options: ClientOptions,
  sent: Sent,
  call: SubscribeOptions,
  after: string | null,
): AsyncGenerator<LiveEvent> {
  const url = endpointOf(options.url);
  const headers = await headersOf(options, 'text/event-stream');
  const line = new AbortController();
  const stop = () => line.abort(call.signal?.reason);
  call.signal?.addEventListener('abort', stop, { once: true });
  const { silenceMs = 30_000 } = call;
  const silent = () => line.abort(new Error(`silent for ${silenceMs} ms`));
  let watch = setTimeout(silent, silenceMs);
  try {
    const response = await (options.fetch ?? fetch)(url, {
      method: 'POST',
      headers: { ...headers, ...(after === null ? {} : { 'last-event-id': after }) },
      body: JSON.stringify(sent),
      signal: line.signal,
    });
    const isLine = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (!isLine || response.body === null) {
      const [refusal] = failuresOf(readAnswer(response, await response.text()));
      const message = 'expected a line of events, got one answer; send a subscription';
      throw refusal ?? new EcxError(message, { code: 'INVALID_ANSWER', status: response.status });
    }
    const decoder = new TextDecoder();
    let text = '';
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(watch);
      watch = setTimeout(silent, silenceMs);
      text += decoder.decode(part.value, { stream: true });
      for (let next = eventOf(text); next !== null; next = eventOf(text)) {
        text = next.rest;
        yield next.found;
      }
    }
    throw new Error('it was closed');
  } catch (error) {
    if (call.signal?.aborted === true) throw call.signal.reason;
    throw error instanceof EcxError ? error : lost(url, line.signal.aborted ? line.signal.reason : error);
  } finally {
    clearTimeout(watch);
    call.signal?.removeEventListener('abort', stop);
    line.abort();
  }
}

/**
 * Follows a subscription: each answer's data as it comes. A line that breaks is opened again from the last cursor, for as long as the caller goes on:
 * nothing is lost where the document hands on `$after`, and an answer may come twice.
 * @throws EcxError when the server refuses it, or was never reached in `retries` repetitions
 */
export function openSubscriptions(options: ClientOptions, dataOf: (text: string) => unknown) {
  const { retries = 4, longestWaitMs = 30_000 } = options;
  return async function* subscribe(sent: Sent, call: SubscribeOptions = {}): AsyncGenerator<unknown, void, undefined> {
    let cursor = call.after ?? null;
    let wasOpen = false;
    for (let tried = 1; ; tried += 1) {
      call.signal?.throwIfAborted();
      try {
        for await (const { event, data, id } of eventsOf(options, sent, call, cursor)) {
          wasOpen = true;
          if (event === 'complete') return;
          if (event !== 'next') continue;
          const answer = dataOf(data);
          tried = 0;
          yield answer;
          cursor = id ?? cursor;
          if (id !== null) call.onCursor?.(id);
        }
      } catch (error) {
        if (passing([error]) === null || (!wasOpen && tried > retries)) throw error;
        const wait = waitMs(Math.min(Math.max(tried, 1), 8), error instanceof EcxError ? error.retryAfter : null);
        await slept(Math.min(wait, longestWaitMs), call.signal);
      }
    }
  };
}
