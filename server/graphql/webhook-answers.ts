import { GraphQLError } from 'graphql';
import type { Db } from '../db/open.ts';
import type { LiveEvent } from '../store/live-events.ts';
import type { Webhook } from '../store/webhooks.ts';
import { cursorOf } from './cursor.ts';
import { isPassing, type KeptSubscriptions } from './live/kept-subscription.ts';
import { webhookViewer } from './webhook-owner.ts';

/** What there is to say about an event, as whoever sends it takes it. */
export type WebhookSaying =
  | { readonly kind: 'SAY'; readonly body: string }
  | { readonly kind: 'NOTHING'; readonly why: string }
  | { readonly kind: 'LATER'; readonly why: string }
  | { readonly kind: 'STOP'; readonly stop: 'OWNER_ENDED' | 'REFUSED'; readonly why: string };

interface WebhookAnswersParts {
  readonly db: Db;
  readonly kept: KeptSubscriptions;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

const ended = { kind: 'STOP', stop: 'OWNER_ENDED', why: 'The key that saved it was revoked or has expired' } as const;

/** Where a delivery lies, for `after` of subscriptions and of `replayWebhook`. */
export function deliveryCursor({ transaction, noticedAt }: { readonly transaction: number; readonly noticedAt: number }): string {
  return cursorOf('live', [transaction, noticedAt]);
}

/** Answers kept subscriptions through the same door as those with a line. */
export function openWebhookAnswers({ db, kept, clock }: WebhookAnswersParts) {
  const factsOf = async (webhook: Webhook) => {
    const now = clock();
    const viewer = await webhookViewer(db, webhook, now);
    return viewer === null ? null : { viewer, now, requestId: `webhook-${webhook.id}`, door: 'WEBHOOK' as const };
  };
  return {
    async wanted(webhook: Webhook) {
      const facts = await factsOf(webhook);
      if (facts === null) return ended;
      try {
        return { wants: (await kept.examine(facts, sentBy(webhook))).wants };
      } catch (error) {
        return refusedBy(error);
      }
    },
    async say(webhook: Webhook, event: LiveEvent & { readonly noticedAt: number }): Promise<WebhookSaying> {
      const facts = await factsOf(webhook);
      if (facts === null) return ended;
      try {
        const answer = await kept.answer(facts, sentBy(webhook), event);
        if (answer === null) return { kind: 'NOTHING', why: 'The customer was removed or is out of reach' };
        const { data, errors } = answer;
        const isEmpty = data === null || data === undefined || data[webhook.field] === null;
        if (errors?.some(isPassing) === true) return { kind: 'LATER', why: 'It could not be answered here; it is tried again' };
        if (isEmpty && errors !== undefined)
          return { kind: 'NOTHING', why: errors[0]?.message ?? 'There is nothing to tell any more' };
        const timestamp = new Date(event.noticedAt).toISOString();
        const body = {
          type: webhook.field,
          timestamp,
          cursor: deliveryCursor(event),
          data,
          ...(errors === undefined ? {} : { errors }),
        };
        return { kind: 'SAY', body: JSON.stringify(body) };
      } catch (error) {
        return refusedBy(error);
      }
    },
  };
}

function sentBy({ document, variables }: Webhook) {
  return { query: document, variables: JSON.parse(variables) as Record<string, unknown> };
}

/** A document that no rule lets through any more stops its webhook; everything else passes. @throws what is no refusal. */
function refusedBy(error: unknown): Extract<WebhookSaying, { kind: 'LATER' | 'STOP' }> {
  if (!(error instanceof GraphQLError)) throw error;
  if (isPassing(error) || error.extensions.code === 'FEATURE_DISABLED')
    return { kind: 'LATER', why: 'It cannot be answered here now' };
  return { kind: 'STOP', stop: 'REFUSED', why: `Its document is refused: ${error.message}` };
}
