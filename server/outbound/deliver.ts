import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../db/open.ts';
import { type LiveEvent, liveChannel } from '../store/live-events.ts';
import { type Claimed, claimDeliveries, hastenDeliveries, noticeEvents, settleDelivery } from '../store/webhook-deliveries.ts';
import { messageId } from '../store/webhook-log.ts';
import { holdWebhook, noteFailed, noteWorked, readWebhooks, secretsOf, stopWebhook, type Webhook } from '../store/webhooks.ts';
import { downAfter, holdOf, nextWait, retryDelays } from './backoff.ts';
import { signedHeaders } from './message.ts';
import type { Attempt, Sender } from './sender.ts';

/** What there is to say about an event. */
export type Saying =
  /** The body, as JSON text. */
  | { readonly kind: 'SAY'; readonly body: string }
  /** Nothing, now and later: the customer is gone or out of reach. */
  | { readonly kind: 'NOTHING'; readonly why: string }
  /** It cannot be told now. */
  | { readonly kind: 'LATER'; readonly why: string }
  /** Nothing at all any more. */
  | { readonly kind: 'STOP'; readonly stop: 'OWNER_ENDED' | 'REFUSED'; readonly why: string };

/** Answers a webhook's document, under the rights that its owner has at that moment. */
export interface EventAnswers {
  /** Which events a webhook is told of. */
  wanted(
    webhook: Webhook,
  ): Promise<{ readonly wants: (event: LiveEvent) => boolean } | Extract<Saying, { kind: 'STOP' | 'LATER' }>>;
  say(webhook: Webhook, event: Claimed): Promise<Saying>;
}

export interface DelivererOptions {
  readonly db: Db;
  readonly answers: EventAnswers;
  readonly sender: Sender;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly onFault: (error: unknown) => void;
  /** Waits between attempts, milliseconds; absent: from seconds to half a day. */
  readonly delays?: readonly number[];
  /** 0 to 1; absent: by chance. */
  readonly chance?: () => number;
}

/** Sends what webhooks ask for, until it is stopped. */
export interface Deliverer {
  /** Ends what is on its way. */
  stop(): Promise<void>;
}

const lookEveryMs = 1_000;
const afterFaultMs = 2_000;
/** On their way at once: to one receiver, and to all of them. */
const mostToOne = 4;
const mostAtOnce = 16;
/** When others may take a delivery up: longer than its answer and its sending take. */
const leaseMs = 60_000;

export function startDelivering(options: DelivererOptions): Deliverer {
  const over = new AbortController();
  const work = new Deliveries(options);
  const listening = options.db.listen(liveChannel, () => work.wake());
  const done = (async () => {
    while (!over.signal.aborted) {
      try {
        await work.look();
        await work.pause(lookEveryMs, over.signal);
      } catch (error) {
        options.onFault(error);
        await sleep(afterFaultMs, undefined, { signal: over.signal }).catch(() => undefined);
      }
    }
  })();
  return {
    async stop() {
      over.abort();
      await listening.stop();
      await done;
      await work.rest();
    },
  };
}

class Deliveries {
  readonly #options: DelivererOptions;
  readonly #delays: readonly number[];
  /** What is on its way, by webhook. */
  readonly #flying = new Map<string, Set<Promise<void>>>();
  #wake: () => void = () => undefined;
  #isWoken = false;

  constructor(options: DelivererOptions) {
    this.#options = options;
    this.#delays = options.delays ?? retryDelays;
  }

  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  /** Until something happens, at most so long. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#isWoken && !signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const timer = new AbortController();
      const either = AbortSignal.any([signal, timer.signal]);
      await Promise.race([woken, sleep(ms, undefined, { signal: either }).catch(() => undefined)]);
      timer.abort();
    }
    this.#isWoken = false;
  }

  async rest(): Promise<void> {
    await Promise.all([...this.#flying.values()].flatMap((each) => [...each]));
  }

  #count(): number {
    return [...this.#flying.values()].reduce((sum, each) => sum + each.size, 0);
  }

  async look(): Promise<void> {
    const { db, clock, onFault } = this.#options;
    for (const webhook of await readWebhooks(db)) {
      if (!webhook.enabled || webhook.stopped !== null) continue;
      try {
        while (await noticeEvents(db, webhook.id, () => this.#wants(webhook), clock()));
        if ((webhook.heldUntil ?? 0) <= clock()) await this.#send(webhook);
      } catch (error) {
        onFault(error); // its neighbours go on
      }
    }
  }

  async #wants(webhook: Webhook): Promise<((event: LiveEvent) => boolean) | null> {
    const wanted = await this.#options.answers.wanted(webhook);
    if ('wants' in wanted) return wanted.wants;
    if (wanted.kind === 'STOP') {
      // apart from the transaction that reads events, which holds the webhook's row
      queueMicrotask(() => {
        void stopWebhook(this.#options.db, webhook.id, wanted.stop, wanted.why, this.#options.clock()).catch(
          this.#options.onFault,
        );
      });
    }
    return null;
  }

  async #send(webhook: Webhook): Promise<void> {
    const { db, clock, onFault } = this.#options;
    const flying = this.#flying.get(webhook.id) ?? new Set();
    this.#flying.set(webhook.id, flying);
    const lanes = webhook.failures >= downAfter ? 1 : mostToOne;
    const most = Math.min(lanes - flying.size, mostAtOnce - this.#count());
    if (most <= 0) return;
    for (const claimed of await claimDeliveries(db, webhook.id, clock(), clock() + leaseMs, most)) {
      const flight = this.#deliver(webhook, claimed)
        .catch(onFault) // the lease ends by itself
        .finally(() => {
          flying.delete(flight);
          if (flying.size === 0) this.#flying.delete(webhook.id);
          this.wake();
        });
      flying.add(flight);
    }
  }

  async #deliver(webhook: Webhook, claimed: Claimed): Promise<void> {
    const { db, answers, clock } = this.#options;
    const saying = await answers.say(webhook, claimed);
    const { attempts } = claimed;
    const nothing = { attempts, lastAttemptAt: null, nextAttemptAt: clock(), status: null, durationMs: null };
    if (saying.kind === 'NOTHING') {
      await settleDelivery(db, claimed, { ...nothing, state: 'SKIPPED', error: saying.why });
    } else if (saying.kind === 'STOP') {
      await settleDelivery(db, claimed, { ...nothing, state: 'WAITING', error: saying.why });
      await stopWebhook(db, webhook.id, saying.stop, saying.why, clock());
    } else if (saying.kind === 'LATER') {
      const nextAttemptAt = clock() + (this.#delays[Math.min(1, this.#delays.length - 1)] ?? afterFaultMs);
      await settleDelivery(db, claimed, { ...nothing, nextAttemptAt, state: 'WAITING', error: saying.why });
    } else await this.#try(webhook, claimed, saying.body);
  }

  async #try(webhook: Webhook, claimed: Claimed, body: string): Promise<void> {
    const { db, sender, clock } = this.#options;
    const headers = signedHeaders(messageId(claimed), body, secretsOf(db, webhook, clock()), clock());
    const attempt = await sender.send(webhook.url, headers, body);
    const now = clock();
    const tried = { attempts: claimed.attempts + 1, lastAttemptAt: now, nextAttemptAt: now };
    const { status, durationMs, error } = attempt;
    if (error === null) {
      await settleDelivery(db, claimed, { ...tried, status, durationMs, error, state: 'DELIVERED' });
      if (await noteWorked(db, webhook.id, downAfter, now - this.#downFor())) await hastenDeliveries(db, webhook.id, now);
      return;
    }
    const wait = nextWait(
      tried.attempts,
      this.#options.chance?.() ?? randomInt(1_000) / 1_000,
      attempt.retryAfterMs,
      this.#delays,
    );
    const isLast = wait === null;
    const nextAttemptAt = now + (wait ?? 0);
    // What a stopped webhook was tried with waits with the rest until somebody lets it go on.
    const isStopped = await this.#noteFailure(webhook, attempt, isLast);
    const state = isLast && !isStopped ? 'FAILED' : 'WAITING';
    await settleDelivery(db, claimed, { ...tried, nextAttemptAt, status, durationMs, error, state });
  }

  /** @returns whether the webhook is stopped by it. */
  async #noteFailure(webhook: Webhook, { status, error }: Attempt, isLast: boolean): Promise<boolean> {
    const { db, clock } = this.#options;
    if (status === 410) {
      await stopWebhook(db, webhook.id, 'GONE', 'The receiver answered 410: it wants nothing more', clock());
      return true;
    }
    const failing = await noteFailed(db, webhook.id, clock());
    if (failing === null) return false;
    const held = holdOf(failing.failures, this.#delays);
    if (held > 0) await holdWebhook(db, webhook.id, clock() + held);
    // nothing was taken for as long as this one was tried
    const isDown = failing.failures > this.#delays.length && failing.failingSince <= clock() - this.#triedFor();
    if (!isLast || !isDown) return false;
    await stopWebhook(db, webhook.id, 'FAILING', `Nothing was taken for days; the last time: ${error}`, clock());
    return true;
  }

  /** How long a receiver has to have been away for everything that waits to be sent at once when it is back. */
  #downFor(): number {
    return this.#delays[2] ?? 0;
  }

  #triedFor(): number {
    return this.#delays.reduce((sum, delay) => sum + delay, 0);
  }
}
